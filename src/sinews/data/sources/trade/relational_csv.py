"""The CSV form shared by Easy Comext's relational view and the national import tables."""

import csv
from collections.abc import Sequence
from typing import Final

from sinews.data.read.grid import note_column, read_csv_grid
from sinews.data.read.problems import Problems
from sinews.data.read.reader import RawFile

HEADER: Final = ("REPORTER", "PARTNER", "PRODUCT", "FLOW", "STAT_PROCEDURE", "PERIOD")
VALUE: Final = ("VALUE_IN_EUR", "VALUE_IN_EUROS", "VALUE_EUR")


def sniff_rows(file: RawFile) -> list[dict[str, str]]:
    """Return the first whole rows of a file of this form, none where it is of another form."""
    text = file.head.decode("utf-8-sig", errors="replace")
    lines = text.splitlines()[:3]
    try:
        rows = list(csv.reader(lines))
    except csv.Error:
        return []
    if not rows or not set(HEADER) <= set(rows[0]) or not set(VALUE) & set(rows[0]):
        return []
    width = len(rows[0])
    return [
        dict(zip(rows[0], r[:width], strict=True)) for r in rows[1:] if len(r) in (width, width + 1)
    ]


def read_rows(file: RawFile, problems: Problems) -> list[dict[str, str]]:
    """Return all rows, each by column name, with the value under ``VALUE``.

    Raises
    ------
    EvidenceError
        The text is not UTF-8, a column is missing, unknown or twice, or a row has another length.
    """
    grid = read_csv_grid(file, problems)
    _check_header(grid.header, problems)
    names = ["VALUE" if c in VALUE else c for c in grid.header]
    return [
        dict(zip(names, row, strict=True)) | {"row": str(line)}
        for line, row in zip(grid.lines, grid.rows, strict=True)
    ]


def _check_header(header: Sequence[str], problems: Problems) -> None:
    known = (*HEADER, *VALUE)
    header = tuple(n for n in header if n)
    for name in HEADER:
        if name not in header:
            problems.add("the column is missing", row=1, column=name)
    if sum(c in VALUE for c in header) != 1:
        problems.add(f"expected one value column, one of {', '.join(VALUE)}", row=1)
    for name in dict.fromkeys(header):
        if name not in known:
            note_column(name, problems)
        if header.count(name) > 1:
            problems.add("the column stands twice", row=1, column=name)
    problems.raise_if_any()


def parse_value(text: str, problems: Problems, *, row: int, whole: bool) -> float | None:
    """Return a value in euros, None where the producer prints a mark for missing.

    Parameters
    ----------
    whole
        Refuse fractions of a euro.
    """
    clean = text.strip()
    if clean in ("", ":"):
        return None
    try:
        value = float(clean) if clean.isascii() and "_" not in clean else float("nan")
    except ValueError:
        value = float("nan")
    if not 0 <= value < 1e15 or (whole and value != int(value)):
        kind = "whole number of euros" if whole else "number"
        problems.add(f"{text!r} is not a {kind} from 0", row=row, column="VALUE_IN_EUR")
        return None
    return value
