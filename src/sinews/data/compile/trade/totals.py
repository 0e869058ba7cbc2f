"""Totals of EU trade: member states by month, and EU27 exports to every partner by year."""

from typing import Final

import polars as pl

from sinews.core.places import EU27
from sinews.data.compile.compiled import Compiled, Frames
from sinews.data.contracts import load_spec
from sinews.errors import ContradictionError

MONTHLY: Final = load_spec("trade_totals_monthly", reporter=tuple(sorted(EU27)))
YEARLY: Final = load_spec("eu_exports_yearly_all_partners")
_CELL: Final = ["partner", "product", "flow", "month"]


def build_monthly(frames: Frames) -> pl.DataFrame:
    """Return member states' totals of both vintages.

    Raises
    ------
    ContradictionError
        The member states do not add up to the producer's EU27.
    """
    cells = frames["easy_comext_monthly"]
    check_members(cells, frames["easy_comext_sums_monthly"])
    return (
        pl.concat([frames["comext_monthly"], cells])
        .filter(pl.col("reporter").is_in(sorted(EU27)) & pl.col("product").is_in(["TOTAL", "27"]))
        .with_columns(pl.col("product").replace({"27": "HS27"}))
        .rename({"release": "vintage"})
        .select([c.name for c in MONTHLY.columns])
    )


def check_members(cells: pl.DataFrame, sums: pl.DataFrame) -> None:
    """Compare the sum over the 27 member states with the producer's own EU27, cell by cell.

    Raises
    ------
    ContradictionError
        They differ anywhere: a member is missing, or a sum was taken for a member.
    """
    added = (
        cells.filter(pl.col("reporter").is_in(sorted(EU27)))
        .group_by(_CELL)
        .agg(pl.col("value_eur").sum().alias("added"))
    )
    wrong = (
        sums.filter(pl.col("reporter") == "EU27")
        .join(added, on=_CELL, how="left")
        .filter(pl.col("added").fill_null(0) != pl.col("value_eur"))
    )
    if not wrong.is_empty():
        first = wrong.select(*_CELL, "value_eur", "added").row(0)
        raise ContradictionError(
            f"In {wrong.height} cells the member states do not add up to the producer's EU27, "
            f"first (partner, product, flow, month, EU27, sum) {first}. Get the file again.",
            tables=("easy_comext_monthly", "easy_comext_sums_monthly"),
        )


def build_yearly(frames: Frames) -> pl.DataFrame:
    """Return EU27 exports by partner and year.

    Raises
    ------
    ContradictionError
        The partners do not add up to intra- and extra-EU exports in a year that has both.
    """
    cells = frames["easy_comext_sums_yearly"].filter(
        (pl.col("reporter") == "EU27")
        & (pl.col("flow") == "export")
        & (pl.col("product") == "TOTAL")
    )
    is_sum = pl.col("partner_kind") == "aggregate"
    wrong = (
        cells.group_by("year")
        .agg(
            pl.col("value_eur").filter(~is_sum).sum().alias("partners"),
            pl.col("value_eur").filter(pl.col("partner") == "EU27_INTRA").sum().alias("intra"),
            pl.col("value_eur").filter(pl.col("partner") == "EU27_EXTRA").sum().alias("extra"),
            pl.col("partner").is_in(["EU27_INTRA", "EU27_EXTRA"]).sum().alias("given"),
        )
        .filter((pl.col("given") == 2) & (pl.col("partners") != pl.col("intra") + pl.col("extra")))
    )
    if not wrong.is_empty():
        raise ContradictionError(
            "EU27 exports by partner do not add up to intra- plus extra-EU exports in "
            f"{', '.join(map(str, sorted(wrong['year'])))}. Get the file again.",
            tables=("easy_comext_sums_yearly",),
        )
    return (
        cells.filter(~is_sum)
        .rename({"value_eur": "exports_eur"})
        .select([c.name for c in YEARLY.columns])
    )


COMPILED: Final = (
    Compiled(
        spec=MONTHLY,
        inputs=("comext_monthly", "easy_comext_monthly", "easy_comext_sums_monthly"),
        build=build_monthly,
        dated=True,
    ),
    Compiled(spec=YEARLY, inputs=("easy_comext_sums_yearly",), build=build_yearly),
)
