"""Reader of Eurostat databrowser workbooks: months across, the other dimensions wherever.

A dimension is a column of labels at the left, or one line above the table that holds for the whole
sheet; the databrowser's default layout puts the partner at the left and the reporter above.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook

from sinews.core.places import EU27
from sinews.data.read.labels import AGAIN, find_level, resolve_column, split_sums
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.read.workbook import open_workbook
from sinews.data.sources.trade.cells import COMEXT
from sinews.data.sources.trade.eurostat.comext_tidy import GRID, MONTHLY, SUMS

_MISSING: Final = ":"
_DATASET = re.compile(r"\[DS-\d+\S*\]")
_CODE = re.compile(r"^(?P<label>.*) \[(?P<code>[0-9A-Z]+)\]$", re.DOTALL)
_MONTH = re.compile(r"((?:19|20)\d{2})-(0[1-9]|1[0-2])")
_FLOWS: Final = {"IMPORT": "import", "EXPORT": "export", "1": "import", "2": "export"}
_DIMENSIONS: Final = ("REPORTER", "PARTNER", "PRODUCT", "FLOW", "INDICATORS")

Rows = Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What the lines above the table of one sheet say, and where the table begins.

    Attributes
    ----------
    said
        Label by dimension, for those that hold for the whole sheet.
    places
        Column by dimension, for those at the left.
    """

    said: dict[str, str]
    places: dict[str, int]
    updated: date
    months: dict[int, date]
    first: int


def recognise(file: RawFile) -> bool:
    """Return True for a workbook whose summary names a Eurostat dataset of foreign trade."""
    workbook = open_workbook(file)
    if workbook is None or not {"Summary", "Structure", "Sheet 1"} <= set(workbook.sheet_names):
        return False
    try:
        rows = workbook.get_sheet_by_name("Summary").to_python(nrows=1)
    except (CalamineError, ValueError):
        return False
    return bool(rows and rows[0]) and _DATASET.search(str(rows[0][0])) is not None


def parse(file: RawFile) -> Parsed:
    """Read all sheets; ``:`` is a missing value, never zero.

    Raises
    ------
    EvidenceError
        A sheet is missing or has another form, or a label, month or value is unknown.
    """
    problems = Problems(file.name, remedy=AGAIN)
    workbook = open_workbook(file)
    if workbook is None:
        problems.stop("is not a readable workbook")
    listed = _read_contents(workbook, problems)
    parts: list[pl.DataFrame] = []
    updates: set[date] = set()
    for name, told in listed.items():
        where = Problems(f"{file.name}, {name}", remedy=problems.remedy)
        rows = _read_sheet(workbook, name, where)
        sheet = _read_head(rows, where)
        for dimension, label in told.items():
            if sheet.said.get(dimension, label) != label:
                where.add(f"holds {sheet.said[dimension]}; the summary says {label}")
        parts.append(_read_codes(_read_cells(rows, sheet, where), where))
        where.raise_if_any()
        for note in where.notes:
            problems.note(f"{name}: {note}")
        updates.add(sheet.updated)
    if len(updates) > 1:
        problems.add(f"the sheets are of different updates: {', '.join(map(str, sorted(updates)))}")
    problems.raise_if_any()
    return _assemble(pl.concat(parts), problems, max(updates))


def _assemble(raw: pl.DataFrame, problems: Problems, updated: date) -> Parsed:
    frame = raw
    for column in ("reporter", "partner"):
        frame = resolve_column(frame, column, problems, name=column.upper())
    states = frame.filter(pl.col("reporter_kind") == "country")["reporter"].unique().sort()
    for code in states.filter(~states.is_in([*EU27, "GB"])):
        problems.add(f"expected REPORTER to be a member state, not {code}: headings may be swapped")
    problems.raise_if_any()
    grid = frame.filter(pl.col("reporter_kind") == "country").select("reporter", "month").unique()
    members, sums = split_sums(frame.filter(pl.col("value_eur").is_not_null()))
    columns = [c.name for c in MONTHLY.columns]
    return Parsed(
        tables={
            MONTHLY.id: members.select(columns),
            SUMS.id: sums.select(columns),
            GRID.id: grid.sort("reporter", "month"),
        },
        release=updated.isoformat(),
        published=updated,
        notes=problems.notes,
    )


def _read_sheet(workbook: CalamineWorkbook, name: str, problems: Problems) -> Rows:
    try:
        rows: Rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        problems.stop(f"cannot be read ({error})")
    return rows


def _read_contents(workbook: CalamineWorkbook, problems: Problems) -> dict[str, dict[str, str]]:
    """Return, for every sheet that the summary lists, the label that it gives by dimension."""
    rows = _read_sheet(workbook, "Summary", problems)
    found: dict[str, dict[str, str]] = {}
    names: tuple[str, ...] = ("PRODUCT", "FLOW")
    for row in rows:
        cells = [str(c).strip() for c in (*row, "", "")]
        if cells[1] == "Contents":
            names = tuple(c.split("[")[0].strip() for c in cells[2:])
        elif re.fullmatch(r"Sheet \d+", cells[1]):
            if cells[1] in found:
                problems.add("the summary lists a sheet twice")
            told = zip(names, cells[2:], strict=False)
            found[cells[1]] = {n: label for n, label in told if n in _DIMENSIONS and label}
    sheets = {s for s in workbook.sheet_names if s not in ("Summary", "Structure")}
    for name in sorted(sheets ^ found.keys()):
        problems.add(f"{name!r} is {'not in the summary' if name in sheets else 'missing'}")
    if not found:
        problems.add("the summary lists no sheet")
    problems.raise_if_any()
    return found


def _product_code(label: str) -> tuple[str, str] | None:
    if label.casefold() in ("total", "total of all products"):
        return "TOTAL", "total"
    match = _CODE.match(label)
    code = match["code"] if match else label
    level = find_level(code)
    return (code, level) if level else None


def _read_head(rows: Rows, problems: Problems) -> Sheet:
    """Return what is above the table; the row that begins with TIME is found by search."""
    at = next((i for i, r in enumerate(rows) if r and r[0] == "TIME"), None)
    if at is None or at + 2 >= len(rows):
        problems.stop(
            "has no row that begins with TIME: choose the layout with TIME in the columns and the "
            "other dimensions in the rows"
        )
    told = {str(r[0]).split("[")[0].strip(" :").casefold(): r for r in rows[:at] if r and r[0]}
    said = {d: _told(told, d.casefold()) for d in _DIMENSIONS if d.casefold() in told}
    width = next((i for i, c in enumerate(rows[at]) if c != "TIME"), len(rows[at]))
    headings = [str(c) for c in (*rows[at + 2], *[""] * width)][:width]
    places: dict[str, int] = {}
    for i, heading in enumerate(headings):
        name = heading.split(" (")[0].split(" [")[0].strip()
        if name not in _DIMENSIONS:
            problems.add(f"heading {heading!r}, expected REPORTER or another dimension", row=at + 3)
        elif name not in places or "codes" in heading.casefold():
            places[name] = i
    for name in _DIMENSIONS:
        if name not in places and not said.get(name):
            problems.add(f"tells no {name}: choose a layout that keeps all five dimensions")
    months = _read_months(rows, at, width, problems)
    updated = _parse_day(_told(told, "last updated", 1))
    if updated is None:
        problems.stop("'Last updated' is not a day written like 13/01/2023")
    problems.raise_if_any()
    return Sheet(said=said, places=places, updated=updated, months=months, first=at + 3)


def _told(said: dict[str, Sequence[object]], key: str, column: int = 2) -> str:
    row = said.get(key, ())
    return str(row[column]).strip() if len(row) > column else ""


def _parse_day(text: str) -> date | None:
    try:
        return datetime.strptime(text[:10], "%d/%m/%Y").date()
    except ValueError:
        return None


def _read_months(rows: Rows, at: int, width: int, problems: Problems) -> dict[int, date]:
    months: dict[int, date] = {}
    for i, cell in enumerate(rows[at][width:], start=width):
        match = _MONTH.fullmatch(str(cell).strip())
        if match:
            months[i] = date(int(match[1]), int(match[2]), 1)
        elif str(cell).strip():
            problems.add(f"{cell!r} is not a month written like 2022-03", row=at + 1)
    if len(set(months.values())) != len(months) or not months:
        problems.add("names no month, or one month twice", row=at + 1)
    if list(months.values()) != sorted(months.values()):
        problems.add("the months are not in order: headings may be swapped", row=at + 1)
    for i in months:
        if len(rows[at + 1]) <= i or rows[at + 1][i] not in ("Monthly", "M"):
            problems.add("a column is not of monthly frequency", row=at + 2)
            break
    return months


def _read_cells(rows: Rows, sheet: Sheet, problems: Problems) -> pl.DataFrame:
    """Return one row a line of the table and month, with the labels of all five dimensions."""
    labels: dict[str, list[str]] = {d: [] for d in _DIMENSIONS}
    places: list[int] = []
    values: list[int | None] = []
    left = range(max(sheet.places.values(), default=-1) + 1)
    end = len(rows)
    for n, row in enumerate(rows[sheet.first :], start=sheet.first + 1):
        if not any(str(row[i]).strip() for i in left if i < len(row)):
            end = n
            break
        places.append(n)
        for name, column in labels.items():
            at = sheet.places.get(name)
            column.append(sheet.said.get(name, "") if at is None else str(row[at]).strip())
        for i, cell in enumerate(row[len(left) :], start=len(left)):
            if i in sheet.months:
                values.append(_read_value(cell, problems, n))
            elif str(cell).strip():
                problems.add(f"{cell!r} is in a column without a month (a flag?)", row=n)
        values.extend([None] * (len(sheet.months) - sum(i < len(row) for i in sheet.months)))
    _check_foot(rows, end, len(left), problems)
    repeat = len(sheet.months)
    columns = {n.casefold(): pl.Series(v, dtype=pl.String) for n, v in labels.items()}
    columns["row"] = pl.Series(places, dtype=pl.Int64)
    return pl.DataFrame(
        {
            **{n: v.repeat_by(repeat).explode() for n, v in columns.items()},
            "month": pl.Series(list(sheet.months.values()) * len(places), dtype=pl.Date),
            "value_eur": pl.Series(values, dtype=pl.Int64),
        }
    )


def _read_codes(frame: pl.DataFrame, problems: Problems) -> pl.DataFrame:
    """Return the cells in euros with codes of product and flow in place of their labels."""
    euros = pl.col("indicators").is_in(["VALUE_IN_EUROS", "VALUE_EUR"])
    if others := frame.filter(~euros)["indicators"].unique().sort().to_list():
        told = ", ".join(map(repr, others))
        if len(others) == frame["indicators"].n_unique():
            problems.add(f"INDICATORS is {told}; only VALUE_IN_EUROS is read")
        problems.note(f"only VALUE_IN_EUROS is read, not {told}")
    frame = frame.filter(euros)
    codes = {p: _product_code(p) for p in frame["product"].unique()}
    for label in sorted(p for p, code in codes.items() if code is None):
        problems.add(f"PRODUCT is {label!r}, expected a label ending in [code]")
    for label in sorted(set(frame["flow"].unique()) - _FLOWS.keys()):
        problems.add_unknown("FLOW", label, _FLOWS)
    problems.raise_if_any()
    known = {p: code for p, code in codes.items() if code}
    return frame.with_columns(
        product=pl.col("product").replace_strict({p: c[0] for p, c in known.items()}),
        level=pl.col("product").replace_strict({p: c[1] for p, c in known.items()}),
        flow=pl.col("flow").replace_strict(_FLOWS),
    )


def _read_value(cell: object, problems: Problems, row: int) -> int | None:
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        if 0 <= cell < 1e15 and cell == int(cell):
            return int(cell)
    elif cell == _MISSING:
        return None
    problems.add(f"{cell!r} is neither whole euros from 0 nor ':'", row=row)
    return None


def _check_foot(rows: Rows, end: int, left: int, problems: Problems) -> None:
    """Refuse rows of values below the table: an empty row may not hide a part of it."""
    for n, row in enumerate(rows[end:], start=end + 1):
        if any(str(c).strip() for c in row[left:]):
            problems.add("has values below the end of the table", row=n)


READER = Reader(
    id="eurostat_databrowser",
    label="Eurostat databrowser workbook of EU trade (xlsx, one sheet a product and flow)",
    source=COMEXT,
    specs=(MONTHLY, SUMS, GRID),
    recognises=recognise,
    parse=parse,
    partial=True,
)
