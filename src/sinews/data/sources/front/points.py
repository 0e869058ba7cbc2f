"""The register of single published figures beside the national series (front_points.csv)."""

from typing import Final

import polars as pl

from sinews.core.units import UNITS
from sinews.data.contracts import load_spec
from sinews.data.read.cells import Field
from sinews.data.read.grid import close_table, has_columns, read_columns
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.register import common

SPEC: Final = load_spec("front_points")
_FIELDS: Final = (
    Field(name="series", kind="text", headers=("series",)),
    Field(name="from", kind="text", headers=("from",)),
    Field(name="to", kind="text", headers=("to",)),
    *(Field(name=n, kind="number", headers=(n,), missing=()) for n in ("low", "central", "high")),
    Field(name="unit", kind="text", headers=("unit",)),
    Field(name="publisher", kind="text", headers=("source_publisher",)),
    Field(name="published", kind="text", headers=("source_date",)),
    Field(name="url", kind="text", headers=("source_url",)),
    Field(name="note", kind="text", headers=("note",), missing=()),
)


def parse(file: RawFile) -> Parsed:
    """Read the points; each has a value, a unit of the register and a public address."""
    raw, lines, problems = read_columns(file, _FIELDS, remedy=common.REMEDY)
    first, last = [], []
    for line, row in zip(lines, raw.iter_rows(named=True), strict=True):
        values = [row[n] for n in ("low", "central", "high") if row[n] is not None]
        if not values or values != sorted(values):
            problems.add(f"low, central, high are missing or not in order: {values}", row=line)
        if row["unit"] not in UNITS:
            problems.add_unknown("unit", row["unit"], UNITS, row=line, column="unit")
        common.check_address(row["url"], problems, row=line, column="source_url")
        first.append(common.read_period(row["from"], problems, row=line, column="from"))
        last.append(common.read_period(row["to"], problems, row=line, column="to", end=True))
    problems.raise_if_any()
    frame = raw.with_columns(
        pl.Series("first_day", first, dtype=pl.Date), pl.Series("last_day", last, dtype=pl.Date)
    )
    newest = common.parse_period(max(raw["published"]))
    return close_table(SPEC, frame, problems, sort=SPEC.key, release=str(newest), published=newest)


READER: Final = Reader(
    id="front_points",
    label="Sinews register of single figures beside the national series, front_points.csv",
    source=common.REGISTER,
    specs=(SPEC,),
    recognises=has_columns("series", "from", "to", "central", "source_publisher", "source_url"),
    parse=parse,
)
