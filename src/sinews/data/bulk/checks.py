"""What a Comext bulk file must satisfy, checked on its labels and counts."""

import re
from pathlib import Path
from typing import Final

import polars as pl

from sinews.core.places import Area
from sinews.data.bulk.rows import BITS, Rows
from sinews.data.read.labels import find_level, resolve_labels
from sinews.data.read.problems import Problems

FLOWS: Final = {"1": "import", "2": "export"}
PROCEDURES: Final = ("1", "2", "3", "9")
"""Normal, inward processing, outward processing, not from customs declarations."""
CN8_LENGTH: Final = 8
_YEAR: Final = 52
_MOST_COMPARED: Final = 1_500_000_000
"""Bytes beyond which lines are not compared: whole years, whose digests would not fit in memory."""


def check_repeats(path: Path, problems: Problems) -> None:
    """Raise on whole lines that are there twice: added up, they would count trade twice."""
    if path.stat().st_size > _MOST_COMPARED:
        return
    lines = pl.scan_csv(path, separator="\x1f", quote_char=None, infer_schema=False)
    hashes = lines.select(pl.nth(0).hash().alias("hash")).collect(engine="streaming")["hash"]
    if n := hashes.len() - hashes.n_unique():
        problems.add(f"{n} lines are there twice: added up, they would count trade twice")
        problems.raise_if_any()


def check_rows(rows: Rows, problems: Problems) -> tuple[str, dict[str, dict[str, Area]]]:
    """Return the period and the areas by column, or raise with every problem."""
    for n, what in (
        (rows.bad_values, "the value in euros is missing or no number from 0"),
        (rows.bad_weights, "the weight is no number from 0"),
    ):
        if n:
            problems.add(f"{n} rows where {what}")
    for name in (n for n, bits in BITS.items() if len(rows.labels[n]) > 1 << bits):
        problems.add(f"holds {len(rows.labels[name]):,} labels of {name}, more than any period")
    for product in (p for p in rows.list_labels("product") if find_level(p) is None):
        problems.add(f"PRODUCT_NC {product!r} is neither a CN8 nor a higher code")
    if not rows.count:
        problems.add("holds no row")
    for name, known in (("flow", tuple(FLOWS)), ("procedure", PROCEDURES)):
        for label in sorted({*rows.list_labels(name)} - {*known}):
            problems.add_unknown(name, label, known)
    areas = {
        column: resolve_labels(rows.list_labels(column), problems, column=column.upper())
        for column in ("reporter", "partner")
    }
    period = _check_period(rows.list_labels("period"), problems)
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
