"""Armenia's trade by partner and month: exports, imports by origin and by consignment (CSV)."""

from typing import Final

import polars as pl

from sinews.data.contracts import load_source, load_spec
from sinews.data.read.cells import Field
from sinews.data.read.grid import close_table, has_columns, read_columns
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.trade.national.partner_labels import REMEDY, resolve_partners

SOURCE: Final = load_source("armstat_trade")
_VALUES: Final = {
    "exports_kusd": "exports by destination",
    "imports_by_origin_kusd": "imports by country of origin",
    "imports_by_consignment_kusd": "imports by country of consignment",
}
SPEC: Final = load_spec("armenia_trade_monthly")
_FIELDS: Final = (
    Field(name="month", kind="date", headers=("date",)),
    Field(name="label", kind="text", headers=("country",)),
    *(Field(name=n, kind="number", headers=(n,)) for n in _VALUES),
)


def parse(file: RawFile) -> Parsed:
    """Read the months; each date is the first of a month."""
    frame, lines, problems = read_columns(file, _FIELDS, remedy=REMEDY)
    frame = frame.with_columns(row=pl.Series(lines, dtype=pl.Int64))
    for row, day in frame.filter(frame["month"].dt.day() != 1).select("row", "month").rows():
        problems.add(f"{day} is not the first of a month", row=row, column="date")
    frame = resolve_partners(frame, problems, column="country")
    return close_table(SPEC, frame, problems, release=str(frame["month"].max())[:7])


READER: Final = Reader(
    id="armenia_trade",
    label="trade of Armenia by partner and month (CSV)",
    source=SOURCE,
    specs=(SPEC,),
    recognises=has_columns("date", "country", *_VALUES),
    parse=parse,
)
