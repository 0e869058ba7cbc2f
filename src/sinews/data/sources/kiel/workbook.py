"""The tracker's official workbook, release 28 and later: sheets and columns by name.

The workbook itself was not available when this was written; names come from the documentation in
several programs that read it, so every name is a list of aliases.
"""

import re
from calendar import month_name
from dataclasses import replace
from datetime import date
from typing import Any, Final

import polars as pl

from sinews.core.periods import add_months
from sinews.data.contracts import load_source
from sinews.data.read.cells import Field, fold
from sinews.data.read.grid import Grid, select_fields
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.read.workbook import (
    cut_grid,
    find_sheet,
    open_workbook,
    read_sheet,
)
from sinews.data.sources.kiel import (
    activities,
    common,
    country_summary,
    disbursements,
    items,
)

SOURCE: Final = load_source("kiel_workbook")
REMEDY: Final = (
    "get the workbook again from the producer's page; a new name of a donor is told to Sinews by "
    '`sinews data alias add "LABEL" XX`; another new form needs a new version of Sinews: report it '
    "with this message."
)
MAIN: Final = ("Bilateral Assistance, MAIN DATA",)
SUMMARY: Final = ("Country Summary (€)", "Country Summary (EUR)")
PAYMENTS: Final = ("Financial disb per Month (€)", "Financial disb. per Month (€)")
NO_VALUE: Final = (".",)
_OLD: Final = ("Source of Aid 1", "Announcement Date")
"""Headers of the workbooks of 2022 and 2023."""

_FIELDS: Final = (
    Field(name="giver", kind="text", headers=("donor",), labels=activities.GIVERS),
    Field(
        name="announced",
        kind="date",
        headers=("announcement_date",),
        missing=NO_VALUE,
        lenient=True,
    ),
    Field(name="type", kind="text", headers=("aid_type_general",), labels=activities.TYPE_LABELS),
    Field(name="measure", kind="text", headers=("measure",), labels=activities.MEASURES),
    *(
        Field(name=name, kind="number", headers=(header,), missing=NO_VALUE)
        for name, header in (
            ("sub_activity_eur", "tot_sub_activity_value_EUR"),
            ("allocated_eur", "tot_sub_activity_value_EUR_redistr"),
            ("committed_eur", "tot_activity_value_EUR"),
        )
    ),
    Field(name="month_number", kind="integer", headers=("month",)),
    Field(name="has_month", kind="flag", headers=("month_exists_dummy",)),
)
_ACTIVITY: Final = Field(name="activity", kind="text", headers=("activity_id",), missing=NO_VALUE)
"""Read where the sheet has it: it links pledges to allocations exactly."""
_KINDS: Final = (("allocated", "allocations"), ("committed", "commitments"))
_SUMMARY_FIELDS: Final = (
    Field(name="donor", kind="text", headers=("country",), labels=common.donor_labels()),
    *(
        Field(name=f"{t}_{basis}_eur_bn", kind="number", headers=(f"{t} {noun}",))
        for basis, noun in _KINDS
        for t in common.TYPES
    ),
    *(
        Field(
            name=f"total_{basis}_eur_bn",
            kind="number",
            headers=(f"total bilateral {noun}", f"total {noun}"),
        )
        for basis, noun in _KINDS
    ),
)
_NAMES: Final = [name.casefold() for name in month_name[1:]]
_MONTH: Final = re.compile(rf"({'|'.join(month_name[1:])})(?: \((20\d\d)\))?", re.IGNORECASE)
_NOT_PAID: Final = ("", ".", "no budget support")
_DIFFERENCE_EUR_BN: Final = 0.02
"""Largest known difference between a donor's rows and its summary: 0.013 (Slovenia, release 28)."""


def parse(file: RawFile) -> Parsed:
    """Read the main sheet, the summary that it must add up to, and budget support where given.

    Raises
    ------
    EvidenceError
        A sheet, column or label is unknown, the workbook is of an older release, or the rows of a
        donor do not add up to the producer's summary.
    """
    problems = Problems(file.name, remedy=REMEDY)
    workbook = open_workbook(file)
    if workbook is None:
        problems.stop("is not a readable workbook")
    sheet = read_sheet(workbook, MAIN, problems)
    main = _read_main(sheet, file)
    rows = main.tables[activities.SPEC.id]
    summary = _read_summary(read_sheet(workbook, SUMMARY, problems), file)
    _check_sums(rows, summary, file)
    tables = {activities.SPEC.id: rows, country_summary.SPEC.id: summary}
    if items.has_items(sheet[0] if sheet else ()):
        tables[items.SPEC.id] = items.read_items(sheet, _where(file, MAIN[0]))
    else:
        items.note_missing(sheet[0] if sheet else (), problems)
    if find_sheet(workbook, PAYMENTS):
        payments = read_sheet(workbook, PAYMENTS, problems)
        tables[disbursements.SPEC.id] = _read_payments(payments, file)
    return Parsed(tables=tables, notes=(*main.notes, *problems.notes))


def _where(file: RawFile, sheet: str) -> Problems:
    return Problems(f"{file.name}, sheet {sheet!r}", remedy=REMEDY)


def _read_main(rows: Any, file: RawFile) -> Parsed:  # noqa: ANN401
    problems = _where(file, MAIN[0])
    header = {fold(c) for c in (rows[0] if rows else ())}
    if {fold(o) for o in _OLD} & header or fold("tot_sub_activity_value_EUR_redistr") not in header:
        problems.add(
            "is the sheet of an older release (there is no column "
            "'tot_sub_activity_value_EUR_redistr'): Sinews reads release 28 and later"
        )
        problems.raise_if_any()
    grid = cut_grid(rows, ("donor", "measure", "month"), problems)
    linked = (_ACTIVITY,) if fold("activity_id") in header else ()
    raw = select_fields(grid, (*_FIELDS, *linked), problems, ignored=None)
    return activities.finish(raw, tuple(grid.lines), problems)


def _read_summary(rows: Any, file: RawFile) -> pl.DataFrame:  # noqa: ANN401
    problems = _where(file, SUMMARY[0])
    headers = ("Country", "Financial allocations", "Financial commitments")
    grid = cut_grid(rows, headers, problems, until="Total")
    named = _skip_blank(grid, "country")
    raw = select_fields(named, _SUMMARY_FIELDS, problems, ignored=None)
    country_summary.check_sums(raw, tuple(named.lines), problems)
    problems.raise_if_any()
    return raw.select(c.name for c in country_summary.SPEC.columns).sort("donor")


def _skip_blank(grid: Grid, column: str) -> Grid:
    """Leave out rows without a name in the column: the second line of a two-line header."""
    place = grid.header.index(column)
    kept = [(n, r) for n, r in zip(grid.lines, grid.rows, strict=True) if r[place] != ""]
    return replace(grid, rows=[r for _, r in kept], lines=[n for n, _ in kept])


def _check_sums(rows: pl.DataFrame, summary: pl.DataFrame, file: RawFile) -> None:
    """Raise where the rows of a donor and type do not add up to the producer's summary."""
    problems = _where(file, SUMMARY[0])
    allocated = pl.when(pl.col("measure") == "allocation").then("allocated_eur")
    sums = rows.group_by("donor", "type").agg(
        allocated=allocated.sum() / 1e9, committed=pl.col("committed_eur").sum() / 1e9
    )
    found = {(d, t): {"allocated": a, "committed": c} for d, t, a, c in sums.rows()}
    for record in summary.iter_rows(named=True):
        for type in common.TYPES:
            by_rows = found.get((record["donor"], type), {"allocated": 0.0, "committed": 0.0})
            for basis, value in by_rows.items():
                told = record[f"{type}_{basis}_eur_bn"]
                if abs(told - value) > _DIFFERENCE_EUR_BN:
                    problems.add(
                        f"{record['donor']}: {type} {basis} is {told:.3f}, "
                        f"but the rows of {MAIN[0]!r} add up to {value:.3f} EUR bn"
                    )
    problems.raise_if_any()


def _read_payments(rows: Any, file: RawFile) -> pl.DataFrame:  # noqa: ANN401
    """Return budget support paid, from a sheet with one column a month under a line of months."""
    problems = _where(file, PAYMENTS[0])
    grid = cut_grid(rows, ("Country",), problems, until="Total")
    line = next((i for i, r in enumerate(rows) if "january" in set(map(fold, r))), None)
    if line is None:
        problems.stop("no row holds the names of the months")
    months = _months(rows[line], problems, line + 1)
    labels, place = common.donor_labels(), grid.header.index("country")
    known = {fold(k): v for k, v in labels.items()}
    found: list[tuple[str, date, float]] = []
    for n, row in zip(grid.lines, grid.rows, strict=True):
        if (donor := known.get(fold(row[place]))) is None:
            problems.add_unknown("donor", row[place], labels, row=n, column="Country")
            continue
        for i, month in months.items():
            cell = row[i]
            if isinstance(cell, int | float) and not isinstance(cell, bool):
                found += [(donor, month, float(cell))] if cell else []
            elif fold(cell) not in _NOT_PAID:
                problems.add(f"{cell!r} is not an amount", row=n, column=f"{month:%Y-%m}")
    problems.raise_if_any()
    schema = {"donor": pl.String, "month": pl.Date, "disbursed_eur_bn": pl.Float64}
    return pl.DataFrame(found, schema=schema, orient="row").sort("donor", "month")


def _months(row: Any, problems: Problems, line: int) -> dict[int, date]:  # noqa: ANN401
    """Return the place of each month; ``January`` is of 2022, later years are in brackets."""
    found: dict[int, date] = {}
    for i, cell in enumerate(row):
        if match := _MONTH.fullmatch(str(cell).strip()):
            number = _NAMES.index(match[1].casefold()) + 1
            found[i] = date(int(match[2] or 2022), number, 1)
    if sorted(found.values()) != [add_months(common.FIRST_MONTH, i) for i in range(len(found))]:
        problems.add("the months do not run from January 2022 without a gap", row=line)
    problems.raise_if_any()
    return found


def recognise(file: RawFile) -> bool:
    """Return True for a workbook with the tracker's main sheet."""
    workbook = open_workbook(file)
    return workbook is not None and find_sheet(workbook, MAIN) is not None


READER = Reader(
    id="kiel_workbook",
    label="Kiel tracker workbook, release 28 and later (xlsx)",
    source=SOURCE,
    specs=(activities.SPEC, country_summary.SPEC, disbursements.SPEC, items.SPEC),
    recognises=recognise,
    parse=parse,
)
