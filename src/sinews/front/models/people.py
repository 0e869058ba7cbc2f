"""Recruits and absences: rates between published figures."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from sinews.core.periods import add_months, count_months
from sinews.errors import EvidenceError

WEEKS_A_MONTH: Final = 365.25 / 12 / 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A monthly rate between two published figures.

    Attributes
    ----------
    start, end
        First and last month it holds for.
    low, high
        Persons or cases a month.
    """

    start: date
    end: date
    low: float
    high: float


def find_point(points: pl.DataFrame, series: str, first: date, last: date) -> tuple[float, float]:
    """Return low and high of one published figure (equal where one number was given).

    Raises
    ------
    EvidenceError
        The table of published figures has no such row.
    """
    rows = points.filter(
        (pl.col("series") == series) & (pl.col("first_day") == first) & (pl.col("last_day") == last)
    )
    if rows.height != 1:
        raise EvidenceError(
            f"front_points has {rows.height} rows of {series} from {first} to {last}, expected one."
        )
    row = rows.row(0, named=True)
    low = row["central"] if row["low"] is None else row["low"]
    return float(low), float(row["central"] if row["high"] is None else row["high"])


def read_absences(points: pl.DataFrame) -> tuple[Rate, ...]:
    """Return cases of absence without leave registered a month, by period."""
    third = find_point(points, "ua_awol_cases", date(2024, 1, 1), date(2024, 9, 30))[0]
    whole = find_point(points, "ua_awol_cases", date(2024, 1, 1), date(2024, 12, 31))[0]
    before = find_point(points, "ua_awol_cases", date(2023, 1, 1), date(2023, 12, 31))[0]
    after = find_point(points, "ua_awol_cases", date(2025, 1, 1), date(2025, 7, 31))[0]
    spans = (
        (date(2023, 1, 1), date(2023, 12, 1), before),
        (date(2024, 1, 1), date(2024, 9, 1), third),
        (date(2024, 10, 1), date(2024, 12, 1), whole - third),
        (date(2025, 1, 1), date(2025, 7, 1), after),
    )
    return tuple(
        Rate(start=a, end=b, low=n / count_months(a, b), high=n / count_months(a, b))
        for a, b, n in spans
    )


def read_recruits(points: pl.DataFrame) -> tuple[Rate, ...]:
    """Return Russian contract soldiers a month, by period, lowest and highest published.

    Payments of 2023 lag contracts by up to a quarter and are left out.
    """
    year = find_point(points, "ru_contracts_paid", date(2024, 1, 1), date(2024, 12, 31))
    half = (date(2025, 1, 1), date(2025, 6, 30))
    paid = find_point(points, "ru_contracts_paid", *half)
    regional = find_point(points, "ru_contracts_regional", *half)
    return (
        Rate(start=date(2024, 1, 1), end=date(2024, 12, 1), low=year[0] / 12, high=year[1] / 12),
        Rate(start=half[0], end=date(2025, 6, 1), low=paid[0] / 6, high=regional[1] / 6),
    )


def spread_rates(rates: tuple[Rate, ...], start: date, months: int) -> list[tuple[float, float]]:
    """Return low and high a month; a gap takes the next rate, later months the last one."""
    found = []
    for i in range(months):
        month = add_months(start, i)
        rate = next((r for r in rates if month <= r.end), rates[-1])
        found.append((rate.low, rate.high))
    return found
