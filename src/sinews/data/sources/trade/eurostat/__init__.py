"""Eurostat: Comext in its five forms."""
