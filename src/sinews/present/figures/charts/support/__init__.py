"""Charts of the support chapter."""
