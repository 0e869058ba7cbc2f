"""The register of dates from which the EU has banned exports to Russia (ban_dates.csv).

The available goods list names CN8 codes without dates; so dates are known by package and group of
goods, and a code only where a row names one.
"""

from typing import Final

import polars as pl

from sinews.data.contracts import load_spec
from sinews.data.read.cells import Field
from sinews.data.read.grid import close_table, has_columns, read_columns
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.register import common

SPEC: Final = load_spec("ban_dates")
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
    frame, lines, problems = read_columns(file, _FIELDS, remedy=common.REMEDY)
    for line, row in zip(lines, frame.iter_rows(named=True), strict=True):
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
    return close_table(SPEC, frame, problems, release=str(newest), published=newest)


READER = Reader(
    id="ban_dates",
    label="Sinews register of EU export bans, ban_dates.csv",
    source=common.REGISTER,
    specs=(SPEC,),
    recognises=has_columns("package", "product_scope", "ban_date", "url"),
    parse=parse,
)
