"""Export: the same model as XMILE, as equation tables and as a picture."""
