"""The statements of the fact register as figures: ``fact.f115`` is row F115."""

from datetime import date
from typing import Any, Final

from sinews.core.estimate import Grade
from sinews.core.figure import Figure
from sinews.data.evidence.evidence import Evidence
from sinews.data.evidence.figure_family import FigureFamily

UNITS: Final[dict[str, str]] = {
    "rounds cumulative": "rounds",
    "units cumulative": "units",
    "persons cumulative": "persons",
    "percent change": "%",
    "percent": "%",
}
"""Units of the register whose quantity is one of `core.units`; other units stay as written."""


def build(evidence: Evidence) -> tuple[Figure, ...]:
    """Return one figure a statement; a stated range gives its middle and is named in the method.

    The range of a statement is not a 90 % interval, so `low` and `high` stay empty.
    """
    rows = evidence.frame("facts").iter_rows(named=True)
    return tuple(f for row in rows if (f := figure_of_fact(row)) is not None)


def figure_of_fact(row: dict[str, Any]) -> Figure | None:
    """Return the figure of one row, or None where it states no number."""
    low, central, high = row["low"], row["central"], row["high"]
    if central is None and (low is None or high is None):
        return None
    value = central if central is not None else (low + high) / 2
    stated = f" Stated as a range from {low:g} to {high:g}." if low is not None and high else ""
    note = f" Note: {row['note']}." if row["note"] else ""
    return Figure(
        id=f"fact.{row['fact'].lower()}",
        label=f"{row['quantity']}, {row['side']}, {row['period']}",
        value=float(value),
        unit=UNITS.get(row["unit"], row["unit"]),
        grade=_grade(row["basis"]),
        as_of=_day(row),
        sources=(row["fact"],),
        method=f"Statement, basis: {row['basis']}.{stated}{note}",
        rows=f"row {row['fact']} of the fact register",
    )


def _grade(basis: str) -> Grade:
    """Return measured for what a body reports of its own record, estimated for estimates."""
    return "estimated" if basis == "estimate" else "measured"


def _day(row: dict[str, Any]) -> date:
    """Return the last day the statement covers; a plan is known as of its source's date."""
    day: date = min(row["last_day"], row["source_day"])
    return day


FAMILY = FigureFamily(id="fact", label="Statements of the fact register", build=build)
