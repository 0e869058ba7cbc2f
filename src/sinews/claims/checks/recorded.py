"""Check: whether an event that the fact register records fell into a period."""

from collections.abc import Mapping
from typing import Any

from sinews.claims.check import Check, Desk, Found


def compute(settings: Mapping[str, Any], desk: Desk) -> Found:
    """Return the value of the flag ``figure`` where it is dated inside the period, else zero.

    Parameters
    ----------
    settings
        ``figure``: id of a recorded event; ``first`` and ``last``: days of the period.
    """
    f = desk.figure(settings["figure"])
    inside = settings["first"] <= f.as_of <= settings["last"]
    return Found(
        value=f.value if inside else 0.0,
        unit=f.unit,
        grade=f.grade,
        as_of=f.as_of,
        sources=f.sources,
        method=f"Recorded for {f.as_of}; looked for from {settings['first']} "
        f"to {settings['last']}.",
        rows=f.rows,
        inputs=(f.id,),
    )


CHECK = Check(
    id="recorded",
    label="Recorded event",
    settings=("figure", "first", "last"),
    compute=compute,
)
