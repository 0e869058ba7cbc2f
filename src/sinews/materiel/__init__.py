"""Materiel: fire, stocks, production and losses, with back-tests."""
