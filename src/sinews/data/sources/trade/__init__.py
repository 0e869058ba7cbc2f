"""Readers of trade statistics: Eurostat, UN Comtrade, national tables, lists of goods."""
