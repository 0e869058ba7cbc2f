"""The templates of the model: two sides, three kinds of equipment."""

from sinews.engine import each

SIDE = each(own=("ru", "ua"), other=("ua", "ru"))
"""`own` and `other` run through Russia and Ukraine."""

KIT = each(kit=("tank", "afv", "gun"))
"""Tanks, other armoured fighting vehicles, tube and rocket artillery."""
