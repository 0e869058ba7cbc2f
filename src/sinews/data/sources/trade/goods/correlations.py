"""Correlation tables of goods: the Combined Nomenclature year to year, HS 2022 to 2017 (CSV)."""

import re
from typing import Final

from sinews.data.contracts import load_source, load_spec
from sinews.data.read.cells import Field
from sinews.data.read.grid import close_table, csv_header, has_columns, read_columns
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.trade.goods.goods_lists import check_hs6

_REMEDY: Final = "get the table again from the producer."
CN_SOURCE: Final = load_source("cn_correlation")
CN_SPEC: Final = load_spec("cn8_correlation_pairs")
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
    frame, lines, problems = read_columns(file, _CN_FIELDS, remedy=_REMEDY, ignored=("from_year",))
    for column in ("from_code", "to_code"):
        for line, code in zip(lines, frame[column], strict=True):
            if not _CN8.fullmatch(code):
                problems.add(f"{code!r} is not a CN code of eight digits", row=line, column=column)
    return close_table(CN_SPEC, frame, problems, release=str(frame["year"].max()))


CN_READER: Final = Reader(
    id="cn8_correlation",
    label="correlation of CN8 codes from year to year (CSV of from, to, year)",
    source=CN_SOURCE,
    specs=(CN_SPEC,),
    recognises=recognise_cn,
    parse=parse_cn,
)

HS_SOURCE: Final = load_source("hs_correlation")
RELATIONSHIPS: Final = ("1:1", "1:n", "n:1", "n:n", "conversion")
HS_SPEC: Final = load_spec("hs2022_hs2017_pairs")
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
    frame, lines, problems = read_columns(file, _HS_FIELDS, remedy=_REMEDY)
    for column in ("hs2022", "hs2017"):
        check_hs6(frame[column], lines, problems)
    return close_table(HS_SPEC, frame, problems, release="2022")


HS_READER: Final = Reader(
    id="hs2022_hs2017",
    label="correlation of HS 2022 with HS 2017 (CSV)",
    source=HS_SOURCE,
    specs=(HS_SPEC,),
    recognises=has_columns("hs2022", "hs2017", "relationship"),
    parse=parse_hs,
)
