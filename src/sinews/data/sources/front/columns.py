"""Files with one row a day, week or month and a column a quantity: one way to read them."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from sinews.core.table import Column
from sinews.data.read.cells import Field
from sinews.data.read.grid import read_csv_grid, select_fields
from sinews.data.read.problems import Problems
from sinews.data.read.reader import RawFile

REMEDY: Final = (
    "get the file again; where the producer changed the form, report it with the first lines of "
    "the file."
)


def read_series(
    file: RawFile, columns: tuple[Column, ...], headers: Mapping[str, str], problems: Problems
) -> pl.DataFrame:
    """Return the columns by date, sorted; an empty cell is null where the column allows it.

    Parameters
    ----------
    headers
        Our name of a column to the producer's, where they differ.

    Raises
    ------
    EvidenceError
        A column is missing or unknown, a cell is not of its kind, or a date is there twice.
    """
    fields = tuple(
        Field(
            name=c.name,
            kind=c.kind,
            headers=(headers.get(c.name, c.name),),
            missing=None if c.required else (),
        )
        for c in columns
    )
    frame = select_fields(read_csv_grid(file, problems), fields, problems)
    for day in frame["date"].filter(frame["date"].is_duplicated()).unique().sort():
        problems.add(f"{day} is there more than once", column="date")
    problems.raise_if_any()
    return frame.sort("date")


def last_date(frame: pl.DataFrame) -> str:
    """Return the last date of a frame, which names the release of a running series."""
    return str(frame["date"].max())
