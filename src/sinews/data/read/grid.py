"""Read cells by column name and kind: one strict way for CSV, JSON and workbooks."""

import csv
import io
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

import polars as pl

from sinews.core.table import Kind, polars_type
from sinews.data.read.problems import Problems
from sinews.data.read.reader import RawFile

_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_INTEGER: Final = re.compile(r"[+-]?\d{1,15}", re.ASCII)
_LARGEST: Final = 2**53
"""Beyond this a double no longer holds every integer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column of ours and where it stands in the producer's file.

    Attributes
    ----------
    headers
        The producer's names for the column, one of which must be there.
    missing
        What the producer writes where there is no value (an empty cell always counts); a field
        without any is required.
    labels
        The closed set of the producer's labels, each with our own, or None.
    lenient
        True for a column that nothing is computed from: cells of another kind are null.
    """

    name: str
    kind: Kind
    headers: tuple[str, ...]
    missing: tuple[str, ...] | None = None
    labels: Mapping[str, str] | None = None
    lenient: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Cells under a header, as they stand in the file.

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


def fold(text: object) -> str:
    """Return a header or label without case and surplus blanks, for comparison."""
    return " ".join(str(text).split()).casefold()


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
    header = tuple(cells[0])
    for line, row in zip(lines, cells, strict=True):
        if len(row) != len(header):
            problems.add(f"{len(row)} cells where the header has {len(header)}", row=line)
    problems.raise_if_any()
    return Grid(header=header, rows=cells[1:], lines=lines[1:])


def csv_header(file: RawFile) -> frozenset[str]:
    """Return the folded names in the first line of a CSV file; empty when there is none."""
    return _names_in(file.head)


@lru_cache(maxsize=8)
def _names_in(head: bytes) -> frozenset[str]:
    """Return the names in the first line; every recogniser of a file asks for the same ones."""
    first = head.decode("utf-8-sig", errors="replace").split("\n", 1)[0]
    try:
        names = next(csv.reader([first], strict=True), [])
    except csv.Error:
        return frozenset()
    return frozenset(map(fold, names))


def has_columns(*names: str) -> Callable[[RawFile], bool]:
    """Return a recogniser: the first line holds all of these column names."""
    wanted = frozenset(map(fold, names))
    return lambda file: wanted <= csv_header(file)


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
        Producer's columns that are known and not read; None lets any other column pass.

    Raises
    ------
    EvidenceError
        A column is missing, unknown or there twice, or a cell is not of its kind.
    """
    places = _locate(grid, fields, problems, ignored)
    problems.raise_if_any()
    columns = {}
    for f in fields:
        values = _column(grid, f, places[f.name], problems)
        columns[f.name] = pl.Series(f.name, values, dtype=polars_type(f.kind), strict=True)
    problems.raise_if_any()
    return pl.DataFrame(columns)


def _locate(
    grid: Grid, fields: Sequence[Field], problems: Problems, ignored: Sequence[str] | None
) -> dict[str, int]:
    header = [fold(h) for h in grid.header]
    places: dict[str, int] = {}
    for f in fields:
        found = [i for i, h in enumerate(header) if h in set(map(fold, f.headers))]
        if len(found) > 1:
            problems.add(f"stands {len(found)} times in the header", column=f.headers[0])
        elif not found:
            near = [h for h in grid.header if h]
            problems.add_unknown("header: expected column", f.headers[0], near)
        places[f.name] = found[0] if found else -1
    if ignored is not None:
        known = {fold(h) for f in fields for h in f.headers} | set(map(fold, ignored))
        for name, folded in zip(grid.header, header, strict=True):
            if folded not in known:
                problems.add("is not a column this reader knows", column=str(name))
    return places


def _column(grid: Grid, f: Field, place: int, problems: Problems) -> list[Any]:
    reader = _Cells(f, native=grid.native)
    values = []
    for line, row in zip(grid.lines, grid.rows, strict=True):
        try:
            values.append(reader.read(row[place]))
        except ValueError as error:
            values.append(None)
            if not f.lenient:
                problems.add(str(error), row=line, column=f.headers[0])
    return values


class _Cells:
    """Read the cells of one field; a ValueError says what is wrong with a cell."""

    def __init__(self, field: Field, *, native: bool) -> None:
        self.field, self.native = field, native
        self.labels = {fold(k): v for k, v in (field.labels or {}).items()}
        self.missing = frozenset(map(fold, field.missing or ()))

    def read(self, cell: Any) -> Any:  # noqa: ANN401
        if cell is None or (isinstance(cell, str) and fold(cell) in self.missing | {""}):
            if self.field.missing is None:
                raise ValueError("is empty where a value is required")
            return None
        return _READ[self.field.kind](self, cell)


def _text(cells: _Cells, cell: Any) -> str:  # noqa: ANN401
    if not isinstance(cell, str):
        raise ValueError(f"{cell!r} is not text")
    cell.encode()  # a lone surrogate is no text: UnicodeEncodeError is a ValueError
    if not cells.field.labels:
        return cell.strip()
    if (own := cells.labels.get(fold(cell))) is None:
        from sinews.errors import suggest

        known = list(cells.field.labels)
        raise ValueError(f"unknown label {cell!r}.{suggest(cell, known)}")
    return own


def _number(cells: _Cells, cell: Any) -> float:  # noqa: ANN401
    if isinstance(cell, str) and not cells.native and _NUMBER.fullmatch(cell.strip()):
        cell = float(cell)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise ValueError(f"{cell!r} is not a number with a decimal point")
    if (isinstance(cell, int) and abs(cell) > _LARGEST) or not math.isfinite(cell):
        raise ValueError(f"{str(cell)[:24]} is not a finite number that can be kept exactly")
    return float(cell)


def _integer(cells: _Cells, cell: Any) -> int:  # noqa: ANN401
    if isinstance(cell, str) and not cells.native and _INTEGER.fullmatch(cell.strip()):
        cell = int(cell)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, bool) or not isinstance(cell, int) or abs(cell) > _LARGEST:
        raise ValueError(f"{str(cell)[:24]!r} is not a whole number")
    return cell


def _date(_: _Cells, cell: Any) -> date:  # noqa: ANN401
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell.strip(), re.ASCII):
        try:
            return date.fromisoformat(cell.strip())
        except ValueError:
            pass
    raise ValueError(f"{cell!r} is not a date like 2024-02-29")


def _flag(_: _Cells, cell: Any) -> bool:  # noqa: ANN401
    known = {"true": True, "false": False, "1": True, "0": False, "1.0": True, "0.0": False}
    if fold(cell) not in known:
        raise ValueError(f"{cell!r} is not true or false")
    return known[fold(cell)]


_READ: Final[Mapping[Kind, Callable[[_Cells, Any], Any]]] = {
    "text": _text,
    "number": _number,
    "integer": _integer,
    "date": _date,
    "flag": _flag,
}
