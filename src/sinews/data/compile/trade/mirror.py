"""Imports as the importers report them, by origin and year, with a verdict on completeness."""

from typing import Final

import polars as pl

from sinews.core.places import MEMBER_KINDS
from sinews.core.table import Column, TableSpec
from sinews.data.compile.compiled import Compiled, Frames

SPEC: Final = TableSpec(
    id="trade_mirror_yearly",
    description="Imports by origin as Armenia, Kazakhstan, Kyrgyzstan and Uzbekistan report them, "
    "converted to euros at one rate a year",
    key=("importer", "year", "exporter"),
    columns=(
        Column(name="importer", kind="text", unit="code", description="Who reports"),
        Column(name="year", kind="integer", unit="years", description="Year", low=2000),
        Column(name="exporter", kind="text", unit="code", description="Country of origin"),
        Column(
            name="exporter_kind",
            kind="text",
            unit="text",
            description="country, or why it is none",
            allowed=tuple(sorted(MEMBER_KINDS)),
        ),
        Column(
            name="imports_eur",
            kind="integer",
            unit="EUR",
            description="Value with freight and insurance, rounded to euros",
            low=0,
        ),
        Column(name="usd_per_eur", kind="number", unit="ratio", description="Rate", low=0.5),
        Column(
            name="complete",
            kind="flag",
            unit="flag",
            description="False where the importer's year cannot be whole",
        ),
        Column(
            name="completeness_note",
            kind="text",
            unit="text",
            description="Why the year counts as whole or not",
        ),
    ),
    min_rows=2_700,
)
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
