"""Commitments by type, which only the workbook's rows tell (release 28): by month and by donor."""

import polars as pl

from sinews.data.compile.compiled import Compiled, Frames
from sinews.data.compile.sums import sum_windows
from sinews.data.compile.support.by_donor import balance
from sinews.data.contracts import load_spec
from sinews.data.sources.kiel import common as kiel

VALUES = ["committed_eur_bn", "allocated_eur_bn"]
BY_TYPE = load_spec("support_commitments_by_type")
UNDATED = load_spec("support_undated")
BY_DONOR = load_spec("support_commitments_by_donor", donor=kiel.DONORS)


def _amounts(frames: Frames) -> pl.DataFrame:
    """Return activity rows with group and amounts in billion euro.

    Allocations count rows of that measure only; commitments sum the activity values of all rows,
    which stand once an activity (this reproduces the producer's country summary).
    """
    allocated = pl.when(pl.col("measure") == "allocation").then("allocated_eur").otherwise(0.0)
    return frames["kiel_activities"].select(
        "month",
        "donor",
        "type",
        base_group=pl.col("donor").replace_strict(kiel.donor_groups()),
        committed_eur_bn=pl.col("committed_eur") / 1e9,
        allocated_eur_bn=allocated / 1e9,
    )


def build_by_type(frames: Frames) -> pl.DataFrame:
    """Return the balanced panel of dated rows."""
    rows = _amounts(frames).drop_nulls("month")
    sums = rows.group_by(BY_TYPE.key).agg(pl.col(VALUES).sum())
    return (
        rows.select(pl.date_range(pl.min("month"), pl.max("month"), "1mo").alias("month"))
        .join(pl.DataFrame({"base_group": kiel.BASE_GROUPS}), how="cross")
        .join(pl.DataFrame({"type": kiel.TYPES}), how="cross")
        .join(sums, on=list(BY_TYPE.key), how="left")
        .with_columns(pl.col(VALUES).fill_null(0))
    )


def build_undated(frames: Frames) -> pl.DataFrame:
    """Return number and amounts of the rows without a month."""
    rows = _amounts(frames).filter(pl.col("month").is_null())
    return rows.group_by(UNDATED.key).agg(
        pl.len().cast(pl.Int64).alias("rows"), pl.col(VALUES).sum()
    )


def build_by_donor(frames: Frames) -> pl.DataFrame:
    """Return sums over each window, with the total of the three types."""
    rows = _amounts(frames)
    both = pl.concat([rows, rows.with_columns(type=pl.lit("total"))])
    dated = sum_windows(both, ["donor", "type"], VALUES).filter(pl.col("window") != "to_date")
    everything = both.group_by("donor", "type").agg(pl.col(VALUES).sum())
    sums = pl.concat([dated, everything.with_columns(window=pl.lit("to_date"))])
    return balance(sums, VALUES)


_INPUT = ("kiel_activities",)
COMPILED = (
    Compiled(spec=BY_TYPE, inputs=_INPUT, build=build_by_type),
    Compiled(spec=UNDATED, inputs=_INPUT, build=build_undated),
    Compiled(spec=BY_DONOR, inputs=_INPUT, build=build_by_donor),
)
