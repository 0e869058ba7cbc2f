"""Diversion: sanctioned goods through third countries, and the measure that would stop them."""
