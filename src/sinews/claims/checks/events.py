"""Check: how many events of the timeline fell into a period."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import polars as pl

from sinews.claims.check import Check, Desk, Found
from sinews.errors import EvidenceError

TABLE: Final = "timeline"


def compute(settings: Mapping[str, Any], desk: Desk) -> Found:
    """Return how many events name ``words`` between the days ``first`` and ``last``.

    Parameters
    ----------
    settings
        ``words``: a part of the event's text, any case; ``first``; ``last``: the newest event
        where not given; ``none_yet``: true where the timeline may hold no such event at all.

    Raises
    ------
    EvidenceError
        No event names the words, so that a count of zero may be a slip of the pen.
    """
    timeline = desk.frame(TABLE)
    newest: date = timeline["day"].max()  # type: ignore[assignment]
    first, last = settings["first"], min(settings.get("last", newest), newest)
    words = settings["words"].casefold()
    named = timeline.filter(pl.col("event").str.to_lowercase().str.contains(words, literal=True))
    if named.is_empty() and not settings.get("none_yet", False):
        raise EvidenceError(f"No event of the timeline names {settings['words']!r}.")
    found = named.filter(pl.col("day").is_between(first, last))
    numbers = ", ".join(str(n) for n in found["row"]) or "none"
    return Found(
        value=float(found.height),
        unit="count",
        grade="counted",
        as_of=last,
        sources=desk.releases(TABLE),
        method=f"Events of the timeline that name {settings['words']!r}, {first} to {last}.",
        rows=f"{TABLE}: rows {numbers}",
    )


CHECK = Check(
    id="events",
    label="Events in a period",
    settings=("words", "first", "last", "none_yet"),
    compute=compute,
    table=TABLE,
)
