"""Compiled tables of the national series."""

from typing import Final

import polars as pl

from sinews.data.compile.compiled import Compiled, Frames
from sinews.data.compile.front import series
from sinews.data.contracts import load_spec
from sinews.data.sources.front.deaths import NAMED, WEEKLY
from sinews.data.sources.front.estimates import SPEC as ESTIMATES
from sinews.data.sources.front.ground import SPEC as AREAS
from sinews.data.sources.front.photographed import SPEC as PHOTOGRAPHED
from sinews.data.sources.front.reserves import SPEC as FUND
from sinews.data.sources.front.strikes import SPEC as STRIKES

MONTHLY: Final = load_spec("front_monthly")
STRIKES_DAILY: Final = load_spec("front_strikes_daily")
CASUALTIES: Final = load_spec("front_casualty_estimates")


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
