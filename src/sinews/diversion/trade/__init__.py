"""Exports and partners' reports: read, brought to one schema, harmonised, late reporters named."""
