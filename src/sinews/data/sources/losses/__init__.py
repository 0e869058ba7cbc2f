"""Losses: what one side claims every day, and what could be seen."""
