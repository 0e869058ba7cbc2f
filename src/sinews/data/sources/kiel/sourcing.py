"""Kiel website, procurement_trends.csv: military allocations by where the goods come from."""

from sinews.data.contracts import load_spec
from sinews.data.read.cells import Field
from sinews.data.read.grid import has_columns, read_csv_grid, select_fields
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.kiel import common as kiel

WAYS = ("stockpile", "procurement", "unspecified", "nato_purl")
SPEC = load_spec("kiel_sourcing")
_FIELDS = (
    Field(name="year", kind="integer", headers=("year",)),
    Field(name="month", kind="integer", headers=("month",)),
    *(Field(name=f"{w}_eur_bn", kind="number", headers=(w,)) for w in WAYS),
)


def parse(file: RawFile) -> Parsed:
    """Read procurement_trends.csv; every month from 2022-01 must be there."""
    problems = Problems(file.name, remedy=kiel.REMEDY)
    grid = read_csv_grid(file, problems)
    raw = select_fields(grid, _FIELDS, problems)
    raw = raw.with_columns(month=kiel.month_column(raw, tuple(grid.lines), problems)).sort("month")
    kiel.check_all_months(raw["month"], problems)
    return Parsed(tables={SPEC.id: raw.select(c.name for c in SPEC.columns)}, notes=problems.notes)


READER = Reader(
    id="kiel_sourcing",
    label="Kiel tracker website, procurement_trends.csv",
    source=kiel.TRACKER,
    specs=(SPEC,),
    recognises=has_columns("year", "month", "stockpile", "procurement", "nato_purl"),
    parse=parse,
    asks_release=True,
)
