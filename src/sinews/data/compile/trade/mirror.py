"""Imports as the importers report them, by origin and year, with a verdict on completeness."""

from typing import Final

import polars as pl

from sinews.data.compile.compiled import Compiled, Frames
from sinews.data.contracts import load_spec

SPEC: Final = load_spec("trade_mirror_yearly")
LEAST_SHARE: Final = 0.5
"""A year below this share of the year before is not whole (assumed: the file of Armenia for 2023
has 0.08; the lowest of the others is 0.73, in 2020)."""


def judge_completeness(imports: pl.DataFrame) -> pl.DataFrame:
    """Return importer, year, complete and the reason, from the total against the year before.

    The first year of an importer is compared with the second. A truncated file imitates goods that
    vanish on the way, so this comes before any mirror comparison.
    """
    totals = (
        imports.group_by("importer", "year")
        .agg(pl.col("imports_eur").sum().alias("total"), pl.len().alias("origins"))
        .sort("importer", "year")
    )
    total = pl.col("total")
    before = total.shift(1).over("importer").fill_null(total.shift(-1).over("importer"))
    share = (total / before).fill_null(0.0).alias("share")
    note = pl.format(
        "total of all {} origins is {} % of the neighbouring year",
        "origins",
        (pl.col("share") * 100).round(0).cast(pl.Int64),
    )
    return totals.with_columns(share).select(
        "importer",
        "year",
        complete=pl.col("share") >= LEAST_SHARE,
        completeness_note=note,
    )


def build(frames: Frames) -> pl.DataFrame:
    """Return imports by origin and year; sums over origins are left out."""
    imports = frames["national_imports"]
    return (
        imports.join(judge_completeness(imports), on=["importer", "year"])
        .with_columns(pl.col("imports_eur").round(0).cast(pl.Int64))
        .select([c.name for c in SPEC.columns])
    )


COMPILED = Compiled(spec=SPEC, inputs=("national_imports",), build=build)
