"""Small questions: months of tables, values that are assumed, when a group stopped giving."""

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files

import polars as pl

from sinews.core.periods import Window, add_months, last_day, parse_window
from sinews.data.evidence.evidence import Evidence
from sinews.errors import EstimationError, UnknownNameError, UsageError


def first_month(evidence: Evidence, table: str) -> date:
    """Return the first month of a monthly table."""
    months: list[date] = evidence.frame(table)["month"].to_list()
    return min(months)


def last_month(evidence: Evidence, table: str) -> date:
    """Return the last day of the last month of a monthly table."""
    months: list[date] = evidence.frame(table)["month"].to_list()
    return last_day(max(months))


def choose_window(evidence: Evidence, table: str, text: str) -> Window:
    """Return the window that a user wrote, cut to the months that the table has.

    Raises
    ------
    UsageError
        The window holds no month of the data: that is no zero.
    """
    first = first_month(evidence, table)
    last = last_month(evidence, table).replace(day=1)
    asked = parse_window(text, first=first, last=last)
    if asked.end < first or asked.start > last:
        raise UsageError(
            f"The window {text!r} holds no month of the data, which run from {first:%Y-%m} to "
            f"{last:%Y-%m}."
        )
    return Window(id=asked.id, start=max(asked.start, first), end=min(asked.end, last))


@cache
def _values() -> dict[str, float]:
    text = (files("sinews.support") / "assumed.toml").read_text(encoding="utf-8")
    return {k: float(entry["value"]) for k, entry in tomllib.loads(text).items()}


def assumed(name: str) -> float:
    """Return one value, or raise with the nearest name."""
    if name not in _values():
        raise UnknownNameError("assumed value", name, _values())
    return _values()[name]


def find_stop(evidence: Evidence, group: str, type: str = "total") -> date:
    """Return the first month after the last one in which a base group gave more than a trickle.

    Raises
    ------
    EstimationError
        The group has not stopped, or never gave.
    """
    rows = evidence.frame("support_monthly").filter(
        (pl.col("base_group") == group) & (pl.col("type") == type)
    )
    before = rows.filter(pl.col("month") < date(2025, 1, 1))["allocated_eur_bn"]
    trickle = assumed("trickle_share") * float(before.mean() or 0)  # type: ignore[arg-type]
    given: list[date] = rows.filter(pl.col("allocated_eur_bn") > trickle)["month"].to_list()
    newest: date = max(rows["month"].to_list())
    if not given or add_months(max(given), 1) > newest:
        raise EstimationError(f"{group} has not stopped {type} support, or never gave any.")
    return add_months(max(given), 1)
