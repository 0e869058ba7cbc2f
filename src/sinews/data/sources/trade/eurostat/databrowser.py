"""Reader of Eurostat databrowser workbooks: one sheet a product and flow, months across."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook

from sinews.data.read.labels import PLACE_REMEDY, resolve_column, split_sums
from sinews.data.read.problems import Problems
from sinews.data.read.products import find_level
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.read.workbook import open_workbook
from sinews.data.sources.trade.cells import COMEXT
from sinews.data.sources.trade.eurostat.comext_tidy import GRID, MONTHLY, SUMS

_MISSING: Final = ":"
_DATASET = re.compile(r"\[DS-\d+\S*\]")
_CODE = re.compile(r"^(?P<label>.*) \[(?P<code>[0-9A-Z]+)\]$", re.DOTALL)
_MONTH = re.compile(r"((?:19|20)\d{2})-(0[1-9]|1[0-2])")
_FLOWS: Final = {"IMPORT": "import", "EXPORT": "export"}

Rows = Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What the lines above the table of one sheet say, and where the table begins."""

    product: str
    level: str
    flow: str
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
    problems = Problems(file.name, remedy=f"download the workbook again, or {PLACE_REMEDY}")
    workbook = open_workbook(file)
    if workbook is None:
        problems.add("is not a readable workbook")
        problems.raise_if_any()
        raise AssertionError
    listed = _read_contents(workbook, problems)
    parts: list[pl.DataFrame] = []
    updates: set[date] = set()
    for name, product, flow in listed:
        where = Problems(f"{file.name}, {name}", remedy=problems.remedy)
        rows = _read_sheet(workbook, name, where)
        sheet = _read_head(rows, where)
        if (sheet.product, sheet.flow) != (product, flow):
            where.add(f"holds {sheet.product} {sheet.flow}; the summary says {product} {flow}")
        parts.append(_read_cells(rows, sheet, where))
        where.raise_if_any()
        updates.add(sheet.updated)
    if len(updates) > 1:
        problems.add(f"the sheets are of different updates: {', '.join(map(str, sorted(updates)))}")
    problems.raise_if_any()
    return _assemble(pl.concat(parts), problems, max(updates))


def _assemble(raw: pl.DataFrame, problems: Problems, updated: date) -> Parsed:
    frame = raw
    for column in ("reporter", "partner"):
        frame = resolve_column(frame, column, problems, name=column.upper())
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
        problems.add(f"cannot be read ({error})")
        problems.raise_if_any()
        raise
    return rows


def _read_contents(workbook: CalamineWorkbook, problems: Problems) -> list[tuple[str, str, str]]:
    """Return sheet name, product code and flow of every sheet that the summary lists."""
    rows = _read_sheet(workbook, "Summary", problems)
    found = []
    for n, row in enumerate(rows, start=1):
        cells = [str(c).strip() for c in (*row, "", "", "", "")][:4]
        if re.fullmatch(r"Sheet \d+", cells[1]):
            product = _product_code(cells[2])
            if product is None or cells[3] not in _FLOWS:
                problems.add("does not name product and flow of its sheet", row=n)
            else:
                found.append((cells[1], product[0], _FLOWS[cells[3]]))
    sheets = {s for s in workbook.sheet_names if s not in ("Summary", "Structure")}
    listed = {name for name, _, _ in found}
    for name in sorted(sheets ^ listed):
        problems.add(f"{name!r} is {'not in the summary' if name in sheets else 'missing'}")
    if len(listed) != len(found):
        problems.add("the summary lists a sheet twice")
    if not found:
        problems.add("the summary lists no sheet")
    problems.raise_if_any()
    return found


def _product_code(label: str) -> tuple[str, str] | None:
    match = _CODE.match(label)
    level = find_level(match["code"]) if match else None
    return (match["code"], level) if match and level else None


def _read_head(rows: Rows, problems: Problems) -> Sheet:
    """Return what stands above the table; the row that begins with TIME is found by search."""
    at = next((i for i, r in enumerate(rows) if r and r[0] == "TIME"), None)
    if at is None or at + 2 >= len(rows):
        problems.add("has no row that begins with TIME and two rows of headings below it")
        problems.raise_if_any()
        raise AssertionError
    said = {str(r[0]).split("[")[0].strip(" :").casefold(): r for r in rows[:at] if r and r[0]}
    product = _product_code(_told(said, "product", 2))
    if product is None:
        problems.add(f"PRODUCT is {_told(said, 'product', 2)!r}, expected a label ending in [code]")
    flow = _FLOWS.get(_told(said, "flow", 2))
    if flow is None:
        problems.add_unknown("FLOW", _told(said, "flow", 2), _FLOWS)
    if (indicator := _told(said, "indicators", 2)) not in ("VALUE_IN_EUROS", "VALUE_EUR"):
        problems.add(f"INDICATORS is {indicator!r}; only VALUE_IN_EUROS is read")
    updated = _parse_day(_told(said, "last updated", 1))
    if updated is None:
        problems.add("'Last updated' is not a day written like 13/01/2023")
    months = _read_months(rows, at, problems)
    for want, have in zip(("REPORTER", "PARTNER"), (*rows[at + 2], "", ""), strict=False):
        if not str(have).startswith(want):
            problems.add(f"heading {have!r}, expected {want}", row=at + 3)
    problems.raise_if_any()
    if product is None or flow is None or updated is None:
        raise AssertionError
    code, level = product
    return Sheet(product=code, level=level, flow=flow, updated=updated, months=months, first=at + 3)


def _told(said: dict[str, Sequence[object]], key: str, column: int) -> str:
    row = said.get(key, ())
    return str(row[column]).strip() if len(row) > column else ""


def _parse_day(text: str) -> date | None:
    try:
        return datetime.strptime(text[:10], "%d/%m/%Y").date()
    except ValueError:
        return None


def _read_months(rows: Rows, at: int, problems: Problems) -> dict[int, date]:
    months: dict[int, date] = {}
    for i, cell in enumerate(rows[at][2:], start=2):
        match = _MONTH.fullmatch(str(cell).strip())
        if match:
            months[i] = date(int(match[1]), int(match[2]), 1)
        elif str(cell).strip():
            problems.add(f"{cell!r} is not a month written like 2022-03", row=at + 1)
    if len(set(months.values())) != len(months) or not months:
        problems.add("names no month, or one month twice", row=at + 1)
    for i in months:
        if len(rows[at + 1]) <= i or rows[at + 1][i] != "Monthly":
            problems.add("a column is not of monthly frequency", row=at + 2)
            break
    return months


def _read_cells(rows: Rows, sheet: Sheet, problems: Problems) -> pl.DataFrame:
    places: list[int] = []
    reporters: list[str] = []
    partners: list[str] = []
    values: list[int | None] = []
    end = len(rows)
    for n, row in enumerate(rows[sheet.first :], start=sheet.first + 1):
        if not any(str(c).strip() for c in row[:2]):
            end = n
            break
        places.append(n)
        reporters.append(str(row[0]))
        partners.append(str(row[1]))
        for i, cell in enumerate(row[2:], start=2):
            if i in sheet.months:
                values.append(_read_value(cell, problems, n))
            elif str(cell).strip():
                problems.add(f"{cell!r} stands in a column without a month (a flag?)", row=n)
        values.extend([None] * (len(sheet.months) - sum(i < len(row) for i in sheet.months)))
    _check_foot(rows, end, problems)
    n_months = len(sheet.months)
    return pl.DataFrame(
        {
            "row": pl.Series(places, dtype=pl.Int64).repeat_by(n_months).explode(),
            "reporter": pl.Series(reporters, dtype=pl.String).repeat_by(n_months).explode(),
            "partner": pl.Series(partners, dtype=pl.String).repeat_by(n_months).explode(),
            "product": pl.Series([sheet.product] * len(values), dtype=pl.String),
            "level": pl.Series([sheet.level] * len(values), dtype=pl.String),
            "flow": pl.Series([sheet.flow] * len(values), dtype=pl.String),
            "month": pl.Series(list(sheet.months.values()) * len(reporters), dtype=pl.Date),
            "value_eur": pl.Series(values, dtype=pl.Int64),
        }
    )


def _read_value(cell: object, problems: Problems, row: int) -> int | None:
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        if 0 <= cell < 1e15 and cell == int(cell):
            return int(cell)
    elif cell == _MISSING:
        return None
    problems.add(f"{cell!r} is neither whole euros from 0 nor ':'", row=row)
    return None


def _check_foot(rows: Rows, end: int, problems: Problems) -> None:
    """Refuse rows of values below the table: an empty row may not hide a part of it."""
    for n, row in enumerate(rows[end:], start=end + 1):
        if any(str(c).strip() for c in row[2:]):
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
