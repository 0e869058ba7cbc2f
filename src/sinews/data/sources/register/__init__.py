"""Registers kept by hand: facts, dated events, and wars of the record."""
