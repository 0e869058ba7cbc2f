"""Compiled tables of the national series: by month, strikes by day, published figures."""
