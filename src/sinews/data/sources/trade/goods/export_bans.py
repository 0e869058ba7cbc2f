"""Dates from which the EU has banned exports to Russia, by HS code of 2017 (CSV)."""

from typing import Final

import polars as pl

from sinews.data.contracts import load_source, load_spec
from sinews.data.read.cells import Field
from sinews.data.read.grid import close_table, has_columns, read_columns
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.trade.goods.goods_lists import check_hs6

SOURCE: Final = load_source("eu_export_bans")
GROUPS: Final = {
    "dual_use": "dual use",
    "military_tech": "military technology",
    "firearms": "firearms",
    "aviation": "aviation",
    "industrial_cap": "industrial capacity",
    "oil_exploration": "exploration of oil",
    "oil_refining": "refining of oil",
    "luxury": "luxury",
}
"""The groups of goods that a code can belong to, in the order of their seriousness."""
SPEC: Final = load_spec("eu_export_bans_hs2017")
_FIELDS: Final = (
    Field(name="hs6", kind="text", headers=("hs6_2017",)),
    Field(name="ban_date", kind="date", headers=("ban_date",)),
    Field(name="wind_down_end", kind="date", headers=("wind_down_end",), missing=()),
    Field(name="partly_exempt", kind="flag", headers=("partially_exempt",)),
    Field(name="threshold_eur", kind="number", headers=("price_threshold_eur",), missing=()),
    *(Field(name=n, kind="flag", headers=(n,)) for n in GROUPS),
)


def recognise(file: RawFile) -> bool:
    """Return True for the list by codes of 2017; the one derived for 2022 is made here."""
    return has_columns(*(f.headers[0] for f in _FIELDS))(file) and not has_columns("hs2022")(file)


def parse(file: RawFile) -> Parsed:
    """Read the list; every code belongs to a group."""
    frame, lines, problems = read_columns(
        file, _FIELDS, remedy="compare the row with the published list."
    )
    check_hs6(frame["hs6"], lines, problems)
    for line, any_group in zip(
        lines, frame.select(pl.any_horizontal(*GROUPS)).to_series(), strict=True
    ):
        if not any_group:
            problems.add("belongs to no group of goods", row=line)
    return close_table(SPEC, frame, problems, release=str(frame["ban_date"].max()))


READER: Final = Reader(
    id="eu_export_bans",
    label="EU export bans by HS code with dates (CSV)",
    source=SOURCE,
    specs=(SPEC,),
    recognises=recognise,
    parse=parse,
)
