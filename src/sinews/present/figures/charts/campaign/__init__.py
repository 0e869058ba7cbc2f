"""Charts of the campaign chapter."""
