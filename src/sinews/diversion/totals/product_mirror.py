"""Importers' over exporters' reports by product: the median by kind of ban, importers and year.

The statistic of Chupilkin, Javorcik, Peeva and Plekhanov (AEA Papers and Proceedings 2025, Figure
3): the log of what the importer reports over what the exporters report, by importer, product and
year, and its median over products. It needs importers' reports by product: those that a user
brings (UN Comtrade), and the shipped books of Armenia and Georgia for cars.
"""

from dataclasses import dataclass
from typing import Final

import polars as pl

from sinews.core.places import EU27
from sinews.data.evidence.evidence import Evidence
from sinews.diversion.panel.mirror_read import read_mirror, read_rates
from sinews.diversion.panel.rows import read_rows
from sinews.diversion.totals.arrivals import THREE

LAND_BORDERS: Final = ("AZ", "BY", "CN", "GE", "KP", "MN", "UA")
"""Other neighbours of Russia by land outside the Union and Norway."""
_LEAST_EUR: Final = 10_000.0
"""Smallest exports of a product and year that give a ratio (assumed)."""
_NO_BAN: Final = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorMedian:
    """The median log ratio of importers' to exporters' reports over products.

    Products that one side does not report have no ratio: what vanished whole is not in it.

    Attributes
    ----------
    importers
        ``AM KG KZ``, ``other land borders`` or ``others``.
    ban
        ``dual_use``, ``industrial``, ``luxury`` or ``none``.
    months
        Months of the year that both sides report: 12 for whole years.
    products
        Importer x product pairs in the median.
    pooled
        Sum of imports over sum of exports, not in logs.
    """

    importers: str
    ban: str
    year: int
    months: int
    products: int
    median_log: float
    pooled: float


def pair_reports(exports: pl.DataFrame, arrivals: pl.DataFrame) -> pl.DataFrame:
    """Return both reports of the same importer, product and year: sent_eur, arrived_eur, months.

    Parameters
    ----------
    exports
        partner, product, month, exports_eur.
    arrivals
        partner, product (of the exports, or a heading of them), start, months (1 or 12),
        value_eur. Months count only where the exports hold them.
    """
    digits = int(arrivals.select(pl.col("product").str.len_chars().max()).item() or 6)
    length = pl.col("months") - 1
    spans = pl.date_ranges("start", pl.col("start").dt.offset_by(pl.format("{}mo", length)), "1mo")
    covered = (
        arrivals.select("partner", "start", "months", month=spans)
        .unique(["partner", "start"])
        .explode("month")
        .join(exports.select("month").unique(), on="month")
        .filter(pl.len().over("partner", "start") == pl.col("months"))
    )
    keys = ["partner", "product", "year"]
    sent = (
        exports.join(covered, on=["partner", "month"])
        .group_by("partner", pl.col("product").str.head(digits), year=pl.col("month").dt.year())
        .agg(sent_eur=pl.col("exports_eur").sum())
    )
    arrived = (
        arrivals.join(covered.select("partner", "start").unique(), on=["partner", "start"])
        .group_by("partner", "product", year=pl.col("start").dt.year())
        .agg(arrived_eur=pl.col("value_eur").sum())
    )
    counts = covered.group_by("partner", year=pl.col("month").dt.year()).agg(months=pl.len())
    return sent.join(arrived, on=keys).join(counts, on=["partner", "year"]).sort(keys)


def summarise_mirror(pairs: pl.DataFrame, bans: pl.DataFrame) -> tuple[MirrorMedian, ...]:
    """Return the median by importers, kind of ban and year.

    Parameters
    ----------
    pairs
        As `pair_reports` returns them.
    bans
        hs6, category.
    """
    kind = dict(bans.select(pl.col("hs6"), "category").iter_rows())
    headings = dict(bans.select(pl.col("hs6").str.head(4), "category").iter_rows())
    group = (
        pl.when(pl.col("partner").is_in(THREE))
        .then(pl.lit(" ".join(THREE)))
        .when(pl.col("partner").is_in(LAND_BORDERS))
        .then(pl.lit("other land borders"))
        .otherwise(pl.lit("others"))
    )
    rows = (
        pairs.filter((pl.col("sent_eur") >= _LEAST_EUR) & (pl.col("arrived_eur") > 0))
        .with_columns(
            importers=group,
            ban=pl.col("product").replace_strict(kind | headings, default=_NO_BAN),
            log=(pl.col("arrived_eur") / pl.col("sent_eur")).log(),
        )
        .group_by("importers", "ban", "year")
        .agg(
            months=pl.col("months").max(),
            products=pl.len(),
            median_log=pl.col("log").median(),
            pooled=pl.col("arrived_eur").sum() / pl.col("sent_eur").sum(),
        )
        .sort("importers", "ban", "year")
    )
    return tuple(MirrorMedian(**r) for r in rows.iter_rows(named=True))


def measure_product_mirror(evidence: Evidence, *, raw: bool = True) -> tuple[MirrorMedian, ...]:
    """Return the medians of the trade and reports available: the store's, else cars as shipped.

    `raw` False reads shipped tables only, for published figures.
    """
    bans = evidence.frame("eu_export_bans").select("hs6", "category")
    reports = read_mirror(evidence) if raw else None
    exports = read_rows(evidence, raw=raw).frame
    if reports is not None:
        arrivals = reports.frame.filter(pl.col("kind") == "arrivals")
        return summarise_mirror(pair_reports(exports, arrivals), bans)
    found = [
        pair_reports(exports, _car_arrivals(evidence, country, digits))
        for country, digits in (("AM", 6), ("GE", 4))
    ]
    return summarise_mirror(pl.concat(found), bans)


def _car_arrivals(evidence: Evidence, country: str, digits: int) -> pl.DataFrame:
    """Return a country's imports of cars from the Union by month, euro at yearly rates."""
    rates = read_rates(evidence)
    last = max(rates)
    usd_per_eur = pl.col("start").dt.year().clip(min(rates), last).replace_strict(rates)
    cars = evidence.frame("trade_cars_monthly").filter(
        (pl.col("reporter") == country)
        & (pl.col("flow") == "import")
        & pl.col("partner").is_in(sorted(EU27))
        & (pl.col("product").str.len_chars() == digits)
    )
    return (
        cars.group_by("product", start="month")
        .agg(pl.col("value_usd").sum())
        .select(
            "product",
            "start",
            partner=pl.lit(country),
            months=pl.lit(1),
            value_eur=pl.col("value_usd") / usd_per_eur.cast(pl.Float64),
        )
        .sort("product", "start")
    )
