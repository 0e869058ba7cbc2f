"""Synthetic trade with planted diversion: four families of worlds whose truth is known."""

from synthetic_trade.consignments import make_consignments
from synthetic_trade.gravity import make_gravity
from synthetic_trade.traders import make_traders
from synthetic_trade.transit import make_transit
from synthetic_trade.world import World

FAMILIES = {
    "gravity": make_gravity,
    "consignments": make_consignments,
    "traders": make_traders,
    "transit": make_transit,
}

__all__ = ["FAMILIES", "World", "make_consignments", "make_gravity", "make_traders", "make_transit"]
