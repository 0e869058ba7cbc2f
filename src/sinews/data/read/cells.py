"""Fields of a table, and how a cell of each kind is read."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sinews.core.table import Kind
from sinews.data.read.aliases import find_alias
from sinews.errors import suggest

_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_INTEGER: Final = re.compile(r"([+-]?\d{1,15})(\.0{1,6})?", re.ASCII)
"""A whole number, also as spreadsheets write it in a column with gaps: ``10.0``."""
_LARGEST: Final = 2**53
"""Beyond this a double no longer holds every integer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column of ours and where it is in the producer's file.

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
    optional
        True for a column that whole files may lack: its cells are then null.
    """

    name: str
    kind: Kind
    headers: tuple[str, ...]
    missing: tuple[str, ...] | None = None
    labels: Mapping[str, str] | None = None
    lenient: bool = False
    optional: bool = False


def fold(text: object) -> str:
    """Return a header or label without case and surplus blanks, for comparison."""
    return " ".join(str(text).split()).casefold()


class CellReader:
    """Read the cells of one field; a ValueError says what is wrong with a cell."""

    def __init__(self, field: Field, *, native: bool) -> None:
        self.field, self.native = field, native
        self.labels = {fold(k): v for k, v in (field.labels or {}).items()}
        self.missing = frozenset(map(fold, field.missing or ()))

    def read(self, cell: Any) -> Any:  # noqa: ANN401
        """Return the value of a cell, None where there is none."""
        if cell is None or (isinstance(cell, str) and fold(cell) in self.missing | {""}):
            if self.field.missing is None:
                raise ValueError("is empty where a value is required")
            return None
        return _READ[self.field.kind](self, cell)


def _text(cells: CellReader, cell: Any) -> str:  # noqa: ANN401
    if not isinstance(cell, str):
        raise ValueError(f"{cell!r} is not text")
    cell.encode()  # a lone surrogate is no text: UnicodeEncodeError is a ValueError
    if not cells.field.labels:
        return cell.strip()
    own = cells.labels.get(fold(cell))
    if own is None and (alias := find_alias(cell)) and alias.id in cells.labels.values():
        return alias.id
    if own is None:
        known = list(cells.field.labels)
        raise ValueError(f"unknown label {cell!r}.{suggest(cell, known)}")
    return own


def _number(cells: CellReader, cell: Any) -> float:  # noqa: ANN401
    if isinstance(cell, str) and not cells.native and _NUMBER.fullmatch(cell.strip()):
        cell = float(cell)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise ValueError(f"{cell!r} is not a number with a decimal point")
    if (isinstance(cell, int) and abs(cell) > _LARGEST) or not math.isfinite(cell):
        raise ValueError(f"{str(cell)[:24]} is not a finite number that can be kept exactly")
    return float(cell)


def _integer(cells: CellReader, cell: Any) -> int:  # noqa: ANN401
    if isinstance(cell, str) and not cells.native and (m := _INTEGER.fullmatch(cell.strip())):
        cell = int(m[1])
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, bool) or not isinstance(cell, int) or abs(cell) > _LARGEST:
        raise ValueError(f"{str(cell)[:24]!r} is not a whole number")
    return cell


def _date(_: CellReader, cell: Any) -> date:  # noqa: ANN401
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


def _flag(_: CellReader, cell: Any) -> bool:  # noqa: ANN401
    known = {"true": True, "false": False, "1": True, "0": False, "1.0": True, "0.0": False}
    if fold(cell) not in known:
        raise ValueError(f"{cell!r} is not true or false")
    return known[fold(cell)]


_READ: Final[Mapping[Kind, Callable[[CellReader, Any], Any]]] = {
    "text": _text,
    "number": _number,
    "integer": _integer,
    "date": _date,
    "flag": _flag,
}
