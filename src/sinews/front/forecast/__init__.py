"""Forecasts: members, their pool, its scores, and the ledger of what was published."""
