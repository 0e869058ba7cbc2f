"""Runs of the campaign model under strategies."""
