"""Corridors of reporter, partner and product: ranked, and each with its dossier."""
