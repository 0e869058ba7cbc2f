"""Drawings made in milliseconds, as plain SVG."""
