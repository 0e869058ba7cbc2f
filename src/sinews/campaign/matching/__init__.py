"""Draws matched to history, and episodes that check them."""
