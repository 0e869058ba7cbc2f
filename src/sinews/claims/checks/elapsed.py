"""Check: months since an event of the timeline."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import polars as pl

from sinews.claims.check import Check, Desk, Found
from sinews.errors import EvidenceError

TABLE: Final = "timeline"
_MONTH_DAYS: Final = 365.25 / 12


def compute(settings: Mapping[str, Any], desk: Desk) -> Found:
    """Return the months from the event that names ``words`` to ``day``.

    Parameters
    ----------
    settings
        ``words``: a part of the event's text, any case; ``day``: that of the newest event where
        not given.

    Raises
    ------
    EvidenceError
        Not exactly one event names the words.
    """
    timeline = desk.frame(TABLE)
    newest: date = timeline["day"].max()  # type: ignore[assignment]
    words = settings["words"].casefold()
    named = timeline.filter(pl.col("event").str.to_lowercase().str.contains(words, literal=True))
    if named.height != 1:
        raise EvidenceError(f"{named.height} events name {settings['words']!r}; one is needed.")
    start: date = named["day"].item()
    day: date = settings.get("day", newest)
    return Found(
        value=(day - start).days / _MONTH_DAYS,
        unit="months",
        grade="counted",
        as_of=day,
        sources=desk.releases(TABLE),
        method=f"Months from {start} to {day}.",
        rows=f"{TABLE}: row {named['row'].item()}",
    )


CHECK = Check(
    id="elapsed",
    label="Months since an event",
    settings=("words", "day"),
    compute=compute,
    table=TABLE,
)
