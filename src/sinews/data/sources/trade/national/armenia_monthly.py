"""Armenia's trade by partner and month: exports, imports by origin and by consignment (CSV)."""

from typing import Final

import polars as pl

from sinews.data.contracts import load_source, load_spec
from sinews.data.read.cells import Field
from sinews.data.read.grid import has_columns, read_csv_grid, select_fields
from sinews.data.read.problems import Problems
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
    problems = Problems(file.name, remedy=REMEDY)
    grid = read_csv_grid(file, problems)
    frame = select_fields(grid, _FIELDS, problems).with_columns(
        row=pl.Series(grid.lines, dtype=pl.Int64)
    )
    for row, day in frame.filter(frame["month"].dt.day() != 1).select("row", "month").rows():
        problems.add(f"{day} is not the first of a month", row=row, column="date")
    frame = resolve_partners(frame, problems, column="country")
    return Parsed(
        tables={SPEC.id: frame.select(c.name for c in SPEC.columns)},
        release=str(frame["month"].max())[:7],
    )


READER: Final = Reader(
    id="armenia_trade",
    label="trade of Armenia by partner and month (CSV)",
    source=SOURCE,
    specs=(SPEC,),
    recognises=has_columns("date", "country", *_VALUES),
    parse=parse,
)
