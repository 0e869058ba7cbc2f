"""Charts of the front: ground, strikes, casualties, and how good forecasts were."""
