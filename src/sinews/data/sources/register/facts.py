"""The fact register: sourced figures, one a row (facts.csv)."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

import polars as pl

from sinews.core.units import UNITS
from sinews.data.contracts import load_spec
from sinews.data.read.cells import Field
from sinews.data.read.grid import close_table, has_columns, read_columns
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.register import common

SERIES = ("ukrainian_command", "rusi_nato", "other")
BASES = ("official", "estimate", "reported", "pledge")
KINDS = ("search", "repo", "computed")
FACT_UNITS: Final = (
    *UNITS,
    *(f"{u} cumulative" for u in ("rounds", "units", "persons")),
    "percent",
    "percent change",
)
"""Units of the register: those of all figures, running totals, and per cent in words."""


@cache
def load_definitions() -> Mapping[str, str]:
    """Return definition to its words (definitions.toml)."""
    path = files("sinews.data.sources.register") / "definitions.toml"
    found: Mapping[str, str] = tomllib.loads(path.read_text(encoding="utf-8"))["definition"]
    return found


SPEC = load_spec("facts", definition=tuple(load_definitions()))
_FIELDS = (
    Field(name="fact", kind="text", headers=("id",)),
    *(Field(name=n, kind="text", headers=(n,)) for n in ("theme", "side", "quantity", "unit")),
    Field(name="start", kind="text", headers=("period_start",)),
    Field(name="end", kind="text", headers=("period_end",)),
    *(Field(name=n, kind="number", headers=(n,), missing=()) for n in ("low", "central", "high")),
    Field(name="basis", kind="text", headers=("basis",), labels={b: b for b in BASES}),
    Field(
        name="series", kind="text", headers=("series",), missing=(), labels={s: s for s in SERIES}
    ),
    Field(name="publisher", kind="text", headers=("source_publisher",)),
    Field(name="title", kind="text", headers=("source_title",)),
    Field(name="source_date", kind="text", headers=("source_date",)),
    Field(name="url", kind="text", headers=("source_url",)),
    Field(name="note", kind="text", headers=("note",), missing=()),
    Field(name="source_kind", kind="text", headers=("source_kind",), labels={k: k for k in KINDS}),
    Field(
        name="definition",
        kind="text",
        headers=("definition",),
        missing=(),
        labels={d: d for d in load_definitions()},
    ),
    Field(name="weakly_published", kind="flag", headers=("weakly_published",), missing=()),
)
_FIRE_RATES = ("rounds/day", "rounds/month", "rounds", "ratio RU:UA")


def parse(file: RawFile) -> Parsed:
    """Read the register; its release is the newest date of a source."""
    raw, lines, problems = read_columns(file, _FIELDS, remedy=common.REMEDY)
    _check_rows(raw, lines, problems)
    days = _days(raw, lines, problems)
    problems.raise_if_any()
    period = pl.concat_str("start", pl.lit(" to "), "end")
    same = pl.col("start") == pl.col("end")
    frame = raw.with_columns(
        *days,
        pl.col("weakly_published").fill_null(value=False),
        period=pl.when(same).then("start").otherwise(period),
    )
    newest = frame.select(pl.col("source_day").max()).item()
    return close_table(SPEC, frame, problems, release=str(newest), published=newest)


def _days(raw: pl.DataFrame, lines: Sequence[int], problems: Problems) -> list[pl.Series]:
    columns = {"first_day": "start", "last_day": "end", "source_day": "source_date"}
    found = {}
    for name, column in columns.items():
        found[name] = [
            common.read_period(text, problems, row=line, column=column, end=name == "last_day")
            for line, text in zip(lines, raw[column], strict=True)
        ]
    for line, first, last in zip(lines, found["first_day"], found["last_day"], strict=True):
        if first and last and first > last:
            problems.add(f"the period ends ({last}) before it starts ({first})", row=line)
    return [pl.Series(n, days, dtype=pl.Date) for n, days in found.items()]


def _check_rows(raw: pl.DataFrame, lines: Sequence[int], problems: Problems) -> None:
    seen: dict[str, int] = {}
    for line, row in zip(lines, raw.iter_rows(named=True), strict=True):
        if not re.fullmatch(r"F\d{3}", row["fact"], re.ASCII):
            problems.add(f"{row['fact']!r} is not an id like F012", row=line, column="id")
        if (first := seen.setdefault(row["fact"], line)) != line:
            problems.add(f"{row['fact']} is in row {first} already", row=line, column="id")
        values = [row[n] for n in ("low", "central", "high") if row[n] is not None]
        if not values:
            problems.add("has neither low nor central nor high", row=line)
        if values != sorted(values):
            problems.add(f"low, central, high are not in order: {values}", row=line)
        if row["unit"] not in FACT_UNITS:
            problems.add_unknown("unit", row["unit"], FACT_UNITS, row=line, column="unit")
        common.check_address(row["url"], problems, row=line, column="source_url")
        _check_series(row, line, problems)


def _check_series(row: dict[str, object], line: int, problems: Problems) -> None:
    """Note a fire rate without its family, and a family where nothing is fired."""
    text = f"{row['quantity']}"
    rate = row["theme"] == "fires" and row["unit"] in _FIRE_RATES and not _NO_FIRE.search(text)
    if rate != (row["series"] is not None):
        message = "needs its family" if rate else "is not a fire rate and belongs to no family"
        problems.add(f"{text!r} {message}", row=line, column="series")


_NO_FIRE = re.compile(r"required|supportable|without North Korea")

READER = Reader(
    id="facts",
    label="Sinews fact register, facts.csv",
    source=common.REGISTER,
    specs=(SPEC,),
    recognises=has_columns("id", "theme", "quantity", "series", "source_url"),
    parse=parse,
)
