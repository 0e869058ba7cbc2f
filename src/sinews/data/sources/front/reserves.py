"""The National Wealth Fund of Russia on the first of each month (CSV)."""

from typing import Final

import polars as pl

from sinews.data.contracts import load_source, load_spec
from sinews.data.read.problems import Problems
from sinews.data.sources.front.columns import series_reader

SOURCE: Final = load_source("wealth_fund")
_HEADERS: Final = {
    "total_rub_m": "nwf_total_rub_mln",
    "liquid_share": "liquid_share_usd_terms",
    "liquid_rub_m": "nwf_liquid_rub_mln",
}
SPEC: Final = load_spec("wealth_fund_monthly")


def check(frame: pl.DataFrame, problems: Problems) -> None:
    """Note dates that start no month, and a liquid part that is not its share of the whole."""
    for day in frame["date"].filter(frame["date"].dt.day() != 1):
        problems.add(f"{day} is not the first of a month", column="date")
    expected = pl.col("total_rub_m") * pl.col("liquid_share")
    for day in frame.filter((pl.col("liquid_rub_m") / expected - 1).abs() > 1e-4)["date"]:
        problems.add(f"{day}: the liquid part is not its share of the whole")


READER: Final = series_reader(
    SPEC,
    _HEADERS,
    id="wealth_fund",
    label="National Wealth Fund of Russia by month, CSV",
    source=SOURCE,
    check=check,
)
