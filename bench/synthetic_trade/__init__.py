"""Synthetic trade with planted diversion: two families of worlds whose truth is known."""

from synthetic_trade.consignments import make_consignments
from synthetic_trade.gravity import make_gravity
from synthetic_trade.world import World

__all__ = ["World", "make_consignments", "make_gravity"]
