"""Levers: tailored enforcement at one corridor each, by its part of expected diversion."""

from sinews.campaign.instruments import corridor_share
from sinews.campaign.lever import Lever, add

_CORRIDORS = {
    "armenia": "AM",
    "georgia": "GE",
    "kazakhstan": "KZ",
    "kyrgyzstan": "KG",
    "uzbekistan": "UZ",
}

LEVERS = tuple(
    Lever(
        id=f"enforcement_{name}",
        label=f"Tailored enforcement in {name.title()}",
        unit="share of the list at this corridor that is enforced",
        channel="this corridor's part of diverted critical goods; adds to enforcement, at most 1",
        neutral=0,
        low=0,
        high=1,
        apply=add("enforcement", least=0, most=1, factor=corridor_share(partner)),
    )
    for name, partner in _CORRIDORS.items()
)
