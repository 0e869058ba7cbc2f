"""Routes that EU exporters' data cannot see, from the fact register."""

from dataclasses import dataclass
from typing import Final

from sinews.core.places import countries
from sinews.data.evidence.evidence import Evidence

ROUTE_FACTS: Final = ("F370", "F368", "F371")
UNSEEN: Final = ("CN", "HK", "TR", "AE")
WITHOUT_FIGURE: Final = ("TR", "AE")
"""Routes for which the register holds no share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One published share of a route, with its fact."""

    fact: str
    side: str
    quantity: str
    share: float
    note: str
    publisher: str


def list_routes(evidence: Evidence) -> tuple[Route, ...]:
    """Return the published shares of routes outside EU exporters' data."""
    rows = {r["fact"]: r for r in evidence.frame("facts").iter_rows(named=True)}
    return tuple(
        Route(
            fact=id,
            side=rows[id]["side"],
            quantity=rows[id]["quantity"],
            share=float(rows[id]["central"]),
            note=rows[id]["note"] or "",
            publisher=rows[id]["publisher"],
        )
        for id in ROUTE_FACTS
    )


def say_routes(evidence: Evidence) -> str:
    """Return one sentence on what exporters' data cannot see, to stand beside a total."""
    known = countries()
    shares = "; ".join(
        f"{known[r.side].name}, {r.quantity.removeprefix(known[r.side].name).strip()} "
        f"{r.share:.0%} ({r.fact})"
        for r in list_routes(evidence)
    )
    without = " and ".join(known[c].name for c in WITHOUT_FIGURE)
    return (
        "EU exporters' data do not see goods that reach Russia through China, Hong Kong, Turkey or "
        f"the Emirates. Published shares: {shares}; none at hand for {without} "
        "(`sinews diversion routes`)."
    )
