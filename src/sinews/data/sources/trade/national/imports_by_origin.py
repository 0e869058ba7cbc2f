"""Reader of national import statistics (Armenia, Kazakhstan, Kyrgyzstan, Uzbekistan), in euros.

The tables were converted from US dollars at one rate a year; the rates are in
imports_by_origin.csv, so that the dollars can be had back.
"""

import csv
import re
from functools import cache
from importlib.resources import files
from typing import Final

import polars as pl

from sinews.data.contracts import load_source, load_spec
from sinews.data.read.labels import AGAIN, resolve_column
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.trade.relational_csv import parse_value, read_rows, sniff_rows

SOURCE = load_source("national_imports")
_PERIOD = re.compile(r"Y(\d{4})")
IMPORTS = load_spec("national_imports")
SUMS = load_spec("national_imports_sums")
_EXPECTED: Final = {"PRODUCT": "TOTAL", "FLOW": "IMPORT", "STAT_PROCEDURE": "NORMAL"}


@cache
def load_rates() -> dict[int, float]:
    """Return US dollars a euro by year, as the compiler of the tables states them."""
    with (files("sinews.data.sources.trade.national") / "imports_by_origin.csv").open(
        encoding="utf-8"
    ) as f:
        return {int(r["year"]): float(r["usd_per_eur"]) for r in csv.DictReader(f)}


def recognise(file: RawFile) -> bool:
    """Return True for the relational form with years written Y2019."""
    rows = sniff_rows(file)
    return bool(rows) and _PERIOD.fullmatch(rows[0]["PERIOD"]) is not None


def parse(file: RawFile) -> Parsed:
    """Read imports by origin and year; sums such as World or Africa go to a table of their own.

    Raises
    ------
    EvidenceError
        A label, year or value is unknown.
    """
    problems = Problems(file.name, remedy=AGAIN)
    rows = [_read_row(r, problems) for r in read_rows(file, problems)]
    problems.raise_if_any()
    frame = pl.DataFrame(
        [r for r in rows if r is not None],
        schema={
            "row": pl.Int64,
            "importer": pl.String,
            "exporter": pl.String,
            "year": pl.Int64,
            "imports_eur": pl.Float64,
        },
        orient="row",
    )
    for column, name in (("importer", "REPORTER"), ("exporter", "PARTNER")):
        frame = resolve_column(frame, column, problems, name=name)
    for importer in frame.filter(pl.col("importer_kind") != "country")["importer"].unique():
        problems.add(f"{importer!r} is not a country that reports imports", column="REPORTER")
    problems.raise_if_any()
    frame = frame.filter(pl.col("imports_eur").is_not_null()).with_columns(
        usd_per_eur=pl.col("year").replace_strict(load_rates(), return_dtype=pl.Float64)
    )
    columns = [c.name for c in IMPORTS.columns]
    is_sum = pl.col("exporter_kind") == "aggregate"
    return Parsed(
        tables={
            IMPORTS.id: frame.filter(~is_sum).select(columns),
            SUMS.id: frame.filter(is_sum).select(columns),
        },
        notes=problems.notes,
    )


def _read_row(record: dict[str, str], problems: Problems) -> tuple[object, ...] | None:
    row = int(record["row"])
    for column, expected in _EXPECTED.items():
        if record[column] != expected:
            problems.add(f"{record[column]!r}, expected {expected!r}", row=row, column=column)
    match = _PERIOD.fullmatch(record["PERIOD"])
    year = int(match[1]) if match else None
    if year not in load_rates():
        known = ", ".join(f"Y{y}" for y in load_rates())
        problems.add(
            f"{record['PERIOD']!r} is not a year with a stated exchange rate ({known})",
            row=row,
            column="PERIOD",
            remedy="leave the rows of that year out: its rate comes with a new version of Sinews.",
        )
        return None
    value = parse_value(record["VALUE"], problems, row=row, whole=False)
    return row, record["REPORTER"], record["PARTNER"], year, value


READER = Reader(
    id="national_imports",
    label="national import statistics by origin and year (CSV)",
    source=SOURCE,
    specs=(IMPORTS, SUMS),
    recognises=recognise,
    parse=parse,
    partial=True,
)
