"""Reader of answers of Eurostat's Comext API in SDMX-CSV (DS-045409, months).

The form is taken from what users of the API quote, since no answer could be fetched from here.
Its header is
``DATAFLOW,LAST UPDATE,freq,reporter,partner,product,flow,indicators,TIME_PERIOD,OBS_VALUE``, a row
``ESTAT:DS-045409(1.0),15/09/26 11:00:00,A,DE,VN,030462,1,VALUE_IN_EUROS,2024,32313884``.
(Both are in several public repositories of 2026, which also say that quantities are in units of
100 kg, that flow 3 is re-export, and that an answer that would be too big is refused with 413.)
Other Eurostat answers end in ``OBS_FLAG`` and, since 27 January 2025, ``CONF_STATUS``; Comext's
were seen without either, so both are optional. Version 3.0 of the API (``csvdata``) was seen to
head its rows ``STRUCTURE,STRUCTURE_ID`` and to tell no update. The letters of the flags are
Eurostat's published lists of before and since that day.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Final

import polars as pl

from sinews.data.contracts import load_spec
from sinews.data.read.cells import Field, fold
from sinews.data.read.grid import Grid, has_columns, read_csv_grid, select_fields
from sinews.data.read.labels import find_level, first_rows, resolve_column, split_sums
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.trade.cells import COMEXT
from sinews.data.sources.trade.eurostat.comext_tidy import GRID, MONTHLY, SUMS

_DATASET_NAME: Final = "DS-045409"
_DATASET: Final = re.compile(r"ESTAT:DS-045409\(\d+(\.\d+)*\)")
_DIMENSIONS: Final = ("freq", "reporter", "partner", "product", "flow", "indicators")
_MONTH: Final = re.compile(r"((?:19|20)\d{2})-(0[1-9]|1[0-2])", re.ASCII)
_FLOWS: Final = {"1": "import", "2": "export"}
_VALUE: Final = "VALUE_IN_EUROS"
_INDICATORS: Final = (_VALUE, "QUANTITY_IN_100KG", "SUPPLEMENTARY_QUANTITY")
_STATUS: Final = "bdefimnprsuzc"
"""Letters of OBS_FLAG, of which a cell may hold several: break, definition, estimated, forecast,
imputed, missing, not significant, provisional, revised, Eurostat's estimate, uncertain, and of
before 2025 z (cannot exist) and c (confidential)."""
_HIDDEN: Final = {"C": "confidential", "N": "not_published", "P": "secrecy"}
"""Letters of CONF_STATUS."""

_ONE_CELL: Final = (
    "get the answer again; if it is the same, delete the row that is wrong (of two rows of one "
    "cell, the one that the producer's page does not show), or all rows of the cell where that is "
    "not known: the cell is then missing, not zero."
)
MISSING: Final = load_spec("comext_missing_monthly")
_FIELDS: Final = (
    Field(name="dataset", kind="text", headers=("DATAFLOW", "STRUCTURE_ID")),
    *(Field(name=n, kind="text", headers=(n,)) for n in _DIMENSIONS),
    Field(name="period", kind="text", headers=("TIME_PERIOD",)),
    Field(name="value", kind="number", headers=("OBS_VALUE",), missing=(":",)),
)
_OPTIONAL: Final = tuple(
    Field(name=n, kind="text", headers=(h,), missing=())
    for n, h in (("updated", "LAST UPDATE"), ("flag", "OBS_FLAG"), ("conf", "CONF_STATUS"))
)


def parse(file: RawFile) -> Parsed:
    """Read monthly values in euros; rows without a value are kept apart, never as zero.

    Raises
    ------
    EvidenceError
        A column, code, period, flag or value is not known, a cell stands twice, or the answer
        holds no row.
    """
    problems = Problems(
        file.name, remedy=f"ask the API again for monthly values of {_DATASET_NAME}, in codes."
    )
    grid = read_csv_grid(file, problems)
    frame = _columns(grid, problems)
    updated = _check_head(frame, problems)
    _check_form(frame, problems)
    _check_codes(frame, problems)
    problems.raise_if_any()
    euros = frame.filter(pl.col("indicators") == _VALUE)
    if euros.is_empty():
        problems.add(f"holds quantities alone: ask for {_VALUE}", column="indicators")
        problems.raise_if_any()
    cells = _resolve(_reasons(euros, problems), problems)
    return Parsed(
        tables=_tables(cells),
        release=updated.isoformat() if updated else None,
        published=updated,
        notes=(*problems.notes, *_notes(frame, cells)),
    )


def _columns(grid: Grid, problems: Problems) -> pl.DataFrame:
    here = set(map(fold, grid.header))
    optional = tuple(f for f in _OPTIONAL if fold(f.headers[0]) in here)
    frame = select_fields(grid, (*_FIELDS, *optional), problems, ignored=("STRUCTURE",))
    absent = {f.name: pl.lit(None, dtype=pl.String) for f in _OPTIONAL if f not in optional}
    if frame.is_empty():
        problems.add("holds no row: for this query nothing is published")
        problems.raise_if_any()
    return frame.with_columns(row=pl.Series(grid.lines, dtype=pl.Int64), **absent)


def _check_head(frame: pl.DataFrame, problems: Problems) -> date | None:
    """Return the day of the update, None where the answer does not tell it."""
    for dataset in frame["dataset"].unique().sort():
        if not _DATASET.fullmatch(dataset):
            problems.add(f"is of {dataset!r}; only ESTAT:DS-045409 is read", column="DATAFLOW")
    texts = frame["updated"].unique().sort().to_list()
    days = {None if t is None else _parse_day(t) for t in texts}
    if len(texts) > 1:
        problems.add(f"{len(texts)} updates in one answer: {texts[:3]}", column="LAST UPDATE")
    elif texts[0] is not None and None in days:
        problems.add(f"{texts[0]!r} is not a time like 15/09/26 11:00:00", column="LAST UPDATE")
    return next(iter(days)) if len(days) == 1 else None


def _parse_day(text: str) -> date | None:
    for form in ("%d/%m/%y %H:%M:%S", "%d/%m/%y", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def _is_product(label: str) -> bool:
    return find_level(label) is not None


def _is_month(label: str) -> bool:
    return _MONTH.fullmatch(label) is not None


_CODES: Final[tuple[tuple[str, str, Callable[[str], bool], str], ...]] = (
    ("freq", "freq", {"M"}.__contains__, "expected 'M': months, not whole years"),
    ("flow", "flow", _FLOWS.__contains__, "expected flow 1 (imports) or 2 (exports)"),
    ("indicators", "indicators", _INDICATORS.__contains__, f"expected {', '.join(_INDICATORS)}"),
    ("product", "product", _is_product, "expected an HS or CN code, or TOTAL"),
    ("period", "TIME_PERIOD", _is_month, "expected a month like 2022-03"),
)
"""Our column, the producer's, what its codes must satisfy, and what is said where they do not."""


def _check_form(frame: pl.DataFrame, problems: Problems) -> None:
    """Raise one sentence where the whole answer is of another form than codes and months."""
    labels = {"monthly", "annual", "import", "export", "yearly"}
    given = {fold(x) for c in ("freq", "flow") for x in frame[c].unique()}
    if given & labels or any(":" in x for x in given):
        problems.add(
            "was downloaded with labels; choose codes (CSV settings: codes, not labels)",
            remedy="download it again with codes in place of labels.",
        )
    elif given & {"a"} and not given & {"m"}:
        problems.add(
            "holds whole years; ask for months (freq M)",
            remedy="ask for the same cells with freq=M; yearly values are not read from this form.",
        )
    problems.raise_if_any()


def _check_codes(frame: pl.DataFrame, problems: Problems) -> None:
    for name, column, is_known, expected in _CODES:
        for label, row in first_rows(frame, name).items():
            if not is_known(label):
                problems.add(f"{label!r}: {expected}", row=row, column=column)
    _check_flags(frame, problems)
    key = [*_DIMENSIONS, "period"]
    for row in frame.filter(pl.struct(key).is_duplicated())["row"].head(3):
        problems.add("a cell that the answer holds twice", row=row, remedy=_ONE_CELL)
    low = frame.filter(~pl.col("value").is_between(0, 1e15, closed="left"))
    for row, value in low.select("row", "value").head(3).iter_rows():
        told = f"{value} is not a value from 0"
        problems.add(told, row=row, column="OBS_VALUE", remedy=_ONE_CELL)


def _check_flags(frame: pl.DataFrame, problems: Problems) -> None:
    for name, column, known in (("flag", "OBS_FLAG", _STATUS), ("conf", "CONF_STATUS", "CNP")):
        for label, row in first_rows(frame.drop_nulls(name), name).items():
            letters = "".join(label.split())
            if set(letters) - set(known) or len(set(letters)) < len(letters):
                problems.add_unknown("flag", label, known, row=row, column=column)


def _reasons(euros: pl.DataFrame, problems: Problems) -> pl.DataFrame:
    """Return the rows in euros with `why`, null where there is a value."""
    flag, conf = pl.col("flag").fill_null(""), pl.col("conf").fill_null("")
    why = (
        pl.when(conf != "")
        .then(conf.str.head(1).replace_strict(_HIDDEN, default=None, return_dtype=pl.String))
        .when(flag.str.contains("c"))
        .then(pl.lit("confidential"))
        .when(flag.str.contains("[mz]"))
        .then(pl.lit("cannot_exist"))
    )
    found = euros.with_columns(why=why)
    given = found.filter(pl.col("value").is_not_null())
    both = given.filter(pl.col("why").is_not_null())
    for row, reason in both.select("row", "why").head(3).iter_rows():
        problems.add(f"has a value and is marked {reason}", row=row, column="OBS_VALUE")
    broken = given.filter(pl.col("value") != pl.col("value").floor())
    for row, value in broken.select("row", "value").head(3).iter_rows():
        problems.add(f"{value} is not a whole number of euros", row=row, column="OBS_VALUE")
    problems.raise_if_any()
    return found.with_columns(
        why=pl.when(pl.col("value").is_null()).then(pl.col("why").fill_null("not_available")),
        value_eur=pl.col("value").cast(pl.Int64),
    )


def _resolve(frame: pl.DataFrame, problems: Problems) -> pl.DataFrame:
    for column in ("reporter", "partner"):
        frame = resolve_column(frame, column, problems, name=column)
    twice = frame.filter(
        pl.struct("reporter", "partner", "product", "flow", "period").is_duplicated()
    )
    for row in twice["row"].head(3):
        told = "a cell that stands under two spellings of one country"
        problems.add(told, row=row, remedy=_ONE_CELL)
    problems.raise_if_any()
    levels = {p: find_level(p) for p in frame["product"].unique()}
    return frame.with_columns(
        level=pl.col("product").replace_strict(levels, return_dtype=pl.String),
        flow=pl.col("flow").replace_strict(_FLOWS, return_dtype=pl.String),
        month=pl.col("period").str.to_date("%Y-%m"),
    )


def _tables(cells: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return the tables that hold a row: an answer may be of sums alone, or of gaps alone."""
    grid = cells.filter(pl.col("reporter_kind") == "country").select("reporter", "month").unique()
    members, sums = split_sums(cells)
    given = pl.col("value_eur").is_not_null()
    found = {
        MONTHLY: members.filter(given),
        SUMS: sums.filter(given),
        GRID: grid.sort("reporter", "month"),
        MISSING: members.filter(~given),
    }
    return {
        spec.id: part.select([c.name for c in spec.columns])
        for spec, part in found.items()
        if not part.is_empty()
    }


def _notes(frame: pl.DataFrame, cells: pl.DataFrame) -> tuple[str, ...]:
    notes = []
    if n := frame.height - cells.height:
        notes.append(f"{n} rows of quantities are checked and not kept: only euros are read")
    gaps = cells.drop_nulls("why").group_by("why").len().sort("why")
    notes += [
        f"{n} cells without a value ({why.replace('_', ' ')}): missing, not zero"
        for why, n in gaps.iter_rows()
    ]
    marked = cells.filter(pl.col("value_eur").is_not_null() & pl.col("flag").is_not_null())
    notes += [
        f"{n} values carry the producer's flag {flag!r}"
        for flag, n in marked.group_by("flag").len().sort("flag").iter_rows()
    ]
    return tuple(notes)


READER = Reader(
    id="eurostat_comext_api",
    label="answer of Eurostat's Comext API in SDMX-CSV (DS-045409, months)",
    source=COMEXT,
    specs=(MONTHLY, SUMS, GRID, MISSING),
    recognises=has_columns(*_DIMENSIONS, "TIME_PERIOD", "OBS_VALUE"),
    parse=parse,
    partial=True,
)
