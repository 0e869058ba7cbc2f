"""Check: the value of one published figure."""

from collections.abc import Mapping
from typing import Any

from sinews.claims.check import Check, Desk, Found


def compute(settings: Mapping[str, Any], desk: Desk) -> Found:
    """Return the figure as it stands; setting ``figure`` is its id."""
    f = desk.figure(settings["figure"])
    return Found(
        value=f.value,
        unit=f.unit,
        grade=f.grade,
        as_of=f.as_of,
        sources=f.sources,
        method="The published value.",
        rows=f.rows,
        inputs=(f.id,),
    )


CHECK = Check(id="level", label="Value of a figure", settings=("figure",), compute=compute)
