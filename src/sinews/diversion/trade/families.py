"""Product families that stay the same while the nomenclature changes under them.

A code that is born in January with a new edition has no past and imitates a boom; a code that
dies imitates a loss. Codes that a correlation table links are one family.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from sinews.data.evidence.evidence import Evidence
from sinews.errors import EvidenceError, UsageError

_HEADERS: Final = (("from", "from_code", "old"), ("to", "to_code", "new"), ("year", "to_year"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One line of a correlation table: goods of `old` are found under `new` from `year` on."""

    old: str
    new: str
    year: int


def official_links(evidence: Evidence) -> tuple[Link, ...]:
    """Return Eurostat's year-to-year correlation of CN8 codes, as shipped."""
    rows = evidence.frame("cn8_correlation").select("from_code", "to_code", "year").iter_rows()
    return tuple(Link(old=old, new=new, year=int(year)) for old, new, year in rows)


def find_columns(names: Iterable[str]) -> tuple[str, str, str] | None:
    """Return the columns of old code, new code and year of a correlation table, None where none.

    The year is that of the new edition (``to_year`` where both are given).
    """
    known = {n.strip().strip('"').lower(): n for n in names}
    chosen = [next((known[a] for a in group if a in known), None) for group in _HEADERS]
    old, new, year = chosen
    return None if old is None or new is None or year is None else (old, new, year)


def read_concordance(path: Path) -> tuple[Link, ...]:
    """Read a correlation table: CSV with columns for old code, new code and year.

    Raises
    ------
    UsageError
        There is no such file.
    EvidenceError
        A column is missing, or a code or year is none.
    """
    if not path.is_file():
        raise UsageError(f"There is no file {path}.")
    try:
        frame = pl.read_csv(path, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise EvidenceError(f"{path.name} cannot be read as CSV: {error}") from error
    columns = find_columns(frame.columns)
    if columns is None:
        wanted = "; ".join(" or ".join(group) for group in _HEADERS)
        raise EvidenceError(
            f"{path.name} is no correlation table: its columns are {', '.join(frame.columns)}, "
            f"needed are the old code, the new code and the year of the new edition ({wanted})."
        )
    links, wrong = [], []
    rows = frame.select(pl.col(c).str.strip_chars() for c in columns).iter_rows()
    for number, (old, new, year) in enumerate(rows, start=2):
        codes = [(c or "").replace(" ", "").replace(".", "") for c in (old, new)]
        if not all(len(c) in (4, 6, 8) for c in codes) or not (year or "").isdecimal():
            wrong.append(f"row {number}: {old!r}, {new!r}, {year!r}")
            continue
        links.append(Link(old=codes[0], new=codes[1], year=int(year)))
    if wrong:
        raise EvidenceError(
            f"{path.name}: {len(wrong)} rows without two codes of 4, 6 or 8 digits and a year, "
            f"first {wrong[0]}."
        )
    return tuple(links)


def build_families(
    codes: Iterable[str], links: Iterable[Link], *, digits: int, first: date, last: date
) -> dict[str, str]:
    """Return for every code the smallest code of its family.

    Links are cut to `digits` and used when their year begins after the first month of the window
    and not after the last: a change before or after does not break a series inside.

    Parameters
    ----------
    codes
        Product codes of the panel.
    """
    parent = {c: c for c in codes}

    def root(c: str) -> str:
        while parent[c] != c:
            parent[c] = parent[parent[c]]
            c = parent[c]
        return c

    for link in links:
        old, new = link.old[:digits], link.new[:digits]
        start = date(link.year, 1, 1)
        if first < start <= last and old in parent and new in parent and old != new:
            low, high = sorted((root(old), root(new)))
            parent[high] = low
    return {c: root(c) for c in parent}


def infer_links(
    first_seen: Mapping[str, date], last_seen: Mapping[str, date], *, first: date, last: date
) -> tuple[Link, ...]:
    """Return links by a cautious rule, for panels without a correlation table.

    Codes first seen in January to March of a year and codes last seen in October to December of
    the year before are linked when they share their heading (HS4): editions change on 1 January
    and rarely move goods between headings. Nothing else is linked: a code that is born without a
    death beside it stays alone.
    """
    born: dict[tuple[str, int], list[str]] = defaultdict(list)
    died: dict[tuple[str, int], list[str]] = defaultdict(list)
    for code, month in first_seen.items():
        if month > first and month.month <= 3:
            born[code[:4], month.year].append(code)
    for code, month in last_seen.items():
        if month < last and month.month >= 10:
            died[code[:4], month.year + 1].append(code)
    return tuple(
        Link(old=old, new=new, year=year)
        for (heading, year), new_codes in sorted(born.items())
        for old in sorted(died.get((heading, year), []))
        for new in sorted(new_codes)
    )


def label_families(families: Mapping[str, str], weight: Mapping[str, float]) -> dict[str, str]:
    """Return for every code the name of its family: its code with most trade in the window."""
    best: dict[str, str] = {}
    for code, family in sorted(families.items()):
        held = best.get(family)
        if held is None or weight.get(code, 0.0) > weight.get(held, 0.0):
            best[family] = code
    return {code: best[family] for code, family in families.items()}
