"""Constant prices: the euro area's consumer prices by year, chained."""

import csv
from functools import cache
from importlib.resources import files
from typing import Final

import polars as pl

from sinews.errors import UsageError

BASIS = "euro-area consumer prices (HICP), annual averages rounded to 0.1 %"


@cache
def price_levels() -> dict[int, float]:
    """Return the price level by year, 1 in the year before the first change.

    Consumer prices are what is published alike for all years; a deflator of military goods would
    rise faster, so real military sums are upper bounds.
    """
    with (files("sinews.support") / "prices.csv").open(encoding="utf-8") as f:
        changes = {int(r["year"]): float(r["change_pct"]) for r in csv.DictReader(f)}
    levels = {min(changes) - 1: 1.0}
    for year in sorted(changes):
        levels[year] = levels[year - 1] * (1 + changes[year] / 100)
    return levels


def price_factor(year: int, base: int) -> float:
    """Return the factor from prices of `year` to prices of `base`.

    Raises
    ------
    UsageError
        A year without an annual average: it is refused, not extrapolated.
    """
    levels = price_levels()
    for y in (year, base):
        if y not in levels:
            raise UsageError(
                f"There is no annual price level of {y} (known: {min(levels)} to {max(levels)}), "
                "so amounts of that year cannot be put in constant prices; leave the option out or "
                "choose a window that ends earlier."
            )
    return levels[base] / levels[year]


LAST_YEAR: Final = max(price_levels())
"""The newest year with an annual average: constant prices are prices of this year."""


def to_constant(month: pl.Expr, amount: pl.Expr) -> pl.Expr:
    """Return amounts by month in prices of `LAST_YEAR`; later months stay at their own prices."""
    factors = {y: price_factor(y, LAST_YEAR) for y in price_levels()}
    return amount * month.dt.year().cast(pl.Int64).replace_strict(factors, default=1.0)
