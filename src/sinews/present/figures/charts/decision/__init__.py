"""Charts of the decision chapter."""
