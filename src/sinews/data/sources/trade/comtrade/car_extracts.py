"""Cars (HS 8703) by month and partner, as Armenia and Georgia report to UN Comtrade (CSV)."""

from typing import Final

import polars as pl

from sinews.core.places import Area, find_area, find_comtrade_area
from sinews.data.contracts import load_source, load_spec
from sinews.data.read.cells import Field
from sinews.data.read.grid import close_table, has_columns, read_columns
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.trade.goods.goods_lists import check_hs6
from sinews.errors import UnknownNameError

SOURCE: Final = load_source("comtrade_cars")
_FLOWS: Final = {"X": "export", "M": "import"}
_VALUES: Final = {"value_usd": "USD", "netweight_kg": "kg", "quantity": "units"}
SPEC: Final = load_spec("cars_monthly")
_FIELDS: Final = (
    Field(name="period", kind="integer", headers=("period",)),
    Field(name="flow", kind="text", headers=("flow",), labels=_FLOWS),
    Field(name="reporter", kind="text", headers=("reporter",)),
    Field(name="code", kind="integer", headers=("partner_code",)),
    Field(name="product", kind="text", headers=("commodity_code",)),
    Field(name="transport", kind="integer", headers=("mot_code",)),
    Field(name="quantity", kind="number", headers=("quantity",), missing=()),
    Field(name="netweight_kg", kind="number", headers=("netweight_kg",), missing=()),
    Field(name="value_usd", kind="number", headers=("value_usd",)),
)
_IGNORED: Final = ("partner_iso", "is_reported", "is_aggregate")


def parse(file: RawFile) -> Parsed:
    """Read the rows and add up means of transport; a sum lacks what one of them does not tell."""
    frame, lines, problems = read_columns(
        file, _FIELDS, remedy="get the file again from the producer.", ignored=_IGNORED
    )
    cell = ["period", "flow", "reporter", "code", "product", "transport"]
    frame = frame.with_columns(row=pl.Series(lines, dtype=pl.Int64))
    frame = frame.unique(
        [n for n in frame.columns if n != "row"], keep="first", maintain_order=True
    )
    if n := len(lines) - frame.height:
        problems.note(f"{n} rows are there twice with the same values; one is kept")
    for row in frame.filter(pl.struct(cell).is_duplicated())["row"].head(3):
        problems.add("repeats a cell with another value", row=row)
    own = frame.filter(pl.col("product") != "8703")
    check_hs6(own["product"], own["row"], problems)
    months = frame["period"] % 100
    for row in frame.filter((months < 1) | (months > 12))["row"]:
        problems.add("is not a month like 202203", row=row, column="period")
    partners = _resolve(frame, problems)
    reporters = {name: find_area(name).id for name in frame["reporter"].unique()}
    problems.raise_if_any()
    key = ["reporter", "flow", "product", "partner", "partner_kind", "month"]
    told = [pl.when(pl.col(n).is_not_null().all()).then(pl.col(n).sum()).alias(n) for n in _VALUES]
    named = frame.with_columns(
        pl.col("reporter").replace_strict(reporters),
        partner=pl.col("code").replace_strict({c: a.id for c, a in partners.items()}),
        partner_kind=pl.col("code").replace_strict({c: str(a.kind) for c, a in partners.items()}),
        month=pl.date(pl.col("period") // 100, pl.col("period") % 100, 1),
    )
    table = named.group_by(key, maintain_order=True).agg(told)
    return close_table(SPEC, table, problems)


def _resolve(frame: pl.DataFrame, problems: Problems) -> dict[int, Area]:
    found = {}
    for code, row in frame.group_by("code").agg(pl.col("row").min()).sort("row").rows():
        try:
            found[code] = find_comtrade_area(code)
        except UnknownNameError as error:
            problems.add(str(error), row=row, column="partner_code")
    return found


READER: Final = Reader(
    id="comtrade_cars",
    label="cars by month and partner from UN Comtrade, Armenia and Georgia (CSV)",
    source=SOURCE,
    specs=(SPEC,),
    recognises=has_columns("period", "flow", "partner_code", "mot_code", "value_usd"),
    parse=parse,
    partial=True,
)
