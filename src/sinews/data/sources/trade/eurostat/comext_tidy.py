"""Reader of tidy Parquet tables of EU trade, one row a cell, made from Eurostat downloads."""

import io
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

import polars as pl
from polars.exceptions import PolarsError

from sinews.data.contracts import load_spec
from sinews.data.read.labels import AGAIN, find_level, resolve_column, split_sums
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.trade.cells import (
    COMEXT,
    EASY_COMEXT,
    FLOWS,
)
from sinews.errors import EvidenceError

MONTHLY = load_spec("comext_monthly")
SUMS = load_spec("comext_sums_monthly")
GRID = load_spec("comext_grid")
TOTALS = load_spec("easy_comext_monthly")
TOTALS_SUMS = load_spec("easy_comext_sums_monthly")
YEARLY = load_spec("easy_comext_yearly")
YEARLY_SUMS = load_spec("easy_comext_sums_yearly")
_GOODS: Final = frozenset(
    {"reporter", "partner", "product", "label", "flow", "period", "value_eur"}
)
_TOTAL: Final = frozenset({"reporter", "partner", "period", "value_eur"})
_YEAR: Final = frozenset({"reporter", "par", "period", "value_eur"})


def recognise_goods(file: RawFile) -> bool:
    """Return True for the form that names product and flow in every row."""
    return _columns(file) == _GOODS


def recognise_totals(file: RawFile) -> bool:
    """Return True for the forms that leave product and flow to tidy_tables.toml."""
    return _columns(file) in (_TOTAL, _YEAR)


def parse_goods(file: RawFile) -> Parsed:
    """Read cells by product and flow.

    Raises
    ------
    EvidenceError
        A label, code, period or value is not what it should be.
    """
    problems = Problems(file.name, remedy=AGAIN)
    raw = _read(file, problems).drop("label")
    members, sums = split_sums(_resolve(raw, problems, yearly=False))
    grid = members.select("reporter", "month").unique().sort("reporter", "month")
    given = pl.col("value_eur").is_not_null()
    return Parsed(
        tables={
            MONTHLY.id: _ordered(members.filter(given), "month"),
            SUMS.id: _ordered(sums.filter(given), "month"),
            GRID.id: grid,
        },
        notes=problems.notes,
    )


def parse_totals(file: RawFile) -> Parsed:
    """Read cells of a table whose flow and product are known by its digest alone.

    Raises
    ------
    EvidenceError
        The digest is not listed, or a label, period or value is not what it should be.
    """
    problems = Problems(
        file.name,
        remedy="get the cells from Easy Comext or Eurostat's API, which name flow and product.",
    )
    raw = _read(file, problems)
    known = _known_tables().get(file.sha256)
    if known is None:
        problems.stop(
            "the columns do not tell import from export, nor the product, and the file "
            f"(sha256 {file.sha256}) is not known"
        )
    yearly = "par" in raw.columns
    raw = (
        _relabel(raw, known, problems)
        .rename({"par": "partner"}, strict=False)
        .with_columns(product=pl.lit(known.product), flow=pl.lit(known.flow))
    )
    members, sums = split_sums(_resolve(raw, problems, yearly=yearly))
    given = pl.col("value_eur").is_not_null()
    period = "year" if yearly else "month"
    names = (YEARLY.id, YEARLY_SUMS.id) if yearly else (TOTALS.id, TOTALS_SUMS.id)
    return Parsed(
        tables={
            names[0]: _ordered(members.filter(given), period),
            names[1]: _ordered(sums.filter(given), period),
        },
        notes=problems.notes,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Relabel:
    """A correction of one row's partner; `expect` is all that the row holds."""

    dated: date
    expect: Mapping[str, str | int]
    partner: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _KnownTable:
    """What every row of a table is, as tidy_tables.toml says."""

    what: str
    flow: str
    product: str
    relabel: tuple[_Relabel, ...] = ()


@cache
def _known_tables() -> dict[str, _KnownTable]:
    text = (files("sinews.data.sources.trade.eurostat") / "tidy_tables.toml").read_text(
        encoding="utf-8"
    )
    return {
        digest: _KnownTable(**t | {"relabel": tuple(_Relabel(**r) for r in t.get("relabel", ()))})
        for digest, t in tomllib.loads(text)["tables"].items()
    }


def _relabel(raw: pl.DataFrame, known: _KnownTable, problems: Problems) -> pl.DataFrame:
    """Fix known wrong labels; a correction names one row by all that it is expected to hold."""
    for fix in known.relabel:
        hit = pl.all_horizontal(pl.col(c) == v for c, v in fix.expect.items())
        if (n := raw.filter(hit).height) != 1:
            problems.stop(f"the correction dated {fix.dated} fits {n} rows, expected 1: remove it")
        label = pl.when(hit).then(pl.lit(fix.partner)).otherwise(pl.col("par"))
        raw = raw.with_columns(label.alias("par"))
    return raw


def _columns(file: RawFile) -> frozenset[str]:
    if not file.head.startswith(b"PAR1"):
        return frozenset()
    try:
        return frozenset(pl.read_parquet_schema(io.BytesIO(file.read_bytes())))
    except (EvidenceError, PolarsError, OSError):
        return frozenset()


def _read(file: RawFile, problems: Problems) -> pl.DataFrame:
    try:
        raw = pl.read_parquet(io.BytesIO(file.read_bytes()))
    except (PolarsError, OSError) as error:
        problems.stop(f"is not a whole Parquet file ({error})")
    labels = [c for c in raw.columns if c != "value_eur"]
    for name in labels:
        if raw.schema[name] not in (pl.String, pl.Categorical):
            problems.add(f"is {raw.schema[name]}, expected text", column=name)
        elif raw[name].null_count():
            problems.add(f"{raw[name].null_count()} labels are missing", column=name)
    if not raw.schema["value_eur"].is_integer():
        problems.add(f"is {raw.schema['value_eur']}, expected whole euros", column="value_eur")
    problems.raise_if_any()
    return raw.with_columns(pl.col(labels).cast(pl.String), pl.col("value_eur").cast(pl.Int64))


def _resolve(raw: pl.DataFrame, problems: Problems, *, yearly: bool) -> pl.DataFrame:
    levels = {p: find_level(p) for p in raw["product"].unique()}
    for product in (p for p, level in levels.items() if level is None):
        problems.add(f"{product!r} is neither TOTAL nor an HS or CN code", column="product")
    for flow in set(raw["flow"].unique()) - set(FLOWS):
        problems.add_unknown("flow", flow, FLOWS, column="flow")
    pattern = r"^(19|20)\d{2}$" if yearly else r"^(19|20)\d{2}-(0[1-9]|1[0-2])$"
    wrong = raw.filter(~pl.col("period").str.contains(pattern))["period"].unique().sort()
    for period in wrong:
        problems.add(f"{period!r} is not a {'year' if yearly else 'month'}", column="period")
    problems.raise_if_any()
    frame = raw.with_row_index("row", 1)
    for column in ("reporter", "partner"):
        frame = resolve_column(frame, column, problems, name=column)
    when = (
        pl.col("period").cast(pl.Int64).alias("year")
        if yearly
        else pl.col("period").str.to_date("%Y-%m").alias("month")
    )
    level = pl.col("product").replace_strict(levels, return_dtype=pl.String).alias("level")
    return frame.with_columns(level, when).drop("period", "row")


def _ordered(frame: pl.DataFrame, period: str) -> pl.DataFrame:
    columns = [c.name for c in (YEARLY if period == "year" else MONTHLY).columns]
    return frame.select(columns)


GOODS_READER = Reader(
    id="comext_tidy",
    label="tidy Parquet table of EU trade by product",
    source=COMEXT,
    specs=(MONTHLY, SUMS, GRID),
    recognises=recognise_goods,
    parse=parse_goods,
)
TOTALS_READER = Reader(
    id="easy_comext_tidy",
    label="tidy Parquet table of EU trade totals",
    source=EASY_COMEXT,
    specs=(TOTALS, TOTALS_SUMS, YEARLY, YEARLY_SUMS),
    recognises=recognise_totals,
    parse=parse_totals,
)
