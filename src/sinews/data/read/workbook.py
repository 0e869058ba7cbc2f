"""Sheets of xlsx workbooks as grids: found by name, header row found by its cells."""

import io
import re
from collections.abc import Sequence
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from sinews.data.read.archives import FAULTS, check_workbook
from sinews.data.read.cells import fold
from sinews.data.read.grid import Grid
from sinews.data.read.problems import Problems
from sinews.data.read.reader import RawFile
from sinews.errors import EvidenceError

Rows = Sequence[Sequence[Any]]
_BRACKETS = re.compile(r"\([^)]*\)")


def open_workbook(file: RawFile) -> CalamineWorkbook | None:
    """Return the workbook, or None where the file is none."""
    if not file.head.startswith(b"PK"):
        return None
    try:
        content = file.read_bytes()
        check_workbook(content)
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except (CalamineError, *FAULTS, EvidenceError):
        return None


def find_sheet(workbook: CalamineWorkbook, names: Sequence[str]) -> str | None:
    """Return the sheet that carries one of the names, whatever its case and blanks."""
    wanted = set(map(fold, names))
    return next((s for s in workbook.sheet_names if fold(s) in wanted), None)


def read_sheet(workbook: CalamineWorkbook, names: Sequence[str], problems: Problems) -> Rows:
    """Return all cells of a sheet; the first list is row 1 of the sheet.

    Raises
    ------
    EvidenceError
        No sheet has such a name, or its cells cannot be read.
    """
    name = find_sheet(workbook, names)
    if name is None:
        problems.add_unknown("sheet: expected", names[0], workbook.sheet_names)
        problems.raise_if_any()
        raise AssertionError
    try:
        rows: Rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, ValueError) as error:
        problems.stop(f"sheet {name!r} cannot be read: {error}")
    return rows


def bare(header: object) -> str:
    """Return a header without what is in brackets: units change from release to release."""
    return fold(_BRACKETS.sub(" ", str(header)))


def cut_grid(
    rows: Rows, headers: Sequence[str], problems: Problems, *, until: str | None = None
) -> Grid:
    """Return the cells below the first row that holds all of the headers.

    Parameters
    ----------
    until
        The text in the first named column with which the table ends; that row is left out. Without
        it, the table ends with the last row that is not blank.

    Raises
    ------
    EvidenceError
        No row holds the headers, or the end is not there.
    """
    wanted = set(map(bare, headers))
    top = next((i for i, r in enumerate(rows) if wanted <= set(map(bare, r))), None)
    if top is None:
        problems.stop(f"no row holds the headers {', '.join(headers)}")
    header = [bare(c) for c in rows[top]]
    first = header.index(bare(headers[0]))
    body = [
        (i, row)
        for i, row in enumerate(rows[top + 1 :], start=top + 2)
        if any(c != "" for c in row)
    ]
    if until is not None:
        end = next((n for n, (_, r) in enumerate(body) if fold(r[first]) == fold(until)), None)
        if end is None:
            problems.add(f"the table does not end with {until!r}", column=headers[0])
            problems.raise_if_any()
        body = body[:end]
    return Grid(
        header=tuple(header),
        rows=[r for _, r in body],
        lines=[i for i, _ in body],
        native=True,
    )
