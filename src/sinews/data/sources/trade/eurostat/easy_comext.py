"""Reader of Easy Comext's Relational_View CSV files: labels in English or French."""

import re
from collections.abc import Mapping
from typing import Final

import polars as pl

from sinews.data.read.labels import AGAIN, find_level, resolve_column, split_sums
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.trade.cells import EASY_COMEXT
from sinews.data.sources.trade.eurostat.comext_tidy import (
    TOTALS,
    TOTALS_SUMS,
    YEARLY,
    YEARLY_SUMS,
)
from sinews.data.sources.trade.relational_csv import parse_value, read_rows, sniff_rows

_MONTHS: Final = (
    ("jan", "janv"),
    ("feb", "févr", "fév"),
    ("mar", "mars"),
    ("apr", "avr"),
    ("may", "mai"),
    ("jun", "juin"),
    ("jul", "juil"),
    ("aug", "août"),
    ("sep", "sept"),
    ("oct",),
    ("nov",),
    ("dec", "déc"),
)
_NUMBER: Final = {name: i for i, names in enumerate(_MONTHS, start=1) for name in names}
_PERIOD = re.compile(r"(?:(\d{4})(\d{2})-)?(?:([^\W\d]+)\.?\s*-\s*)?([^\W\d]+)\.? (\d{4})")
_YEAR: Final = 52
"""Eurostat's period number of a whole year."""
_TWINS: Final = (("Guinea", "Guinée", "Guinea-Bissau"),)
_FLOW = re.compile(r"(?:1-)?(IMPORT)(?:ATION)?S?|(?:2-)?(EXPORT)(?:ATION)?S?")


def parse_period(text: str) -> tuple[int, int] | None:
    """Return year and month number (52 for a whole year), None where the text is no period.

    The forms are ``Aug. 2024``, ``202408-Aug. 2024`` and ``201952-Jan.-Dec. 2019``.
    """
    match = _PERIOD.fullmatch(text.strip())
    if not match:
        return None
    first, last = (_NUMBER.get((name or "").casefold()) for name in match.group(3, 4))
    if last is None or (match[3] is not None and (first, last) != (1, 12)):
        return None
    number = last if match[3] is None else _YEAR
    year = int(match[5])
    if match[1] and (int(match[1]), int(match[2])) != (year, number):
        return None
    return (year, number) if 1988 <= year <= 2100 else None


def recognise(file: RawFile) -> bool:
    """Return True for a relational view whose periods are Eurostat's."""
    rows = sniff_rows(file)
    return bool(rows) and parse_period(rows[0]["PERIOD"]) is not None


def parse(file: RawFile) -> Parsed:
    """Read months, or whole years, of EU trade.

    Raises
    ------
    EvidenceError
        A label, period or value is unknown, or months and whole years are mixed.
    """
    problems = Problems(file.name, remedy=AGAIN)
    raw = [_read_row(r, problems) for r in read_rows(file, problems)]
    problems.raise_if_any()
    frame = pl.DataFrame(
        [r for r in raw if r is not None],
        schema={
            "row": pl.Int64,
            "reporter": pl.String,
            "partner": pl.String,
            "product": pl.String,
            "flow": pl.String,
            "procedure": pl.String,
            "year": pl.Int64,
            "number": pl.Int64,
            "value_eur": pl.Int64,
        },
        orient="row",
    )
    frame = _part_twins(frame, problems)
    for column in ("reporter", "partner"):
        frame = resolve_column(frame, column, problems, name=column.upper())
    frame = _one_procedure(frame, problems)
    numbers = set(frame["number"])
    if _YEAR in numbers and len(numbers) > 1:
        problems.add("mixes whole years (period 52) with months: extract them into separate files")
    problems.raise_if_any()
    return Parsed(tables=_tables(frame, yearly=_YEAR in numbers), notes=problems.notes)


def _tables(frame: pl.DataFrame, *, yearly: bool) -> Mapping[str, pl.DataFrame]:
    levels = {p: find_level(p) for p in frame["product"].unique()}
    month = pl.date(pl.col("year").cast(pl.Int32), pl.col("number").cast(pl.Int32), 1)
    frame = frame.filter(pl.col("value_eur").is_not_null()).with_columns(
        level=pl.col("product").replace_strict(levels, return_dtype=pl.String),
        month=pl.lit(None, dtype=pl.Date) if yearly else month,
    )
    specs = (YEARLY, YEARLY_SUMS) if yearly else (TOTALS, TOTALS_SUMS)
    parts = split_sums(frame)
    return {
        spec.id: part.select([c.name for c in spec.columns])
        for spec, part in zip(specs, parts, strict=True)
    }


def _part_twins(frame: pl.DataFrame, problems: Problems) -> pl.DataFrame:
    """Return the frame with the English label of a pair as the country that it stands for.

    In extractions with French labels Guinea-Bissau is called by the English name of Guinea: where
    both names of Guinea are in the same cell, and Guinea-Bissau in none, they are two countries.
    """
    for english, french, meant in _TWINS:
        cell = ["reporter", "product", "flow", "procedure", "year", "number"]
        both = frame.filter(pl.col("partner") == french).select(cell)
        alike = (pl.col("partner") == english) & pl.struct(cell).is_in(
            both.select(pl.struct(cell)).to_series().implode()
        )
        if meant in set(frame["partner"]) or (n := frame.filter(alike).height) == 0:
            continue
        problems.note(
            f"PARTNER {english!r} stands beside {french!r} in {n} cells: it is taken for {meant}, "
            "as Eurostat labels it there"
        )
        frame = frame.with_columns(
            partner=pl.when(alike).then(pl.lit(meant)).otherwise(pl.col("partner"))
        )
    return frame


def _one_procedure(frame: pl.DataFrame, problems: Problems) -> pl.DataFrame:
    """Return one value a cell: the producer's total over procedures, else the sum of all parts."""
    key = ["reporter", "reporter_kind", "partner", "partner_kind", "product", "flow"]
    key += ["year", "number"]
    twice = frame.filter(pl.struct(*key, "procedure").is_duplicated())
    for row in twice["row"].head(3):
        problems.add("repeats a cell that the file has already", row=row)
    totals = frame.filter(pl.col("procedure") == "T")
    parts = frame.filter(pl.col("procedure") != "T")
    orphans = parts.join(totals, on=key, how="anti")
    if totals.is_empty():
        total = pl.when(pl.col("value_eur").count() > 0).then(pl.col("value_eur").sum())
        return parts.group_by(key, maintain_order=True).agg(total.alias("value_eur"))
    for row in orphans["row"].head(3):
        problems.add(
            "gives one statistical procedure of a cell without its total, while other cells have "
            "the total",
            row=row,
            column="STAT_PROCEDURE",
        )
    return totals


def _read_row(record: dict[str, str], problems: Problems) -> tuple[object, ...] | None:
    row = int(record["row"])
    period = parse_period(record["PERIOD"])
    if period is None:
        problems.add(
            f"{record['PERIOD']!r} is not a period; expected for example 'Aug. 2024', "
            "'202408-Aug. 2024' or '201952-Jan.-Dec. 2019'",
            row=row,
            column="PERIOD",
        )
    flow = _FLOW.fullmatch(record["FLOW"].strip().upper())
    if flow is None:
        problems.add_unknown("flow", record["FLOW"], ("1-IMPORT", "2-EXPORT"), row=row)
    product = record["PRODUCT"].split("-", 1)[0].strip().upper()
    if find_level(product) is None:
        problems.add(
            f"{record['PRODUCT']!r} does not begin with TOTAL or a product code; extract the view "
            "with codes",
            row=row,
            column="PRODUCT",
        )
    procedure = _procedure(record["STAT_PROCEDURE"])
    if procedure is None:
        known = ("T-Total", "1-Normal", "2", "3", "9")
        problems.add_unknown("STAT_PROCEDURE", record["STAT_PROCEDURE"], known, row=row)
    value = parse_value(record["VALUE"], problems, row=row, whole=True)
    if period is None or flow is None or procedure is None:
        return None
    direction = (flow[1] or flow[2]).lower()
    whole = None if value is None else int(value)
    return (
        row,
        record["REPORTER"],
        record["PARTNER"],
        product,
        direction,
        procedure,
        *period,
        whole,
    )


def _procedure(label: str) -> str | None:
    text = label.strip().upper()
    code = "T" if text == "TOTAL" else "1" if text == "NORMAL" else text.split("-", 1)[0]
    return code if code in {"T", "1", "2", "3", "9"} else None


READER = Reader(
    id="easy_comext_csv",
    label="Eurostat Easy Comext relational view (CSV)",
    source=EASY_COMEXT,
    specs=(TOTALS, TOTALS_SUMS, YEARLY, YEARLY_SUMS),
    recognises=recognise,
    parse=parse,
    partial=True,
)
