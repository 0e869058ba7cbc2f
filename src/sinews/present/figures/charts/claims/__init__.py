"""Charts of the claims chapter."""
