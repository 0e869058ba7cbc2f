"""Books of neighbours and of Russia, and published shares of routes that are not seen."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from sinews.core.places import countries
from sinews.data.evidence.evidence import Evidence
from sinews.data.evidence.fact_figures import find_fact
from sinews.diversion.panel.panel import TARGET


@dataclass(frozen=True, slots=True, kw_only=True)
class OnwardYear:
    """One country's exports of all goods to Russia in a year, by its own books, US dollars."""

    country: str
    year: int
    to_russia_usd: float


def list_onward(evidence: Evidence) -> tuple[OnwardYear, ...]:
    """Return every whole year that the neighbours' books hold, by country and year."""
    national = evidence.frame("trade_national_yearly").filter(
        (pl.col("flow") == "export") & (pl.col("partner") == TARGET)
    )
    armenia = (
        evidence.frame("trade_armenia_monthly")
        .filter(pl.col("partner") == TARGET)
        .group_by(year=pl.col("month").dt.year().cast(pl.Int64))
        .agg(value_usd=pl.col("exports_kusd").sum() * 1e3, months=pl.col("month").n_unique())
        .filter(pl.col("months") == 12)
        .select(pl.lit("AM").alias("reporter"), "year", "value_usd")
    )
    rows = pl.concat([armenia, national.select("reporter", "year", "value_usd")])
    return tuple(
        OnwardYear(country=c, year=y, to_russia_usd=v)
        for c, y, v in rows.sort("reporter", "year").iter_rows()
    )


def cars_monthly(evidence: Evidence) -> pl.DataFrame:
    """Return cars (HS 8703) through Armenia and Georgia: month, country, flow, value_usd.

    ``imports`` from all origins, ``to_russia`` the country's exports to Russia.
    """
    cars = evidence.frame("trade_cars_monthly").filter(pl.col("product") == "8703")
    russia = (pl.col("flow") == "export") & (pl.col("partner") == TARGET)
    imports = pl.col("flow") == "import"
    return (
        cars.filter(imports | russia)
        .with_columns(way=pl.when(imports).then(pl.lit("imports")).otherwise(pl.lit("to_russia")))
        .group_by("month", country="reporter", flow="way")
        .agg(pl.col("value_usd").sum())
        .sort("country", "flow", "month")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CarYear:
    """Cars of a year through one country, US dollars, with how many months of it are known."""

    country: str
    flow: str
    year: int
    months: int
    value_usd: float


def list_cars(evidence: Evidence, first: int = 2020) -> tuple[CarYear, ...]:
    """Return the years from `first` with any month reported; a year may be partial."""
    rows = cars_monthly(evidence).filter(pl.col("month").dt.year() >= first)
    reported = rows.group_by("country", year=pl.col("month").dt.year()).agg(
        months=pl.col("month").n_unique()
    )
    sums = rows.group_by("country", "flow", year=pl.col("month").dt.year()).agg(
        pl.col("value_usd").sum()
    )
    both = sums.join(reported, on=["country", "year"]).sort("country", "flow", "year")
    return tuple(CarYear(**r) for r in both.iter_rows(named=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodYear:
    """A country's imports of one good from all origins in a year, by its own books, US dollars."""

    country: str
    good: str
    year: int
    imports_usd: float


KYRGYZ_GOODS: Final = ("Cars", "Car parts and equipment", "Tyres", "TOTAL")
"""Goods of the Kyrgyz table that the article's subject touches."""
CHAPTERS: Final = ("84", "85", "87", "TOTAL")


def list_goods(evidence: Evidence, first: int = 2019) -> tuple[GoodYear, ...]:
    """Return Kyrgyz imports of `KYRGYZ_GOODS` and Russian ones of `CHAPTERS`, years from `first`.

    Russia's customs service published chapters for 2021 and 2022 alone.
    """
    kyrgyz = evidence.frame("trade_kyrgyz_goods_yearly").select(
        "good", "year", "imports_usd", country=pl.lit("KG")
    )
    russian = (
        evidence.frame("trade_russia_chapters")
        .filter(pl.col("flow") == "import")
        .select(
            pl.col("chapter").alias("good"),
            "year",
            (pl.col("value_usd_m") * 1e6).alias("imports_usd"),
            country=pl.lit(TARGET),
        )
    )
    wanted = pl.col("good").is_in(KYRGYZ_GOODS + CHAPTERS) & (pl.col("year") >= first)
    rows = pl.concat([kyrgyz, russian]).filter(wanted).sort("country", "good", "year")
    return tuple(GoodYear(**r) for r in rows.iter_rows(named=True))


ROUTE_FACTS: Final = ("F370", "F368", "F371")
UNSEEN: Final = ("CN", "HK", "TR", "AE")
WITHOUT_FIGURE: Final = ("TR", "AE")
"""Routes for which the register holds no share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One published share of a route, with its fact."""

    fact: str
    side: str
    quantity: str
    share: float
    note: str
    publisher: str


def list_routes(evidence: Evidence) -> tuple[Route, ...]:
    """Return the published shares of routes outside EU exporters' data."""
    return tuple(
        Route(
            fact=row.fact,
            side=row.side,
            quantity=row.quantity,
            share=row.value,
            note=row.note or "",
            publisher=row.publisher,
        )
        for row in (find_fact(evidence, id) for id in ROUTE_FACTS)
    )


def say_routes(evidence: Evidence) -> str:
    """Return one sentence on what exporters' data cannot see, to stand beside a total."""
    known = countries()
    shares = "; ".join(
        f"{known[r.side].name}, {r.quantity.removeprefix(known[r.side].name).strip()} "
        f"{r.share:.0%} ({r.fact})"
        for r in list_routes(evidence)
    )
    without = " and ".join(known[c].name for c in WITHOUT_FIGURE)
    return (
        "EU exporters' data do not see goods that reach Russia through China, Hong Kong, Turkey or "
        f"the Emirates. Published shares: {shares}; none at hand for {without} "
        "(`sinews diversion routes`)."
    )
