"""What was known at an origin: claims and confirmed losses up to a month, as arrays."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import polars as pl

from sinews.core.estimate import FloatArray
from sinews.core.periods import add_months, count_months
from sinews.data.evidence.evidence import Evidence
from sinews.errors import EvidenceError, UsageError

CATEGORIES: Final[tuple[str, ...]] = (
    "tank",
    "afv",
    "artillery",
    "mrl",
    "air_defence",
    "vehicles",
    "personnel",
    "cruise_missiles",
)
CORE: Final = CATEGORIES[:-1]
"""The categories whose mean skill is reported; cruise missiles are scored, not promised."""
MEAN_MONTH_DAYS: Final = 365.25 / 12
FIRST_ORIGIN: Final = date(2022, 12, 1)
"""Fewer than ten months of claims are no history."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Claims and confirmed losses of the months up to an origin, and nothing later.

    Attributes
    ----------
    claimed
        Losses claimed a month, shape (n_months,), nan before a category was counted.
    days
        Days of each month that the flow covers, shape (n_months,).
    confirmed
        Cumulative confirmed losses at `scraped`, shape (n_months,), nan where not counted.
    scraped
        Day of each confirmed count, as days since the first month; nan where there is none.

    Raises
    ------
    UsageError
        A month lies after the origin.
    """

    origin: date
    months: tuple[date, ...]
    claimed: Mapping[str, FloatArray]
    days: FloatArray
    confirmed: Mapping[tuple[str, str], FloatArray]
    scraped: Mapping[tuple[str, str], FloatArray]

    def __post_init__(self) -> None:
        if any(m > self.origin for m in self.months):
            raise UsageError(
                f"Months after the origin {self.origin:%Y-%m} reached the model; a forecast may "
                "only read what was known then."
            )

    def __len__(self) -> int:
        return len(self.months)


def month_end(month: date) -> date:
    """Return the last day of a month."""
    return add_months(month, 1) - timedelta(days=1)


def month_days(months: tuple[date, ...]) -> FloatArray:
    """Return the days of each month, shape (n,)."""
    return np.array([calendar.monthrange(m.year, m.month)[1] for m in months], dtype=np.float64)


def share_days(months: tuple[date, ...]) -> FloatArray:
    """Return the days of months over the mean month, shape (n,)."""
    share: FloatArray = month_days(months) / MEAN_MONTH_DAYS
    return share


def read_history(evidence: Evidence, origin: date) -> History:
    """Return what was known at the end of the month `origin`.

    Raises
    ------
    UsageError
        The origin is not a month of the data, or leaves too little history.
    """
    claims = evidence.frame("losses_fitted").filter(pl.col("category").is_in(CATEGORIES))
    last = max(claims["month"].to_list())
    if not FIRST_ORIGIN <= origin <= last:
        raise UsageError(
            f"{origin:%Y-%m} is no origin: the claims allow {FIRST_ORIGIN:%Y-%m} to {last:%Y-%m}."
        )
    claims = claims.filter(pl.col("month") <= origin)
    first = min(claims["month"].to_list())
    months = tuple(add_months(first, i) for i in range(count_months(first, origin)))
    confirmed, scraped = _read_confirmed(evidence, months)
    return History(
        origin=origin,
        months=months,
        claimed={c: _column(claims, c, months, "claimed") for c in CATEGORIES},
        days=_column(claims, "tank", months, "days_covered"),
        confirmed=confirmed,
        scraped=scraped,
    )


def _column(frame: pl.DataFrame, category: str, months: tuple[date, ...], name: str) -> FloatArray:
    """Return one category by month; gaps inside the series are refused."""
    rows = frame.filter(pl.col("category") == category)
    values = dict(zip(rows["month"].to_list(), rows[name].to_list(), strict=True))
    out = np.array([np.nan if values.get(m) is None else values[m] for m in months], dtype=float)
    known = np.flatnonzero(np.isfinite(out))
    if known.size == 0 or np.isnan(out[known[0] :]).any():
        raise EvidenceError(f"losses_fitted: the series {category} has a month without a value.")
    return out


def _read_confirmed(
    evidence: Evidence, months: tuple[date, ...]
) -> tuple[dict[tuple[str, str], FloatArray], dict[tuple[str, str], FloatArray]]:
    frame = evidence.frame("losses_confirmed").filter(pl.col("month") <= months[-1])
    index = {m: i for i, m in enumerate(months)}
    confirmed: dict[tuple[str, str], FloatArray] = {}
    scraped: dict[tuple[str, str], FloatArray] = {}
    for row in frame.iter_rows(named=True):
        if row["confirmed_cumulative"] is None:
            continue
        key, i = (row["side"], row["category"]), index[row["month"]]
        if row["scraped"] > month_end(months[-1]):
            raise EvidenceError(f"losses_confirmed: {key} is dated after its month, {row}.")
        for store, value in (
            (confirmed, row["confirmed_cumulative"]),
            (scraped, float((row["scraped"] - months[0]).days)),
        ):
            store.setdefault(key, np.full(len(months), np.nan))[i] = value
    return confirmed, scraped
