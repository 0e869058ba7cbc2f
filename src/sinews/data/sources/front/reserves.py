"""The National Wealth Fund of Russia on the first of each month (CSV)."""

from typing import Final

import polars as pl

from sinews.core.provenance import Source
from sinews.core.table import Column, TableSpec
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

SOURCE: Final = Source(
    id="wealth_fund",
    title="National Wealth Fund of Russia: total and liquid part, first of each month",
    producer="Ministry of Finance of Russia; kept by winterForestStump/RNWF",
    url="https://github.com/winterForestStump/RNWF",
    licence="no licence file; figures of a public ministry, producer named",
    cautions=("belligerent_report",),
)
_HEADERS: Final = {
    "total_rub_m": "nwf_total_rub_mln",
    "liquid_share": "liquid_share_usd_terms",
    "liquid_rub_m": "nwf_liquid_rub_mln",
}
SPEC: Final = TableSpec(
    id="wealth_fund_monthly",
    description="The fund on the first of the month; the liquid part is the share that the "
    "ministry states in US dollars, applied to the total in roubles.",
    key=("date",),
    columns=(
        date_column("first of the month"),
        amount_column("total_rub_m", "RUB m", "the whole fund"),
        Column(
            name="liquid_share",
            kind="number",
            unit="share",
            description="liquid part of the whole, in US dollars",
            low=0.0,
            high=1.0,
        ),
        amount_column("liquid_rub_m", "RUB m", "liquid part"),
    ),
    min_rows=12,
)


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
