"""Russian deaths by week of death, and named dead of both sides by month (CSV)."""

from typing import Final

from sinews.data.contracts import load_source, load_spec
from sinews.data.read.grid import has_columns
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.front.columns import (
    REMEDY,
    last_date,
    read_series,
)

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


def parse_weekly(file: RawFile) -> Parsed:
    """Read the weeks; each ends on a Sunday."""
    problems = Problems(file.name, remedy=REMEDY)
    frame = read_series(file, WEEKLY.columns, WEEKLY_HEADERS, problems)
    for day in frame["date"].filter(frame["date"].dt.weekday() != 7):
        problems.add(f"{day} is not a Sunday", column="date")
    problems.raise_if_any()
    return Parsed(tables={WEEKLY.id: frame}, release=last_date(frame))


WEEKLY_READER: Final = Reader(
    id="russian_deaths",
    label="Russian deaths by week, named and from the probate register, CSV",
    source=WEEKLY_SOURCE,
    specs=(WEEKLY,),
    recognises=has_columns("date", *WEEKLY_HEADERS.values()),
    parse=parse_weekly,
)

NAMED_SOURCE: Final = load_source("named_dead")
_NAMED: Final = {
    "ua_named_dead": "Ukrainian dead known by name",
    "ua_named_missing": "Ukrainian missing known by name",
    "ru_named_dead": "Russian dead known by name",
}
NAMED: Final = load_spec("named_dead_monthly")


def parse_named(file: RawFile) -> Parsed:
    """Read the months; each date is a month's last day."""
    problems = Problems(file.name, remedy=REMEDY)
    frame = read_series(file, NAMED.columns, {}, problems)
    for day in frame["date"].filter(frame["date"] != frame["date"].dt.month_end()):
        problems.add(f"{day} is not the last day of a month", column="date")
    problems.raise_if_any()
    return Parsed(tables={NAMED.id: frame}, release=last_date(frame))


NAMED_READER: Final = Reader(
    id="named_dead",
    label="named dead of both sides by month, CSV",
    source=NAMED_SOURCE,
    specs=(NAMED,),
    recognises=has_columns("date", *_NAMED),
    parse=parse_named,
)
