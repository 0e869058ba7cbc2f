"""Sums of series by year, as their observer published them."""

from collections.abc import Iterator
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from sinews.core.figure import Figure
from sinews.core.periods import Window, add_months, describe_months, last_day
from sinews.data.evidence.evidence import Evidence
from sinews.front.figures.origins import releases_behind
from sinews.front.series.read import Series, read_series

_COUNTED: Final = {
    "launched.oneway": ("oneway.launched", "One-way drones launched at Ukraine"),
    "launched.missiles": ("missiles.launched", "Missiles launched at Ukraine"),
    "launched.cruise": ("cruise.launched", "Cruise missiles launched at Ukraine"),
    "launched.ballistic": ("ballistic.launched", "Ballistic missiles launched at Ukraine"),
    "named.ru": ("ru_deaths.named", "Russian soldiers' deaths known by name"),
    "ground.isw": ("ground.isw", "Net Russian gain of ground by ISW's maps"),
    "ground.deepstate": ("ground.deepstate", "Net Russian gain of ground by DeepState's maps"),
}
PLACE: Final = "Table front_monthly"
AIR_FORCE: Final = "Air Force of Ukraine"
"""Who alone counts what was launched and stopped."""
GENERAL_STAFF: Final = "General Staff of Ukraine"
"""Who claims Russian losses."""


def list_windows(first: date, last: date) -> tuple[Window, ...]:
    """Return the whole calendar years between two months, and the last twelve months."""
    years = range(first.year + (first.month > 1), last.year + (last.month == 12))
    found = [Window(id=f"y{y}", start=date(y, 1, 1), end=date(y, 12, 1)) for y in years]
    return (*found, Window(id="last_12m", start=add_months(last, -11), end=last))


def sum_window(series: Series, window: Window) -> float | None:
    """Return the sum over a window, None unless every month is in."""
    values = [series.at(m) for m in window.months()]
    return float(np.sum(values)) if np.isfinite(values).all() else None


def build_counted(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``front.<what>.<window>``: sums of series as published by their observer."""
    return tuple(f for name in _COUNTED for f in _count_series(evidence, name, *_COUNTED[name]))


def _count_series(evidence: Evidence, name: str, id: str, label: str) -> Iterator[Figure]:
    series = read_series(evidence, id)
    rows = evidence.frame("front_monthly")
    grade = rows.filter(pl.col("series") == series.spec.parts[0].partition(":")[2])["grade"][0]
    for window in list_windows(series.start, series.last):
        total = sum_window(series, window)
        if total is None:
            continue
        yield Figure(
            id=f"front.{name}.{window.id}",
            label=f"{label}, {describe_months(window.start, window.end)}",
            value=total,
            unit=series.spec.unit,
            grade=grade,
            said_by=series.spec.observer if grade == "stated" else "",
            as_of=last_day(window.end),
            sources=releases_behind(evidence, id),
            method=f"Sum of the months, as published. {series.spec.definition}",
            rows=f"{PLACE}, series {' + '.join(series.spec.parts)}.",
        )
