"""Compiled tables of the national series."""

from typing import Final

import polars as pl

from sinews.core.table import Column, TableSpec
from sinews.data.compile.compiled import Compiled, Frames
from sinews.data.compile.front import series
from sinews.data.sources.front.deaths import NAMED, WEEKLY
from sinews.data.sources.front.estimates import SPEC as ESTIMATES
from sinews.data.sources.front.ground import SPEC as AREAS
from sinews.data.sources.front.photographed import SPEC as PHOTOGRAPHED
from sinews.data.sources.front.reserves import SPEC as FUND
from sinews.data.sources.front.strikes import FAMILIES
from sinews.data.sources.front.strikes import SPEC as STRIKES


def _text(name: str, description: str, *allowed: str, required: bool = True) -> Column:
    return Column(
        name=name,
        kind="text",
        unit="code" if allowed else "text",
        description=description,
        allowed=allowed or None,
        required=required,
    )


def _number(name: str, description: str, unit: str = "count", *, required: bool = True) -> Column:
    return Column(name=name, kind="number", unit=unit, description=description, required=required)


MONTHLY: Final = TableSpec(
    id="front_monthly",
    description="National series by month. `ground.*` is the net change of the land of Ukraine "
    "under Russian control, km2; land of Russia (Kursk) is not part of it. Strikes are what the "
    "Air Force of Ukraine reports; jammed is told from 2024-08. Deaths by week are shared out by "
    "days. All are the vintage of 2026, cut after 2025-12: later than what was known then.",
    key=("series", "month"),
    columns=(
        _text("series", "what is counted, and by whom where several count it"),
        _text("observer", "who counts"),
        Column(name="month", kind="date", unit="date", description="first day of the month"),
        _number("value", "value of the month in the row's unit; what is missing has no row"),
        _number("low", "lower bound as published", required=False),
        _number("high", "upper bound as published", required=False),
        _text("unit", "unit of value, low and high"),
        _text("grade", "what kind of knowledge it is", "counted", "estimated", "stated"),
        _text(
            "coverage",
            "complete; partial: days missing, or counts that are still growing; break: the change "
            "is one of definition",
            "complete",
            "partial",
            "break",
        ),
        _text("note", "what a reader must know", required=False),
    ),
    min_rows=2_124,
)
STRIKES_DAILY: Final = TableSpec(
    id="front_strikes_daily",
    description="Missiles and drones launched, stopped and jammed by day and family, as the Air "
    "Force of Ukraine reports; a day without a row is one without launches told.",
    key=("day", "family"),
    columns=(
        Column(name="day", kind="date", unit="date", description="day of the bulletin"),
        _text("family", "family of missiles or drones", *FAMILIES),
        _number("launched", "launched", "units"),
        _number("stopped", "shot down", "units"),
        _number(
            "jammed",
            "lost to jamming or not reaching a target; null before 2024-08, and where the bulletin "
            "contradicts itself",
            "units",
            required=False,
        ),
    ),
    min_rows=978 * 7,
)
CASUALTIES: Final = TableSpec(
    id="front_casualty_estimates",
    description="Published estimates of Russian dead or casualties since 2022-02-24, by the day "
    "they speak of. Rows of Meduza are a weekly estimate of its own, the others single statements.",
    key=("date", "publisher", "counts"),
    columns=(
        *(c for c in ESTIMATES.columns if c.name not in ("bound", "persons")),
        *(_number(n, f"{n} value", "persons", required=False) for n in ("low", "central", "high")),
    ),
    min_rows=200,
)


def build_monthly(frames: Frames) -> pl.DataFrame:
    """Return all series."""
    return pl.concat(
        [
            series.ground_rows(frames[AREAS.id]),
            series.strike_rows(series.strike_days(frames[STRIKES.id])),
            series.death_rows(frames[WEEKLY.id]),
            series.named_rows(frames[NAMED.id]),
            series.photographed_rows(frames[PHOTOGRAPHED.id]),
            series.reserve_rows(frames[FUND.id]),
        ]
    ).sort("series", "month")


def build_casualties(frames: Frames) -> pl.DataFrame:
    """Return one row an estimate, its bounds side by side."""
    rows = frames[ESTIMATES.id]
    index = ["date", "publisher", "side", "counts"]
    wide = rows.pivot("bound", index=index, values="persons").sort(index)
    return wide.select(c.name for c in CASUALTIES.columns)


COMPILED: Final = (
    Compiled(
        spec=MONTHLY,
        inputs=(AREAS.id, STRIKES.id, WEEKLY.id, NAMED.id, PHOTOGRAPHED.id, FUND.id),
        build=build_monthly,
    ),
    Compiled(
        spec=STRIKES_DAILY,
        inputs=(STRIKES.id,),
        build=lambda frames: series.strike_days(frames[STRIKES.id]),
    ),
    Compiled(spec=CASUALTIES, inputs=(ESTIMATES.id,), build=build_casualties),
)
