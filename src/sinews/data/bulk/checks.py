"""What a Comext bulk file must satisfy, checked on small tables of its labels."""

import re
from pathlib import Path
from typing import Final

import polars as pl

from sinews.core.places import Area
from sinews.data.read.labels import find_level, resolve_labels
from sinews.data.read.problems import Problems

FLOWS: Final = {"1": "import", "2": "export"}
PROCEDURES: Final = ("1", "2", "3", "9")
"""Normal, inward processing, outward processing, not from customs declarations."""
CN8_LENGTH: Final = 8
_LABELS: Final = ("reporter", "partner", "flow", "procedure", "period")
_YEAR: Final = 52
NUMBERS: Final = ("value_eur", "quantity_kg")
_MOST_COMPARED: Final = 1_500_000_000
"""Bytes beyond which lines are not compared: whole years, whose digests would not fit in memory."""


def read_number(column: str) -> pl.Expr:
    """Return the column as a finite number from 0, null where it is none."""
    value = pl.col(column).str.strip_chars().cast(pl.Float64, strict=False)
    return pl.when(value.is_finite() & (value >= 0)).then(value)


def count_labels(lazy: pl.LazyFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return rows by label and rows by product: all checks are made on these small tables."""
    kilograms = pl.col("quantity_kg").str.strip_chars()
    labels = lazy.group_by(_LABELS).agg(
        rows=pl.len(),
        higher=(pl.col("product").cat.len_bytes() != CN8_LENGTH).sum(),
        bad_values=read_number("value_eur").is_null().sum(),
        bad_weights=(read_number("quantity_kg").is_null() & (kilograms != "")).sum(),
    )
    products = lazy.group_by("product").agg(rows=pl.len())
    found = pl.collect_all([labels, products], engine="streaming")
    texts = [f.with_columns(pl.col(pl.Categorical).cast(pl.String)) for f in found]
    return texts[0], texts[1]


def have_blanks(*tables: pl.DataFrame) -> bool:
    """Return whether a label has blanks around it."""
    text = pl.col(pl.String)
    return any(t.select((text != text.str.strip_chars()).any()).row(0).count(True) for t in tables)


def check_repeats(path: Path, problems: Problems) -> None:
    """Raise on whole lines that are there twice: added up, they would count trade twice."""
    if path.stat().st_size > _MOST_COMPARED:
        return
    lines = pl.scan_csv(path, separator="\x1f", quote_char=None, infer_schema=False)
    hashes = lines.select(pl.nth(0).hash().alias("hash")).collect(engine="streaming")["hash"]
    if n := hashes.len() - hashes.n_unique():
        problems.add(f"{n} lines are there twice: added up, they would count trade twice")
        problems.raise_if_any()


def check_labels(
    labels: pl.DataFrame, products: pl.DataFrame, problems: Problems
) -> tuple[str, dict[str, dict[str, Area]]]:
    """Return the period and the areas by column, or raise with every problem."""
    for name, what in (
        ("bad_values", "the value in euros is missing or no number from 0"),
        ("bad_weights", "the weight is no number from 0"),
    ):
        if n := int(labels[name].sum()):
            problems.add(f"{n} rows where {what}")
    for product in products["product"].sort():
        if find_level(product or "") is None:
            problems.add(f"PRODUCT_NC {product!r} is neither a CN8 nor a higher code")
    if labels.is_empty():
        problems.add("holds no row")
    for name, known in (("flow", tuple(FLOWS)), ("procedure", PROCEDURES)):
        for label in labels[name].unique().sort():
            if label not in known:
                problems.add_unknown(name, label, known)
    areas = {}
    for column in ("reporter", "partner"):
        given = [label or "" for label in labels[column].unique().sort()]
        areas[column] = resolve_labels(given, problems, column=column.upper())
    period = _check_period([p or "" for p in labels["period"].unique().sort()], problems)
    problems.raise_if_any()
    return period, areas


def _check_period(periods: list[str], problems: Problems) -> str:
    if len(periods) != 1:
        problems.add(f"holds {len(periods)} periods ({', '.join(periods[:4])}), expected one")
        return ""
    match = re.fullmatch(r"((?:19|20)\d{2})(\d{2})", periods[0])
    if not match or not (1 <= int(match[2]) <= 12 or int(match[2]) == _YEAR):
        problems.add(f"PERIOD is {periods[0]!r}, expected YYYYMM, or YYYY52 for a whole year")
        return ""
    return match[1] if int(match[2]) == _YEAR else f"{match[1]}-{match[2]}"


def count_sums(labels: pl.DataFrame, areas: dict[str, dict[str, Area]]) -> int:
    """Return the number of rows that are sums of others: headings, totals, EU27."""
    sums = {c: [label for label, a in f.items() if a.is_sum] for c, f in areas.items()}
    by_area = pl.col("reporter").is_in(sums["reporter"]) | pl.col("partner").is_in(sums["partner"])
    return int(
        labels.select(
            pl.when(by_area).then(pl.col("rows")).otherwise(pl.col("higher")).sum()
        ).item()
    )


def check_ends(path: Path, problems: Problems) -> None:
    """Refuse a text whose last line is cut off: polars would fill it up with missing values."""
    with path.open("rb") as f:
        header = f.readline()
        size = f.seek(0, 2)
        f.seek(max(size - 65_536, 0))
        tail = f.read().rstrip(b"\r\n").split(b"\n")
    if len(tail) > 1 and tail[-1].count(b",") != header.count(b","):
        problems.add("the last line is cut off")
        problems.raise_if_any()
