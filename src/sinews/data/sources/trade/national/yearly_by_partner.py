"""Yearly trade by partner as Kyrgyzstan, Kazakhstan and Uzbekistan report it; goods, chapters.

Three small files of one repository: trade by partner, Kyrgyz imports of selected goods, and the
books of the Russian customs by chapter.
"""

import re
from typing import Final

import polars as pl

from sinews.data.contracts import load_source, load_spec
from sinews.data.read.cells import Field
from sinews.data.read.grid import close_table, has_columns, read_columns
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.trade.national.partner_labels import REMEDY, resolve_partners

REPORTERS: Final = ("KG", "KZ", "UZ")
FLOWS: Final = ("export", "import")


PARTNERS_SOURCE: Final = load_source("national_trade")
PARTNERS: Final = load_spec("national_trade_by_partner")
_PARTNER_FIELDS: Final = (
    Field(name="reporter", kind="text", headers=("reporter",), labels={r: r for r in REPORTERS}),
    Field(name="flow", kind="text", headers=("flow",), labels={f: f for f in FLOWS}),
    Field(name="label", kind="text", headers=("partner_label",)),
    Field(name="year", kind="integer", headers=("year",)),
    Field(name="value_usd", kind="number", headers=("value_usd",)),
)


def parse_partners(file: RawFile) -> Parsed:
    """Read trade by partner; sums of partners keep their kind."""
    frame, lines, problems = read_columns(file, _PARTNER_FIELDS, remedy=REMEDY)
    frame = frame.with_columns(row=pl.Series(lines, dtype=pl.Int64))
    frame = resolve_partners(frame, problems, column="partner_label")
    return close_table(PARTNERS, frame, problems, release=str(frame["year"].max()))


PARTNERS_READER: Final = Reader(
    id="national_trade_by_partner",
    label="trade of KG, KZ and UZ by partner and year (CSV)",
    source=PARTNERS_SOURCE,
    specs=(PARTNERS,),
    recognises=has_columns("reporter", "flow", "partner_label", "year", "value_usd"),
    parse=parse_partners,
)

GOODS_SOURCE: Final = load_source("kyrgyz_goods")
GOODS: Final = load_spec("kyrgyz_imports_by_good")
_GOODS_FIELDS: Final = tuple(
    Field(name=c.name, kind=c.kind, headers=(c.name,)) for c in GOODS.columns
)
TOTAL_LABEL: Final = "Total 2"


def parse_goods(file: RawFile) -> Parsed:
    """Read the goods; the total of all imports is called TOTAL."""
    frame, _, problems = read_columns(
        file, _GOODS_FIELDS, remedy="get the file again from the producer."
    )
    frame = frame.with_columns(pl.col("good").replace({TOTAL_LABEL: "TOTAL"}))
    return close_table(GOODS, frame, problems, release=str(frame["year"].max()))


GOODS_READER: Final = Reader(
    id="kyrgyz_imports_by_good",
    label="imports of Kyrgyzstan by selected good and year (CSV)",
    source=GOODS_SOURCE,
    specs=(GOODS,),
    recognises=has_columns("good", "year", "imports_usd"),
    parse=parse_goods,
)

CHAPTERS_SOURCE: Final = load_source("russian_customs")
CHAPTERS: Final = load_spec("russian_trade_by_chapter")
_HEADERS: Final = {f"{flow}s_{year}_musd": (flow, year) for year in (2021, 2022) for flow in FLOWS}
_CHAPTER_FIELDS: Final = (
    Field(name="chapter", kind="text", headers=("chapter_label",)),
    *(Field(name=n, kind="number", headers=(n,)) for n in _HEADERS),
)
_CHAPTER: Final = re.compile(r"(\d{2}(?:-\d{2})?)-")
_ALL: Final = "ВСЕГО"


def parse_chapters(file: RawFile) -> Parsed:
    """Read the chapters; a label starts with its number."""
    wide, lines, problems = read_columns(
        file, _CHAPTER_FIELDS, remedy="get the file again from the producer."
    )
    codes = []
    for line, label in zip(lines, wide["chapter"], strict=True):
        match = _CHAPTER.match(label)
        if not match and label != _ALL:
            problems.add(f"{label!r} starts with no chapter", row=line, column="chapter_label")
        codes.append(match[1] if match else "TOTAL")
    problems.raise_if_any()
    wide = wide.with_columns(pl.Series("chapter", codes))
    parts = [
        wide.select("chapter", flow=pl.lit(flow), year=pl.lit(year, pl.Int64), value_usd_m=name)
        for name, (flow, year) in _HEADERS.items()
    ]
    return Parsed(tables={CHAPTERS.id: pl.concat(parts)}, release="2022")


CHAPTERS_READER: Final = Reader(
    id="russian_trade_by_chapter",
    label="trade of Russia by HS chapter, 2021 and 2022 (CSV)",
    source=CHAPTERS_SOURCE,
    specs=(CHAPTERS,),
    recognises=has_columns("chapter_label", *_HEADERS),
    parse=parse_chapters,
)
