"""Visually confirmed losses of both sides at the end of each month."""

import polars as pl

from sinews.data.compile.compiled import Compiled, Frames
from sinews.data.contracts import load_spec
from sinews.data.sources.losses.confirmed import CATEGORIES, check_slips
from sinews.errors import ContradictionError

SPEC = load_spec("losses_confirmed", category=tuple(CATEGORIES))


def build(frames: Frames) -> pl.DataFrame:
    """Return the last total of each month; months without a scrape are null.

    Raises
    ------
    ContradictionError
        A total falls by more than a reclassification explains.
    """
    daily = frames["losses_confirmed_daily"]
    if slips := check_slips(daily):
        raise ContradictionError(
            "Confirmed losses fall by more than a reclassification explains:\n  "
            + "\n  ".join(slips)
            + "\nThis release is set aside, and the one before stays in use: get the file again, "
            "ask the producer which total is right, or add the next release.",
            tables=("losses_confirmed_daily",),
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
