"""Yearly trade by partner as Kyrgyzstan, Kazakhstan and Uzbekistan report it; goods, chapters.

Three small files of one repository: trade by partner, Kyrgyz imports of selected goods, and the
books of the Russian customs by chapter.
"""

import re
from typing import Final

import polars as pl

from sinews.core.provenance import Source
from sinews.core.table import Column, TableSpec
from sinews.data.read.cells import Field
from sinews.data.read.grid import has_columns, read_csv_grid, select_fields
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.trade.national.partner_labels import PARTNER, REMEDY, resolve_partners

_REPOSITORY: Final = "kept by mary-lev/eu-export-sanctions"
_URL: Final = "https://github.com/mary-lev/eu-export-sanctions"
REPORTERS: Final = ("KG", "KZ", "UZ")
FLOWS: Final = ("export", "import")
_REPORTER: Final = Column(
    name="reporter", kind="text", unit="code", description="who reports", allowed=REPORTERS
)
_FLOW: Final = Column(name="flow", kind="text", unit="code", description="flow", allowed=FLOWS)
_YEAR: Final = Column(
    name="year", kind="integer", unit="years", description="year", low=1990, high=2100
)


def _usd(name: str, unit: str = "USD") -> Column:
    return Column(name=name, kind="number", unit=unit, description="current US dollars", low=0.0)


PARTNERS_SOURCE: Final = Source(
    id="national_trade",
    title="Trade by partner and year as Kyrgyzstan, Kazakhstan and Uzbekistan report it",
    producer=f"National statistical offices of KG, KZ and UZ; {_REPOSITORY}",
    url=_URL,
    licence="KG: CC BY; KZ, UZ: not stated; repository CC BY 4.0",
    cautions=("mirror_basis", "secondary"),
)
PARTNERS: Final = TableSpec(
    id="national_trade_by_partner",
    description="Trade by partner and year as the country reports it, US dollars",
    key=("reporter", "flow", "partner", "year"),
    columns=(_REPORTER, _FLOW, *PARTNER, _YEAR, _usd("value_usd")),
    min_rows=1,
)
_PARTNER_FIELDS: Final = (
    Field(name="reporter", kind="text", headers=("reporter",), labels={r: r for r in REPORTERS}),
    Field(name="flow", kind="text", headers=("flow",), labels={f: f for f in FLOWS}),
    Field(name="label", kind="text", headers=("partner_label",)),
    Field(name="year", kind="integer", headers=("year",)),
    Field(name="value_usd", kind="number", headers=("value_usd",)),
)


def parse_partners(file: RawFile) -> Parsed:
    """Read trade by partner; sums of partners keep their kind."""
    problems = Problems(file.name, remedy=REMEDY)
    grid = read_csv_grid(file, problems)
    frame = select_fields(grid, _PARTNER_FIELDS, problems).with_columns(
        row=pl.Series(grid.lines, dtype=pl.Int64)
    )
    frame = resolve_partners(frame, problems, column="partner_label")
    return Parsed(
        tables={PARTNERS.id: frame.select(c.name for c in PARTNERS.columns)},
        release=str(frame["year"].max()),
    )


PARTNERS_READER: Final = Reader(
    id="national_trade_by_partner",
    label="trade of KG, KZ and UZ by partner and year (CSV)",
    source=PARTNERS_SOURCE,
    specs=(PARTNERS,),
    recognises=has_columns("reporter", "flow", "partner_label", "year", "value_usd"),
    parse=parse_partners,
)

GOODS_SOURCE: Final = Source(
    id="kyrgyz_goods",
    title="Imports of Kyrgyzstan by selected good and year (4.03.00.12)",
    producer=f"National Statistical Committee of the Kyrgyz Republic; {_REPOSITORY}",
    url=_URL,
    licence="CC BY",
    cautions=("secondary",),
)
GOODS: Final = TableSpec(
    id="kyrgyz_imports_by_good",
    description="Imports of Kyrgyzstan of selected goods from all origins, US dollars",
    key=("good", "year"),
    columns=(
        Column(name="good", kind="text", unit="text", description="good, as the office names it"),
        _YEAR,
        _usd("imports_usd"),
    ),
    min_rows=1,
)
_GOODS_FIELDS: Final = tuple(
    Field(name=c.name, kind=c.kind, headers=(c.name,)) for c in GOODS.columns
)
TOTAL_LABEL: Final = "Total 2"


def parse_goods(file: RawFile) -> Parsed:
    """Read the goods; the total of all imports is called TOTAL."""
    problems = Problems(file.name, remedy="get the file again from the producer.")
    frame = select_fields(read_csv_grid(file, problems), _GOODS_FIELDS, problems)
    frame = frame.with_columns(pl.col("good").replace({TOTAL_LABEL: "TOTAL"}))
    return Parsed(tables={GOODS.id: frame}, release=str(frame["year"].max()))


GOODS_READER: Final = Reader(
    id="kyrgyz_imports_by_good",
    label="imports of Kyrgyzstan by selected good and year (CSV)",
    source=GOODS_SOURCE,
    specs=(GOODS,),
    recognises=has_columns("good", "year", "imports_usd"),
    parse=parse_goods,
)

CHAPTERS_SOURCE: Final = Source(
    id="russian_customs",
    title="Trade of Russia by HS chapter, 2021 and 2022",
    producer=f"Federal Customs Service of Russia; {_REPOSITORY}",
    url=_URL,
    licence="none stated; figures with the producer named",
    cautions=("belligerent_report", "secondary"),
)
CHAPTERS: Final = TableSpec(
    id="russian_trade_by_chapter",
    description="Trade of Russia by HS chapter and year, million US dollars, all partners",
    key=("chapter", "flow", "year"),
    columns=(
        Column(
            name="chapter",
            kind="text",
            unit="code",
            description="HS chapter; 01-24 for foodstuffs; TOTAL for all, chapters not told too",
        ),
        _FLOW,
        _YEAR,
        _usd("value_usd_m", "USD m"),
    ),
    min_rows=1,
)
_HEADERS: Final = {f"{flow}s_{year}_musd": (flow, year) for year in (2021, 2022) for flow in FLOWS}
_CHAPTER_FIELDS: Final = (
    Field(name="chapter", kind="text", headers=("chapter_label",)),
    *(Field(name=n, kind="number", headers=(n,)) for n in _HEADERS),
)
_CHAPTER: Final = re.compile(r"(\d{2}(?:-\d{2})?)-")
_ALL: Final = "ВСЕГО"


def parse_chapters(file: RawFile) -> Parsed:
    """Read the chapters; a label starts with its number."""
    problems = Problems(file.name, remedy="get the file again from the producer.")
    grid = read_csv_grid(file, problems)
    wide = select_fields(grid, _CHAPTER_FIELDS, problems)
    codes = []
    for line, label in zip(grid.lines, wide["chapter"], strict=True):
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
