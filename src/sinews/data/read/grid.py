"""Read cells by column name and kind: one strict way for CSV, JSON and workbooks."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

import polars as pl

from sinews.core.table import TableSpec, polars_type
from sinews.data.read.cells import CellReader, Field, fold
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Signature

_MEANING: Final = re.compile(r"unit|mult|scale|currenc|adjust|factor|price|deflat")
"""In the name of an unknown column: it may change what the values beside it mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Cells under a header, as they are in the file.

    Attributes
    ----------
    lines
        The line or row number of each row in the file, counted from 1.
    native
        True where cells carry their own type (JSON, workbooks): text is then never a number.
    """

    header: tuple[str, ...]
    rows: Sequence[Sequence[Any]]
    lines: Sequence[int]
    native: bool = False


def decode_text(file: RawFile, problems: Problems) -> str:
    """Return the file as text, or raise: UTF-8 only, complete, without NUL."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.add(f"is not UTF-8 text (byte {error.start}); save it as UTF-8")
        problems.raise_if_any()
    if "\0" in text:
        problems.add("holds NUL bytes; the file is damaged")
    problems.raise_if_any()
    return text


def read_csv_grid(file: RawFile, problems: Problems) -> Grid:
    """Return the cells of a comma-separated file.

    Raises
    ------
    EvidenceError
        Not UTF-8, cut off, or a row with more or fewer cells than the header.
    """
    text = decode_text(file, problems)
    if not text.endswith("\n"):
        problems.add("does not end with a line break; the file looks cut off")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[int] = []
    cells: list[list[str]] = []
    try:
        for row in reader:
            if row:
                cells.append(row)
                lines.append(reader.line_num)
    except csv.Error as error:
        problems.add(f"is not readable as CSV: {error}", row=reader.line_num)
    if not cells:
        problems.add("holds no rows")
    problems.raise_if_any()
    cells = _trim_ends(cells)
    header = tuple(cells[0])
    for line, row in zip(lines, cells, strict=True):
        if len(row) != len(header):
            problems.add(f"{len(row)} cells where the header has {len(header)}", row=line)
    problems.raise_if_any()
    return Grid(header=header, rows=cells[1:], lines=lines[1:])


def _trim_ends(cells: list[list[str]]) -> list[list[str]]:
    """Return the rows without the empty cell with which some producers end each row."""
    width = len(cells[0])
    if not cells[0][-1].strip():
        width -= 1
    longer = [row for row in cells[1:] if len(row) == width + 1]
    if width < 1 or any(row[-1].strip() for row in longer):
        return cells
    return [row[:width] if len(row) == width + 1 else row for row in cells]


def csv_names(file: RawFile) -> tuple[str, ...]:
    """Return the names in the first line of a CSV file as they stand; empty when there is none."""
    return _names_in(file.head)


def csv_header(file: RawFile) -> frozenset[str]:
    """Return the folded names in the first line of a CSV file; empty when there is none."""
    return frozenset(map(fold, csv_names(file)))


@lru_cache(maxsize=8)
def _names_in(head: bytes) -> tuple[str, ...]:
    """Return the names in the first line; every recogniser of a file asks for the same ones."""
    first = head.decode("utf-8-sig", errors="replace").split("\n", 1)[0]
    try:
        return tuple(next(csv.reader([first], strict=True), []))
    except csv.Error:
        return ()


def has_columns(*names: str) -> Signature:
    """Return a recogniser: the first line holds all of these column names."""
    return Signature(names=frozenset(map(fold, names)), sniff=csv_header)


def select_fields(
    grid: Grid,
    fields: Sequence[Field],
    problems: Problems,
    *,
    ignored: Sequence[str] | None = (),
) -> pl.DataFrame:
    """Return the typed columns of a grid.

    Parameters
    ----------
    ignored
        Producer's columns that are known and not read; None lets any other column pass. Columns
        that are not known are set aside with a note.

    Raises
    ------
    EvidenceError
        A column is missing or there twice, an unknown one may change what the values mean, or a
        cell is not of its kind.
    """
    places = _locate(grid, fields, problems, ignored)
    problems.raise_if_any()
    columns = {}
    for f in fields:
        values = _column(grid, f, places[f.name], problems)
        columns[f.name] = pl.Series(f.name, values, dtype=polars_type(f.kind), strict=True)
    problems.raise_if_any()
    return pl.DataFrame(columns)


def read_columns(
    file: RawFile, fields: Sequence[Field], *, remedy: str, ignored: Sequence[str] | None = ()
) -> tuple[pl.DataFrame, tuple[int, ...], Problems]:
    """Return the typed columns of a CSV file, the line of each row, and where to note problems.

    Raises
    ------
    EvidenceError
        As `read_csv_grid` and `select_fields`.
    """
    problems = Problems(file.name, remedy=remedy)
    grid = read_csv_grid(file, problems)
    return select_fields(grid, fields, problems, ignored=ignored), tuple(grid.lines), problems


def close_table(
    spec: TableSpec,
    frame: pl.DataFrame,
    problems: Problems,
    *,
    sort: Sequence[str] = (),
    release: str | None = None,
    published: date | None = None,
) -> Parsed:
    """Return the columns of one table as what the reader made of its file.

    Raises
    ------
    EvidenceError
        Problems were noted.
    """
    problems.raise_if_any()
    found = frame.select(c.name for c in spec.columns)
    return Parsed(
        tables={spec.id: found.sort(sort) if sort else found},
        release=release,
        published=published,
        notes=problems.notes,
    )


def _locate(
    grid: Grid, fields: Sequence[Field], problems: Problems, ignored: Sequence[str] | None
) -> dict[str, int]:
    header = [fold(h) for h in grid.header]
    places: dict[str, int] = {}
    for f in fields:
        found = [i for i, h in enumerate(header) if h in set(map(fold, f.headers))]
        if len(found) > 1:
            problems.add(f"stands {len(found)} times in the header", column=f.headers[0])
        elif not found and not f.optional:
            near = [h for h in grid.header if h]
            problems.add_unknown("header: expected column", f.headers[0], near)
        places[f.name] = found[0] if found else -1
    if ignored is not None:
        known = {fold(h) for f in fields for h in f.headers} | set(map(fold, ignored))
        for name, folded in zip(grid.header, header, strict=True):
            if folded and folded not in known:
                note_column(str(name), problems)
    return places


def note_column(name: str, problems: Problems) -> None:
    """Note an unknown column that is set aside, or the problem where it may change the values."""
    if _MEANING.search(fold(name)):
        problems.add(
            "is not a column this reader knows, and by its name it may change what the values "
            "mean (their unit, scale or price): get the file without it",
            column=name,
        )
    else:
        problems.note(f"column {name!r} is new and set aside: nothing is read from it")


def _column(grid: Grid, f: Field, place: int, problems: Problems) -> list[Any]:
    if place < 0:
        return [None] * len(grid.rows)
    reader = CellReader(f, native=grid.native)
    values = []
    unread = 0
    for line, row in zip(grid.lines, grid.rows, strict=True):
        try:
            values.append(reader.read(row[place]))
        except ValueError as error:
            values.append(None)
            unread += f.lenient
            if not f.lenient:
                problems.add(str(error), row=line, column=f.headers[0])
    if unread:
        problems.note(f"{unread} cells of column {f.headers[0]!r} are no {f.kind}: left empty")
    return values
