"""EU exports of sanctioned goods to Russia and six neighbours, by HS6 and month and by CN8."""

from typing import Final

import polars as pl

from sinews.core.places import EU27
from sinews.data.compile.compiled import Compiled, Frames
from sinews.data.compile.trade.late_reporters import mark_late_reporters
from sinews.data.contracts import load_spec

PARTNERS: Final = ("RU", "BY", "AM", "GE", "KG", "KZ", "UZ")
"""Russia, and the neighbours through which goods could pass; Belarus is itself sanctioned."""
WINDOW_YEARS: Final = (2020, 2021, 2022)

HS6_MONTHLY: Final = load_spec("trade_sanctioned_hs6_monthly")
CN8_WINDOWS: Final = load_spec("trade_sanctioned_cn8_windows", reporter=tuple(sorted(EU27)))


def _select_exports(cells: pl.DataFrame) -> pl.DataFrame:
    """Return member states' exports at CN8; headings (HS4) contain the CN8 and stay out."""
    return cells.filter(
        (pl.col("level") == "cn8")
        & (pl.col("flow") == "export")
        & pl.col("reporter").is_in(sorted(EU27))
        & pl.col("partner").is_in(PARTNERS)
    )


def build_hs6_monthly(frames: Frames) -> pl.DataFrame:
    """Return EU27 sums by HS6, partner and month, with the count of late reporters."""
    cells, grid = frames["comext_monthly"], frames["comext_grid"]
    late = mark_late_reporters(cells, grid).group_by("month").agg(reporters_missing=pl.len())
    return (
        _select_exports(cells)
        .group_by(pl.col("product").str.head(6).alias("hs6"), "partner", "month")
        .agg(pl.col("value_eur").sum().alias("exports_eur"))
        .join(late, on="month", how="left")
        .with_columns(pl.col("reporters_missing").fill_null(0).cast(pl.Int64))
    )


def build_cn8_windows(frames: Frames) -> pl.DataFrame:
    """Return sums over March to November by reporter, partner and CN8."""
    month = pl.col("month").dt
    return (
        _select_exports(frames["comext_monthly"])
        .filter(month.month().is_between(3, 11) & month.year().is_in(WINDOW_YEARS))
        .group_by(
            pl.col("product").alias("cn8"),
            "partner",
            pl.format("mar_nov_{}", month.year()).alias("window"),
            "reporter",
        )
        .agg(pl.col("value_eur").sum().alias("exports_eur"))
    )


COMPILED: Final = (
    Compiled(spec=HS6_MONTHLY, inputs=("comext_monthly", "comext_grid"), build=build_hs6_monthly),
    Compiled(spec=CN8_WINDOWS, inputs=("comext_monthly",), build=build_cn8_windows),
)
