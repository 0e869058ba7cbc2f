"""Russian deaths by week of death, and named dead of both sides by month (CSV)."""

from typing import Final

from sinews.core.provenance import Source
from sinews.core.table import TableSpec
from sinews.data.read.grid import has_columns
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.front.columns import (
    REMEDY,
    amount_column,
    date_column,
    last_date,
    read_series,
)

WEEKLY_SOURCE: Final = Source(
    id="russian_deaths",
    title="Russian military deaths by week: named, and estimated from the probate register",
    producer="Meduza and Mediazona; data kept by The Economist",
    url="https://github.com/TheEconomist/the-economist-ukraine-war-dead-and-wounded-estimates",
    licence="CC BY 4.0, as the repository states",
    cautions=("revised",),
)
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
_PARTLY: Final = ("excess", "excess_high", "excess_low", "excess_predicted")
WEEKLY: Final = TableSpec(
    id="russian_deaths_weekly",
    description="Russian military deaths by week of death; `date` is the Sunday that ends the week "
    "(the first row, 2022-02-27, holds the first days of the war).",
    key=("date",),
    columns=(
        date_column("last day of the week"),
        *(
            amount_column(n, "persons", n.replace("_", " "), required=n not in _PARTLY)
            for n in WEEKLY_HEADERS
        ),
    ),
    min_rows=100,
)


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

NAMED_SOURCE: Final = Source(
    id="named_dead",
    title="Named dead and missing of both sides by month of death",
    producer="UALosses and Mediazona; counts kept by ukrainewarlosses/ukrwarlosses",
    url="https://github.com/ukrainewarlosses/ukrwarlosses",
    licence="MIT (code of the repository); counts only, no names",
    cautions=("lower_bound", "revised"),
)
_NAMED: Final = {
    "ua_named_dead": "Ukrainian dead known by name",
    "ua_named_missing": "Ukrainian missing known by name",
    "ru_named_dead": "Russian dead known by name",
}
NAMED: Final = TableSpec(
    id="named_dead_monthly",
    description="Named dead of both sides by month of death; `date` is the last day of the month.",
    key=("date",),
    columns=(
        date_column("last day of the month"),
        *(amount_column(n, "persons", d) for n, d in _NAMED.items()),
    ),
    min_rows=12,
)


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
