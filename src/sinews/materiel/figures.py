"""Published figures of reported losses: what one side claims, by category and window."""

from typing import Final

import polars as pl

from sinews.core.figure import Figure
from sinews.core.periods import Window, describe_months, last_day
from sinews.core.table import EvidenceTable
from sinews.data.compile.sums import list_windows
from sinews.data.evidence.chain import FigureFamily
from sinews.data.evidence.evidence import Evidence

NAMES: Final = {
    "tank": "tanks",
    "afv": "armoured fighting vehicles",
    "artillery": "artillery systems",
    "mrl": "multiple rocket launchers",
    "air_defence": "air defence systems",
    "vehicles": "vehicles and fuel tanks",
    "personnel": "personnel",
    "cruise_missiles": "cruise missiles",
    "aircraft": "aircraft",
    "helicopter": "helicopters",
    "uav": "drones",
    "special": "special equipment",
    "naval": "ships and boats",
}
_FLOW: Final = (
    "Losses of the months of the window as claimed by the Ukrainian General Staff: daily "
    "differences of the published total less revisions of earlier days. Claims exceed what is "
    "visually confirmed, by a ratio that grows and differs by category."
)
_TOTAL: Final = (
    "The published total at the end of the data, as claimed by the Ukrainian General Staff; it "
    "includes revisions of earlier days, which the years leave out. Claims exceed what is visually "
    "confirmed."
)


def build(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``materiel.reported.<category>.<window>``."""
    table = evidence.table("losses_monthly")
    months = table.frame["month"].to_list()
    windows = list_windows(min(months), max(months))
    return tuple(
        _figure(table, category, window)
        for category in NAMES
        for window in windows
        if not _rows(table, category, window).is_empty()
    )


def _rows(table: EvidenceTable, category: str, window: Window) -> pl.DataFrame:
    return table.frame.filter(
        (pl.col("category") == category) & pl.col("month").is_between(window.start, window.end)
    ).sort("month")


def _figure(table: EvidenceTable, category: str, window: Window) -> Figure:
    rows = _rows(table, category, window)
    total = window.id == "to_date"
    column = "cumulative" if total else "claimed"
    first, last = rows["month"][0], rows["month"][-1]
    breaks = rows["break_note"].drop_nulls().to_list()
    method = " ".join([_TOTAL if total else _FLOW, *(f"Break: {b}." for b in breaks)])
    return Figure(
        id=f"materiel.reported.{category}.{window.id}",
        label=f"Russian losses of {NAMES[category]} as reported by Ukraine, "
        + describe_months(first, last),
        value=float(rows["cumulative"][-1] if total else rows["claimed"].sum()),
        unit="persons" if category == "personnel" else "units",
        grade="stated",
        as_of=last_day(last),
        sources=table.sources,
        method=method,
        rows=f"Table losses_monthly, column {column}, where category is {category} and month is "
        + (f"{last}." if total else f"from {first} to {last}."),
        said_by="General Staff of Ukraine",
    )


REPORTED = FigureFamily(
    id="materiel.reported",
    label="Russian losses as reported by Ukraine, by category and window",
    build=build,
)
