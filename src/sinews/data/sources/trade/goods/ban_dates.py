"""The register of dates from which the EU has banned exports to Russia (ban_dates.csv).

The goods list at hand names CN8 codes without dates; so dates are known by package and group of
goods, and a code only where a row names one.
"""

from typing import Final

import polars as pl

from sinews.core.table import Column, TableSpec
from sinews.data.read.cells import Field
from sinews.data.read.grid import has_columns, read_csv_grid, select_fields
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.register import common

SPEC: Final = TableSpec(
    id="ban_dates",
    description="Dates of EU export bans on Russia (Regulation 833/2014) by package and group of "
    "goods; a code prefix only where the goods are one heading",
    key=("ban_date", "product_scope"),
    columns=(
        Column(
            name="package",
            kind="integer",
            unit="count",
            description="Number of the package; none for an act between packages",
            required=False,
            low=1,
            high=30,
        ),
        Column(
            name="annex", kind="text", unit="code", description="Annex, where read", required=False
        ),
        Column(name="product_scope", kind="text", unit="text", description="Goods, in our words"),
        Column(
            name="code_system",
            kind="text",
            unit="code",
            description="HS or CN, where a prefix is given",
            required=False,
            allowed=("HS", "CN"),
        ),
        Column(
            name="code_prefix",
            kind="text",
            unit="code",
            description="First digits of the codes, where the goods are one heading",
            required=False,
        ),
        Column(
            name="ban_date",
            kind="date",
            unit="date",
            description="Date of the act; none where only proposed",
            required=False,
        ),
        Column(name="publisher", kind="text", unit="text", description="Publisher of the source"),
        Column(name="title", kind="text", unit="text", description="Title of the source"),
        Column(name="source_date", kind="text", unit="text", description="Its date as known"),
        Column(name="url", kind="text", unit="text", description="Address of the source"),
        Column(
            name="note",
            kind="text",
            unit="text",
            description="What a reader must know",
            required=False,
        ),
    ),
    min_rows=20,
)
_FIELDS: Final = tuple(
    Field(
        name=c.name,
        kind=c.kind,
        headers=(c.name,),
        missing=None if c.required else ("",),
        labels=None if c.allowed is None else {x: x for x in c.allowed},
    )
    for c in SPEC.columns
)


def parse(file: RawFile) -> Parsed:
    """Read the register; a prefix needs its code system, a row without a date a note."""
    problems = Problems(file.name, remedy=common.REMEDY)
    grid = read_csv_grid(file, problems)
    frame = select_fields(grid, _FIELDS, problems)
    for line, row in zip(grid.lines, frame.iter_rows(named=True), strict=True):
        common.check_address(row["url"], problems, row=line, column="url")
        prefix = row["code_prefix"]
        if (prefix is None) != (row["code_system"] is None):
            problems.add("a prefix and its code system come together", row=line)
        if prefix is not None and not (prefix.isdecimal() and len(prefix) % 2 == 0):
            problems.add(f"{prefix!r} is no prefix of a code", row=line, column="code_prefix")
        if row["ban_date"] is None and not row["note"]:
            problems.add("has neither a date nor a note that says why", row=line)
    problems.raise_if_any()
    newest = frame.select(pl.col("ban_date").max()).item()
    return Parsed(
        tables={SPEC.id: frame}, release=str(newest), published=newest, notes=problems.notes
    )


READER = Reader(
    id="ban_dates",
    label="Sinews register of EU export bans, ban_dates.csv",
    source=common.REGISTER,
    specs=(SPEC,),
    recognises=has_columns("package", "product_scope", "ban_date", "url"),
    parse=parse,
)
