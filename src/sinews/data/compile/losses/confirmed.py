"""Visually confirmed losses of both sides at the end of each month."""

import polars as pl

from sinews.core.table import Column, TableSpec
from sinews.data.compile.compiled import Compiled, Frames
from sinews.data.sources.losses.confirmed import CATEGORIES, check_slips
from sinews.errors import EvidenceError

SPEC = TableSpec(
    id="losses_confirmed",
    description="Visually confirmed equipment losses by side and category: the last total scraped "
    "in each month. Null where the category or the month was not scraped.",
    key=("month", "side", "category"),
    columns=(
        Column(name="month", kind="date", unit="date", description="first day of the month"),
        Column(
            name="side", kind="text", unit="code", description="losing side", allowed=("RU", "UA")
        ),
        Column(
            name="category",
            kind="text",
            unit="code",
            description="category of equipment",
            allowed=tuple(CATEGORIES),
        ),
        Column(
            name="confirmed_cumulative",
            kind="number",
            unit="units",
            description="confirmed since 2022-02-24",
            required=False,
            low=0,
        ),
        Column(
            name="scraped",
            kind="date",
            unit="date",
            description="day of the total; up to a month before the month's end",
            required=False,
        ),
    ),
    min_rows=2 * 8 * 41,
)


def build(frames: Frames) -> pl.DataFrame:
    """Return the last total of each month; months without a scrape are null.

    Raises
    ------
    EvidenceError
        A total falls by more than a reclassification explains.
    """
    daily = frames["losses_confirmed_daily"]
    if slips := check_slips(daily):
        raise EvidenceError(
            "Confirmed losses fall by more than a reclassification explains:\n  "
            + "\n  ".join(slips)
            + "\nTo mend this: a dated entry in sinews/data/read/corrections.toml."
        )
    long = daily.unpivot(
        on=list(CATEGORIES), index=["side", "date"], variable_name="category", value_name="total"
    ).drop_nulls()
    last = (
        long.sort("date")
        .group_by("side", "category", month=pl.col("date").dt.truncate("1mo"))
        .agg(confirmed_cumulative=pl.col("total").last(), scraped=pl.col("date").last())
    )
    months = daily.select(
        pl.date_range(
            pl.min("date").dt.truncate("1mo"), pl.max("date").dt.truncate("1mo"), "1mo"
        ).alias("month")
    )
    return (
        months.join(pl.DataFrame({"side": ["RU", "UA"]}), how="cross")
        .join(pl.DataFrame({"category": list(CATEGORIES)}), how="cross")
        .join(last, on=list(SPEC.key), how="left")
        .select(c.name for c in SPEC.columns)
    )


COMPILED = Compiled(spec=SPEC, inputs=("losses_confirmed_daily",), build=build)
