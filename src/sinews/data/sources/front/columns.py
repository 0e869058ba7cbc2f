"""Files with one row a day, week or month and a column a quantity: one way to read them."""

from collections.abc import Callable, Mapping
from typing import Final

import polars as pl

from sinews.core.provenance import Source
from sinews.core.table import Column, TableSpec
from sinews.data.read.cells import Field
from sinews.data.read.grid import close_table, has_columns, read_columns
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader

REMEDY: Final = (
    "get the file again; where the producer changed the form, report it with the first lines of "
    "the file."
)


def series_reader(
    spec: TableSpec,
    headers: Mapping[str, str],
    *,
    id: str,
    label: str,
    source: Source,
    check: Callable[[pl.DataFrame, Problems], None] = lambda _, __: None,
) -> Reader:
    """Return the reader of a running series; its release is named by its last date.

    Parameters
    ----------
    headers
        Our name of a column to the producer's, where they differ.
    check
        Notes what is wrong with the columns, sorted by date.
    """
    fields = tuple(_field(c, headers) for c in spec.columns)
    names = [headers.get(c.name, c.name) for c in spec.columns if c.name in headers or not headers]

    def parse(file: RawFile) -> Parsed:
        raw, _, problems = read_columns(file, fields, remedy=REMEDY)
        for day in raw["date"].filter(raw["date"].is_duplicated()).unique().sort():
            problems.add(f"{day} is there more than once", column="date")
        problems.raise_if_any()
        frame = raw.sort("date")
        check(frame, problems)
        return close_table(spec, frame, problems, release=last_date(frame))

    return Reader(
        id=id,
        label=label,
        source=source,
        specs=(spec,),
        recognises=has_columns("date", *names),
        parse=parse,
    )


def _field(c: Column, headers: Mapping[str, str]) -> Field:
    missing = None if c.required else ()
    return Field(name=c.name, kind=c.kind, headers=(headers.get(c.name, c.name),), missing=missing)


def check_month_ends(frame: pl.DataFrame, problems: Problems) -> None:
    """Note each date that is not the last day of a month."""
    for day in frame["date"].filter(frame["date"] != frame["date"].dt.month_end()):
        problems.add(f"{day} is not the last day of a month", column="date")


def last_date(frame: pl.DataFrame) -> str:
    """Return the last date of a frame, which names the release of a running series."""
    return str(frame["date"].max())
