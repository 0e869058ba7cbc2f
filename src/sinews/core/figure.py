"""Figures: the numbers that are published, each with interval, grade and origin."""

import math
import re
from dataclasses import dataclass
from datetime import date

from sinews.core.estimate import Estimate, Grade
from sinews.core.query import Query
from sinews.core.table import html_table
from sinews.errors import ProvenanceError

_ID = re.compile(r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One published number.

    Attributes
    ----------
    id
        Snake_case dotted path, for example ``support.allocated.us.military.y2024``; never renamed.
    value, low, high
        Central value and 90 % interval in `unit`; low and high are None for a counted number.
    as_of
        Last date of the data behind the number.
    sources
        Release keys (``kiel_tracker@29``) and fact ids (``F012``); at least one.
    method
        One or two sentences: how the value follows from the sources.
    rows
        Which rows of which table were used, in words a reader can repeat.
    inputs
        Ids of the figures it was computed from.
    query
        The cells and the formula that the value was computed by, where it is one of both.
    said_by
        Whose statement it is where the grade is ``stated``, or on whose counts alone an estimate
        rests: the party, or who published it.
    tested
        What tests how often such an interval holds: a test (``tests/unit/test_x.py::test_y``) or
        the id of a figure that counts it; empty where nothing does.
    """

    id: str
    label: str
    value: float
    low: float | None = None
    high: float | None = None
    unit: str
    grade: Grade
    as_of: date
    sources: tuple[str, ...]
    method: str
    rows: str = ""
    inputs: tuple[str, ...] = ()
    query: Query | None = None
    said_by: str = ""
    tested: str = ""

    @property
    def interval_note(self) -> str:
        """What is known of the interval: what tested it, that nothing did, or that none is given.

        Empty for a number without an interval that is no estimate.
        """
        if self.low is None:
            return "No interval is given." if self.grade == "estimated" else ""
        if self.tested:
            return f"How often such an interval holds is tested by {self.tested}."
        return "How often such an interval holds is not tested."

    def _repr_html_(self) -> str:
        """Return the figure with its origin, as a notebook shows it."""
        between = "" if self.low is None else f" ({self.low:,.4g} to {self.high:,.4g})"
        rows = (
            ("value", f"{self.value:,.4g}{between} {self.unit}"),
            ("grade", self.describe_grade()),
            ("data to", self.as_of),
            ("method", self.method),
            ("interval", self.interval_note),
            ("sources", ", ".join(self.sources)),
            ("computed from", ", ".join(self.inputs)),
        )
        return html_table(("", self.label), [r for r in rows if r[1]], self.id)

    def __post_init__(self) -> None:
        if not _ID.match(self.id):
            raise ProvenanceError(f"Figure id {self.id!r} is not a snake_case dotted path.")
        if not self.sources or not self.method:
            raise ProvenanceError(f"Figure {self.id!r} names no source or no method.")
        bounds = [b for b in (self.low, self.high) if b is not None]
        if len(bounds) == 1 or not all(math.isfinite(x) for x in (self.value, *bounds)):
            raise ProvenanceError(
                f"Figure {self.id!r} needs a finite value and both bounds or none, "
                f"got {self.value}, {self.low}, {self.high}."
            )
        if self.tested and not bounds:
            raise ProvenanceError(f"Figure {self.id!r} names a test of an interval that it lacks.")
        if bounds and bounds[0] > bounds[1]:
            raise ProvenanceError(f"Figure {self.id!r} has its low above its high.")

    def describe_grade(self) -> str:
        """Return the grade in English, with whose statement it is where it is one."""
        verb = "according to" if self.id.startswith("fact.") else "claimed by"
        return f"{self.grade}, {verb} {self.said_by}" if self.said_by else self.grade

    def to_json(self) -> dict[str, object]:
        """Return the published record, the same in figures.json and in ``--json`` output."""
        return {
            "id": self.id,
            "label": self.label,
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "unit": self.unit,
            "grade": self.grade,
            "said_by": self.said_by or None,
            "as_of": self.as_of.isoformat(),
            "sources": list(self.sources),
            "method": self.method,
            "tested": self.tested,
            "interval_note": self.interval_note,
        }


def figure_of(
    estimate: Estimate, *, as_of: date, rows: str = "", tested: str = "", said_by: str = ""
) -> Figure:
    """Return the figure of an estimate: its median and 90 % interval."""
    i = estimate.interval()
    return Figure(
        id=estimate.id,
        label=estimate.label,
        value=i.median,
        low=i.low,
        high=i.high,
        unit=estimate.unit,
        grade=estimate.grade,
        as_of=as_of,
        sources=estimate.sources,
        method=estimate.method,
        rows=rows,
        tested=tested,
        said_by=said_by,
    )
