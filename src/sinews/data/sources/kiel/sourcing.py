"""Kiel website, procurement_trends.csv: military allocations by where the goods come from."""

from sinews.data.contracts import load_spec
from sinews.data.read.cells import Field
from sinews.data.read.grid import close_table, has_columns, read_columns
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
    raw, lines, problems = read_columns(file, _FIELDS, remedy=kiel.REMEDY)
    raw = raw.with_columns(month=kiel.month_column(raw, lines, problems)).sort("month")
    kiel.check_all_months(raw["month"], problems)
    return close_table(SPEC, raw, problems)


READER = Reader(
    id="kiel_sourcing",
    label="Kiel tracker website, procurement_trends.csv",
    source=kiel.TRACKER,
    specs=(SPEC,),
    recognises=has_columns("year", "month", "stockpile", "procurement", "nato_purl"),
    parse=parse,
    asks_release=True,
)
