"""Evidence tables: a frame that passed its contract and knows its releases."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final, Literal

import polars as pl

from sinews.core.provenance import Release
from sinews.core.units import check_unit
from sinews.errors import EvidenceError, UnknownNameError

Kind = Literal["text", "integer", "number", "date", "flag"]
_TYPES: Final[dict[Kind, pl.DataType]] = {
    "text": pl.String(),
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "date": pl.Date(),
    "flag": pl.Boolean(),
}


def polars_type(kind: Kind) -> pl.DataType:
    """Return the polars type of a kind of column."""
    return _TYPES[kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: type, unit, meaning, and the range outside which a value is an error.

    Attributes
    ----------
    required
        False where a missing value (null) is possible; missing is never written as 0.
    allowed
        The closed set of labels of a text column, or None.
    """

    name: str
    kind: Kind
    unit: str
    description: str
    required: bool = True
    low: float | None = None
    high: float | None = None
    allowed: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        check_unit(self.unit)

    @property
    def type(self) -> pl.DataType:
        """The polars type."""
        return polars_type(self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSpec:
    """The contract of one table.

    Attributes
    ----------
    key
        Columns that together name a row; unique and never null.
    min_rows
        Fewer rows than this are an error: coverage never shrinks unseen.
    """

    id: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    min_rows: int

    def __post_init__(self) -> None:
        names = [c.name for c in self.columns]
        if missing := [k for k in self.key if k not in names]:
            raise EvidenceError(f"Table {self.id!r}: key columns {missing} are not columns.")

    def column(self, name: str) -> Column:
        """Return the column of that name, or raise with the nearest."""
        for c in self.columns:
            if c.name == name:
                return c
        raise UnknownNameError(f"column of {self.id}", name, [c.name for c in self.columns])


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceTable:
    """A validated frame with its contract and the releases it was read from.

    Raises
    ------
    EvidenceError
        The frame breaks its spec; one message names every problem.
    """

    spec: TableSpec
    frame: pl.DataFrame
    releases: tuple[Release, ...]

    def __post_init__(self) -> None:
        problems = [p for check in _CHECKS for p in check(self.spec, self.frame)]
        if problems:
            where = ", ".join(r.key for r in self.releases) or "no release"
            raise EvidenceError(
                f"Table {self.spec.id!r} from {where} breaks its contract:\n  "
                + "\n  ".join(problems)
            )

    @property
    def sources(self) -> tuple[str, ...]:
        """Release keys, for `Figure.sources`."""
        return tuple(dict.fromkeys(r.key for r in self.releases))


def _check_columns(spec: TableSpec, frame: pl.DataFrame) -> list[str]:
    expected = {c.name: c.type for c in spec.columns}
    found = dict(frame.schema)
    problems = [f"column {n!r} is missing" for n in expected if n not in found]
    problems += [f"column {n!r} is not part of the contract" for n in found if n not in expected]
    problems += [
        f"column {n!r} is {found[n]}, expected {t}"
        for n, t in expected.items()
        if n in found and found[n] != t
    ]
    return problems


def _check_key(spec: TableSpec, frame: pl.DataFrame) -> list[str]:
    if not set(spec.key) <= set(frame.columns):
        return []
    repeated = frame.select(spec.key).filter(pl.struct(spec.key).is_duplicated())
    if repeated.is_empty():
        return []
    first = repeated.row(0)
    return [f"{repeated.height} rows repeat the key {spec.key}, first {first}"]


def _check_rows(spec: TableSpec, frame: pl.DataFrame) -> list[str]:
    if frame.height >= spec.min_rows:
        return []
    return [f"{frame.height} rows where at least {spec.min_rows} are known to exist"]


def _check_nulls(spec: TableSpec, frame: pl.DataFrame) -> list[str]:
    problems = []
    for c in spec.columns:
        if c.name not in frame.columns:
            continue
        column = frame[c.name]
        missing = column.is_null()
        if c.required and missing.any():
            row = int(missing.arg_max() or 0)
            problems.append(f"{c.name}: {missing.sum()} values missing, first at row {row}")
        if column.dtype == pl.Float64 and (bad := ~column.is_finite().fill_null(value=True)).any():
            problems.append(f"{c.name}: {bad.sum()} values are not finite")
    return problems


def _check_ranges(spec: TableSpec, frame: pl.DataFrame) -> list[str]:
    problems = []
    for c in spec.columns:
        if c.name not in frame.columns or frame.schema[c.name] != c.type:
            continue
        values = frame[c.name]
        bad = pl.repeat(False, frame.height, eager=True, dtype=pl.Boolean)
        if c.low is not None:
            bad = bad | (values < c.low).fill_null(value=False)
        if c.high is not None:
            bad = bad | (values > c.high).fill_null(value=False)
        if c.allowed is not None:
            bad = bad | ~values.is_in(list(c.allowed)).fill_null(value=True)
        if bad.any():
            row = int(bad.arg_max() or 0)
            expected = c.allowed if c.allowed is not None else f"[{c.low}, {c.high}] {c.unit}"
            problems.append(
                f"{c.name}: {bad.sum()} values outside {expected}, "
                f"first {values[row]!r} at row {row}"
            )
    return problems


_CHECKS: Final[tuple[Callable[[TableSpec, pl.DataFrame], list[str]], ...]] = (
    _check_columns,
    _check_key,
    _check_rows,
    _check_nulls,
    _check_ranges,
)


def html_table(header: Sequence[str], rows: Iterable[Sequence[object]], caption: str = "") -> str:
    """Return a plain table; every text is escaped, numbers are at the right.

    Parameters
    ----------
    caption
        What the table is, above it.
    """
    head = "".join(f"<th>{escape(h)}</th>" for h in header)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f'<td style="text-align:right">{value:,.4g}</td>'
    if isinstance(value, int):
        return f'<td style="text-align:right">{value:,}</td>'
    return f"<td>{escape(str(value))}</td>"


_FORMULA: Final = r"^[=+\-@\t\r]"
"""How a cell starts that a spreadsheet may take for a formula."""


def write_csv(frame: pl.DataFrame) -> bytes:
    """Return a table as CSV in which no text is a formula to a spreadsheet.

    Such a text gets an apostrophe in front, which spreadsheets do not show; numbers stay as they
    are, and Parquet and JSON hold the text itself.
    """
    guarded = pl.when(pl.col(pl.String).str.contains(_FORMULA)).then("'" + pl.col(pl.String))
    return frame.with_columns(guarded.otherwise(pl.col(pl.String)).name.keep()).write_csv().encode()
