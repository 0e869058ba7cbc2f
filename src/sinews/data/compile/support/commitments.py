"""Commitments by type, which only the workbook's rows tell (release 28): by month and by donor."""

from dataclasses import replace

import polars as pl

from sinews.core.table import Column, TableSpec
from sinews.data.compile.compiled import Compiled, Frames
from sinews.data.compile.sums import sum_windows
from sinews.data.compile.support.by_donor import WINDOW, balance
from sinews.data.compile.support.monthly import GROUP, TYPE
from sinews.data.sources.kiel import common as kiel

VALUES = ["committed_eur_bn", "allocated_eur_bn"]
_AMOUNTS = (
    kiel.amount(
        "committed_eur_bn", "commitments: activity values over all rows", low=-0.2, high=600
    ),
    kiel.amount("allocated_eur_bn", "allocations: redistributed values", low=-0.2, high=600),
)
_TYPE3 = replace(TYPE, allowed=kiel.TYPES)
BY_TYPE = TableSpec(
    id="support_commitments_by_type",
    description="Commitments and allocations by month, group and type, from the activity rows that "
    "carry a month.",
    key=("month", "base_group", "type"),
    columns=(kiel.MONTH, GROUP, _TYPE3, *_AMOUNTS),
    min_rows=50 * 5 * 3,
)
UNDATED = TableSpec(
    id="support_undated",
    description="Activity rows without a month, by group and type: in the totals, in no month.",
    key=("base_group", "type"),
    columns=(
        GROUP,
        _TYPE3,
        Column(name="rows", kind="integer", unit="count", description="rows", low=1),
        *_AMOUNTS,
    ),
    min_rows=1,
)
BY_DONOR = TableSpec(
    id="support_commitments_by_donor",
    description="Commitments and allocations by donor, window and type from the activity rows; "
    "to_date includes rows without a month.",
    key=("donor", "window", "type"),
    columns=(kiel.DONOR, WINDOW, TYPE, *_AMOUNTS),
    min_rows=42 * 7 * 4,
)


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
