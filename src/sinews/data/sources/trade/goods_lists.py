"""Reader of lists of goods: the common high-priority items by HS code and tier."""

import csv
import io
import re
from datetime import date
from typing import Final

import polars as pl

from sinews.core.provenance import Source
from sinews.core.table import Column, TableSpec
from sinews.data.problems import Problems
from sinews.data.reader import Parsed, RawFile, Reader

SOURCE = Source(
    id="common_high_priority_list",
    title="Common High Priority List, supplement by HS-6 code and tier",
    producer="US Bureau of Industry and Security, with the EU, Japan and the United Kingdom",
    url="https://bis.gov/node/6280",
    licence="Public list of authorities; reuse with attribution",
)
TIERS: Final = ("1", "2", "3A", "3B", "4A", "4B")
SPEC = TableSpec(
    id="goods_high_priority_list",
    description="Goods that Russia's arms industry needs most, by HS code",
    key=("hs6",),
    columns=(
        Column(name="hs6", kind="text", unit="code", description="HS code of six digits"),
        Column(name="tier", kind="text", unit="text", description="Tier", allowed=TIERS),
        Column(name="hs_vintage", kind="integer", unit="years", description="HS edition", low=1988),
        Column(name="list_date", kind="date", unit="date", description="Date of the list"),
        Column(name="source", kind="text", unit="text", description="Publisher and title"),
    ),
    min_rows=50,
)
_HEADER: Final = tuple(c.name for c in SPEC.columns)


def recognise(file: RawFile) -> bool:
    """Return True where the first line is the header of the list."""
    first = file.head.decode("utf-8-sig", errors="replace").split("\n", 1)[0]
    return tuple(c.strip() for c in first.split(",")) == _HEADER


def parse(file: RawFile) -> Parsed:
    """Read the list; codes stay text.

    Raises
    ------
    EvidenceError
        A code is not of six digits, or a tier, year or date is unknown.
    """
    problems = Problems(file.name, remedy="compare the row with the published list.")
    try:
        text = file.read_bytes().decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        problems.add(f"is not a well-formed UTF-8 CSV ({error})")
        problems.raise_if_any()
        raise
    records = [_read_row(r, n, problems) for n, r in enumerate(rows[1:], start=2) if r]
    problems.raise_if_any()
    frame = pl.DataFrame(
        [r for r in records if r is not None],
        schema={c.name: c.type for c in SPEC.columns},
        orient="row",
    )
    return Parsed(tables={SPEC.id: frame})


def _read_row(row: list[str], n: int, problems: Problems) -> tuple[object, ...] | None:
    if len(row) != len(_HEADER):
        problems.add(f"has {len(row)} fields, expected {len(_HEADER)}", row=n)
        return None
    code, tier, vintage, listed, source = (c.strip() for c in row)
    if not re.fullmatch(r"[0-9]{6}", code):
        problems.add(f"{code!r} is not an HS code of six digits", row=n, column="hs6")
    if tier not in TIERS:
        problems.add_unknown("tier", tier, TIERS, row=n)
    if not re.fullmatch(r"(19|20)[0-9]{2}", vintage):
        problems.add(f"{vintage!r} is not a year", row=n, column="hs_vintage")
        return None
    try:
        day = date.fromisoformat(listed)
    except ValueError:
        problems.add(f"{listed!r} is not a date", row=n, column="list_date")
        return None
    return code, tier, int(vintage), day, source


READER = Reader(
    id="goods_high_priority_list",
    label="common high-priority goods by HS code and tier (CSV)",
    source=SOURCE,
    specs=(SPEC,),
    recognises=recognise,
    parse=parse,
)
