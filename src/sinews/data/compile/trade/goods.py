"""EU exports of sanctioned goods to Russia and six neighbours, by HS6 and month and by CN8."""

from typing import Final

import polars as pl

from sinews.core.places import EU27
from sinews.core.table import Column, TableSpec
from sinews.data.compile.compiled import Compiled, Frames
from sinews.data.compile.trade.late_reporters import mark_late_reporters

PARTNERS: Final = ("RU", "BY", "AM", "GE", "KG", "KZ", "UZ")
"""Russia, and the neighbours through which goods could pass; Belarus is itself sanctioned."""
WINDOW_YEARS: Final = (2020, 2021, 2022)
_WINDOWS: Final = tuple(f"mar_nov_{y}" for y in WINDOW_YEARS)
_PARTNER: Final = Column(
    name="partner", kind="text", unit="code", description="Country of export", allowed=PARTNERS
)
_MONTH: Final = Column(name="month", kind="date", unit="date", description="First of the month")

HS6_MONTHLY: Final = TableSpec(
    id="trade_sanctioned_hs6_monthly",
    description="EU27 exports of goods of the sanctions list of October 2022, by HS6 and month; a "
    "missing row is a month without trade, or with late reporters only",
    key=("hs6", "partner", "month"),
    columns=(
        Column(name="hs6", kind="text", unit="code", description="First six digits of the CN8"),
        _PARTNER,
        _MONTH,
        Column(
            name="exports_eur",
            kind="integer",
            unit="EUR",
            description="Sum over the member states that report",
            low=0,
        ),
        Column(
            name="reporters_missing",
            kind="integer",
            unit="count",
            description="Member states without any value in this month (late reporters)",
            low=0,
            high=27,
        ),
    ),
    min_rows=170_000,
)
CN8_WINDOWS: Final = TableSpec(
    id="trade_sanctioned_cn8_windows",
    description="Member states' exports of goods of the sanctions list of October 2022, by CN8, "
    "summed over March to November; a missing row is no reported trade",
    key=("cn8", "partner", "window", "reporter"),
    columns=(
        Column(name="cn8", kind="text", unit="code", description="Combined Nomenclature code"),
        _PARTNER,
        Column(
            name="window",
            kind="text",
            unit="text",
            description="March to November of the year",
            allowed=_WINDOWS,
        ),
        Column(
            name="reporter",
            kind="text",
            unit="code",
            description="Member state",
            allowed=tuple(sorted(EU27)),
        ),
        Column(name="exports_eur", kind="integer", unit="EUR", description="Sum", low=0),
    ),
    min_rows=180_000,
)


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
