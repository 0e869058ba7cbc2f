"""Correlation tables of goods: the Combined Nomenclature year to year, HS 2022 to 2017 (CSV)."""

import re
from typing import Final

import polars as pl

from sinews.core.provenance import Source
from sinews.core.table import Column, TableSpec
from sinews.data.read.cells import Field
from sinews.data.read.grid import csv_header, has_columns, read_csv_grid, select_fields
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.trade.goods.goods_lists import check_hs6

_REMEDY: Final = "get the table again from the producer."
CN_SOURCE: Final = Source(
    id="cn_correlation",
    title="Combined Nomenclature: correlation of codes from year to year",
    producer="Eurostat; years joined by Matthijs-Vossen/comext-harmonisation",
    url="https://ec.europa.eu/eurostat/web/international-trade-in-goods/information-data",
    licence="Reuse with the source named (Commission Decision 2011/833/EU)",
)
CN_SPEC: Final = TableSpec(
    id="cn8_correlation_pairs",
    description="CN8 codes of one year and the codes of the next that take their goods; codes that "
    "nothing happened to have no row",
    key=("from_code", "to_code", "year"),
    columns=(
        Column(name="from_code", kind="text", unit="code", description="code of the year before"),
        Column(name="to_code", kind="text", unit="code", description="code from that year on"),
        Column(
            name="year",
            kind="integer",
            unit="years",
            description="first year of the new code",
            low=1989,
            high=2100,
        ),
    ),
    min_rows=1,
)
_CN_FIELDS: Final = (
    Field(name="from_code", kind="text", headers=("from", "from_code")),
    Field(name="to_code", kind="text", headers=("to", "to_code")),
    Field(name="year", kind="integer", headers=("year", "to_year")),
)
_CN8: Final = re.compile(r"\d{8}")


def recognise_cn(file: RawFile) -> bool:
    """Return True for pairs of codes of eight digits."""
    header = csv_header(file)
    if header not in ({"from", "to", "year"}, {"from_year", "from_code", "to_year", "to_code"}):
        return False
    lines = file.head.decode("utf-8-sig", errors="replace").splitlines()[1:2]
    return bool(lines) and any(_CN8.fullmatch(c.strip().strip('"')) for c in lines[0].split(","))


def parse_cn(file: RawFile) -> Parsed:
    """Read the pairs."""
    problems = Problems(file.name, remedy=_REMEDY)
    grid = read_csv_grid(file, problems)
    frame = select_fields(grid, _CN_FIELDS, problems, ignored=("from_year",))
    for column in ("from_code", "to_code"):
        for line, code in zip(grid.lines, frame[column], strict=True):
            if not _CN8.fullmatch(code):
                problems.add(f"{code!r} is not a CN code of eight digits", row=line, column=column)
    problems.raise_if_any()
    return Parsed(tables={CN_SPEC.id: frame}, release=str(frame["year"].max()))


CN_READER: Final = Reader(
    id="cn8_correlation",
    label="correlation of CN8 codes from year to year (CSV of from, to, year)",
    source=CN_SOURCE,
    specs=(CN_SPEC,),
    recognises=recognise_cn,
    parse=parse_cn,
)

HS_SOURCE: Final = Source(
    id="hs_correlation",
    title="Correlation of the Harmonized System 2022 with 2017",
    producer="United Nations Statistics Division; kept by "
    "harvard-growth-lab/comtrade-conversion-weights",
    url="https://unstats.un.org/unsd/classifications/Econ",
    licence="Public correlation table; the producer named",
)
RELATIONSHIPS: Final = ("1:1", "1:n", "n:1", "n:n", "conversion")
HS_SPEC: Final = TableSpec(
    id="hs2022_hs2017_pairs",
    description="HS codes of 2022 and the codes of 2017 that hold their goods; sixteen codes with "
    "more than twelve predecessors have only the one of the conversion table",
    key=("hs2022", "hs2017"),
    columns=(
        Column(name="hs2022", kind="text", unit="code", description="HS code of 2022"),
        Column(name="hs2017", kind="text", unit="code", description="HS code of 2017"),
        Column(
            name="relationship",
            kind="text",
            unit="code",
            description="how many codes stand on either side; conversion: cut to one",
            allowed=RELATIONSHIPS,
        ),
    ),
    min_rows=1,
)
_HS_FIELDS: Final = tuple(
    Field(
        name=c.name,
        kind="text",
        headers=(c.name,),
        labels={r: r for r in RELATIONSHIPS} if c.allowed else None,
    )
    for c in HS_SPEC.columns
)


def parse_hs(file: RawFile) -> Parsed:
    """Read the pairs."""
    problems = Problems(file.name, remedy=_REMEDY)
    grid = read_csv_grid(file, problems)
    frame: pl.DataFrame = select_fields(grid, _HS_FIELDS, problems)
    for column in ("hs2022", "hs2017"):
        check_hs6(frame[column], grid.lines, problems)
    problems.raise_if_any()
    return Parsed(tables={HS_SPEC.id: frame}, release="2022")


HS_READER: Final = Reader(
    id="hs2022_hs2017",
    label="correlation of HS 2022 with HS 2017 (CSV)",
    source=HS_SOURCE,
    specs=(HS_SPEC,),
    recognises=has_columns("hs2022", "hs2017", "relationship"),
    parse=parse_hs,
)
