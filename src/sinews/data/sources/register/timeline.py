"""The register of dated events (timeline.csv)."""

from datetime import date

import polars as pl

from sinews.data.contracts import load_spec
from sinews.data.read.cells import Field
from sinews.data.read.grid import close_table, has_columns, read_columns
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.register import common

LEVERS = (
    "accession",
    "air defence",
    "air power",
    "campaign",
    "diversion",
    "finance",
    "long-range strike",
    "manpower",
    "materiel",
    "negotiation",
    "support",
    "third-party supply",
    "us support",
)
SPEC = load_spec("timeline", lever=LEVERS)
_FIELDS = (
    Field(name="when", kind="text", headers=("date",)),
    Field(name="event", kind="text", headers=("event",)),
    Field(name="lever", kind="text", headers=("lever",), labels={x: x for x in LEVERS}),
    Field(name="url", kind="text", headers=("url",)),
)


def parse(file: RawFile) -> Parsed:
    """Read the timeline; events must be in order."""
    raw, lines, problems = read_columns(file, _FIELDS, remedy=common.REMEDY)
    days: list[date | None] = []
    for line, when, url in zip(lines, raw["when"], raw["url"], strict=True):
        day = common.read_period(when, problems, row=line, column="date")
        common.check_address(url, problems, row=line, column="url")
        if day and days and days[-1] and day < days[-1]:
            problems.add(f"{when} comes after a later event", row=line, column="date")
        days.append(day)
    for i in raw.select(pl.struct("when", "event").is_duplicated()).to_series().arg_true():
        problems.add(
            "is there more than once",
            row=pl.Series(lines, dtype=pl.Int64)[i],
            column="event",
        )
    problems.raise_if_any()
    frame = raw.with_columns(
        pl.Series("day", days, dtype=pl.Date), row=pl.int_range(1, raw.height + 1, dtype=pl.Int64)
    )
    newest = max((d for d in days if d), default=None)
    return close_table(
        SPEC, frame, problems, release=str(newest) if newest else None, published=newest
    )


READER = Reader(
    id="timeline",
    label="Sinews register of events, timeline.csv",
    source=common.REGISTER,
    specs=(SPEC,),
    recognises=has_columns("date", "event", "lever", "url"),
    parse=parse,
)
