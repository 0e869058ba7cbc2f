"""Charts of the losses chapter."""
