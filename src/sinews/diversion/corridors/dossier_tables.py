"""The tables of a corridor's dossier: where else the goods went, and code by code."""

import polars as pl

from sinews.core.periods import Window
from sinews.diversion.panel.panel import NEIGHBOURS, TARGET
from sinews.diversion.published.change import year_before
from sinews.diversion.trade.goods import Goods
from sinews.diversion.trade.schema import Flows


def list_elsewhere(flows: Flows, goods: Goods, window: Window, reporter: str) -> pl.DataFrame:
    """Return the reporter's exports of the goods to Russia and the neighbours: partner, year."""
    parts = []
    for span in (year_before(year_before(window)), year_before(window), window):
        rows = goods.keep(flows.within(span)).filter(pl.col("reporter") == reporter)
        sums = rows.group_by("partner").agg(pl.col("exports_eur").sum())
        parts.append(sums.with_columns(year=pl.lit(span.start.year)))
    keep = pl.col("partner").is_in([TARGET, *NEIGHBOURS])
    return pl.concat(parts).filter(keep).sort("partner", "year")


def list_codes(
    flows: Flows, goods: Goods, window: Window, reporter: str, partner: str
) -> pl.DataFrame:
    """Return the codes of the corridor, in the window and before, there and to Russia, euro."""

    def sums(span: Window, to: str, name: str) -> pl.DataFrame:
        rows = goods.keep(flows.within(span)).filter(
            (pl.col("reporter") == reporter) & (pl.col("partner") == to)
        )
        return rows.group_by("product").agg(pl.col("exports_eur").sum().alias(name))

    base = year_before(window)
    return (
        sums(window, partner, "now_eur")
        .join(sums(base, partner, "base_eur"), on="product", how="left")
        .join(sums(base, TARGET, "russia_base_eur"), on="product", how="left")
        .join(sums(window, TARGET, "russia_now_eur"), on="product", how="left")
        .fill_null(0)
        .sort("now_eur", "product", descending=[True, False])
        .select("product", "base_eur", "now_eur", "russia_base_eur", "russia_now_eur")
    )
