"""Kiel website, total_allocations.csv: allocations of all donors by month and type."""

import polars as pl

from sinews.data.contracts import load_spec
from sinews.data.read.cells import Field
from sinews.data.read.grid import close_table, has_columns, read_columns
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.kiel import common as kiel

SPEC = load_spec("kiel_month_totals")
_FIELDS = (
    Field(name="year", kind="integer", headers=("year",)),
    Field(name="month", kind="integer", headers=("month",)),
    Field(name="total_allocated_eur_bn", kind="number", headers=("total_allocations",)),
    *(Field(name=f"{t}_allocated_eur_bn", kind="number", headers=(t,)) for t in kiel.TYPES),
)


def parse(file: RawFile) -> Parsed:
    """Read total_allocations.csv; every month from 2022-01 must be there."""
    raw, lines, problems = read_columns(file, _FIELDS, remedy=kiel.REMEDY)
    parts = pl.sum_horizontal(f"{t}_allocated_eur_bn" for t in kiel.TYPES)
    words = "total_allocations is not the sum of the three types"
    kiel.check_equal(raw, lines, problems, (words, pl.col("total_allocated_eur_bn"), parts))
    raw = raw.with_columns(month=kiel.month_column(raw, lines, problems)).sort("month")
    kiel.check_all_months(raw["month"], problems)
    return close_table(SPEC, raw, problems)


READER = Reader(
    id="kiel_month_totals",
    label="Kiel tracker website, total_allocations.csv",
    source=kiel.TRACKER,
    specs=(SPEC,),
    recognises=has_columns("year", "month", "total_allocations", "military"),
    parse=parse,
    asks_release=True,
)
