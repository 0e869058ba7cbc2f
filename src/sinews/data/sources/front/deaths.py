"""Russian deaths by week of death, and named dead of both sides by month (CSV)."""

from typing import Final

import polars as pl

from sinews.data.contracts import load_source, load_spec
from sinews.data.read.problems import Problems
from sinews.data.sources.front.columns import check_month_ends, series_reader

WEEKLY_SOURCE: Final = load_source("russian_deaths")
WEEKLY_HEADERS: Final = {
    "named": "BmzNow",
    "excess": "ED",
    "excess_high": "EDHigh",
    "excess_low": "EDLow",
    "excess_predicted": "EDPrediction",
    "assembled": "EDAssembled",
    "assembled_high": "EDAssembledHigh",
    "assembled_low": "EDAssembledLow",
}
WEEKLY: Final = load_spec("russian_deaths_weekly")


def check_weeks(frame: pl.DataFrame, problems: Problems) -> None:
    """Note each date that is no Sunday, on which a week ends."""
    for day in frame["date"].filter(frame["date"].dt.weekday() != 7):
        problems.add(f"{day} is not a Sunday", column="date")


WEEKLY_READER: Final = series_reader(
    WEEKLY,
    WEEKLY_HEADERS,
    id="russian_deaths",
    label="Russian deaths by week, named and from the probate register, CSV",
    source=WEEKLY_SOURCE,
    check=check_weeks,
)

NAMED_SOURCE: Final = load_source("named_dead")
NAMED: Final = load_spec("named_dead_monthly")
NAMED_READER: Final = series_reader(
    NAMED,
    {},
    id="named_dead",
    label="named dead of both sides by month, CSV",
    source=NAMED_SOURCE,
    check=check_month_ends,
)
