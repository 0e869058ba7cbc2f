"""Charts of the diversion chapter."""
