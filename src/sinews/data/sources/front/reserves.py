"""The National Wealth Fund of Russia on the first of each month (CSV)."""

from typing import Final

import polars as pl

from sinews.data.contracts import load_source, load_spec
from sinews.data.read.grid import has_columns
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.front.columns import (
    REMEDY,
    last_date,
    read_series,
)

SOURCE: Final = load_source("wealth_fund")
_HEADERS: Final = {
    "total_rub_m": "nwf_total_rub_mln",
    "liquid_share": "liquid_share_usd_terms",
    "liquid_rub_m": "nwf_liquid_rub_mln",
}
SPEC: Final = load_spec("wealth_fund_monthly")


def parse(file: RawFile) -> Parsed:
    """Read the months; the liquid part must be its share of the whole."""
    problems = Problems(file.name, remedy=REMEDY)
    frame = read_series(file, SPEC.columns, _HEADERS, problems)
    for day in frame["date"].filter(frame["date"].dt.day() != 1):
        problems.add(f"{day} is not the first of a month", column="date")
    expected = pl.col("total_rub_m") * pl.col("liquid_share")
    for day in frame.filter((pl.col("liquid_rub_m") / expected - 1).abs() > 1e-4)["date"]:
        problems.add(f"{day}: the liquid part is not its share of the whole")
    problems.raise_if_any()
    return Parsed(tables={SPEC.id: frame}, release=last_date(frame))


READER: Final = Reader(
    id="wealth_fund",
    label="National Wealth Fund of Russia by month, CSV",
    source=SOURCE,
    specs=(SPEC,),
    recognises=has_columns("date", *_HEADERS.values()),
    parse=parse,
)
