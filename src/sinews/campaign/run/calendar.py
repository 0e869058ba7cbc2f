"""The model's calendar: weeks from the first Monday of 2024."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.errors import UsageError

START: Final = date(2024, 1, 1)
"""First day of week 0, a Monday; starting values refer to it."""

HALF_YEAR_WEEKS: Final = 26
N_KNOTS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Weeks from `START` to a last day.

    Raises
    ------
    UsageError
        The last day lies before the first week ends, or beyond the latent walk (six years).
    """

    until: date

    def __post_init__(self) -> None:
        if not 1 <= self.n_weeks <= N_KNOTS * HALF_YEAR_WEEKS:
            last = START + timedelta(weeks=N_KNOTS * HALF_YEAR_WEEKS)
            raise UsageError(f"{self.until} is outside the model's horizon, {START} to {last}.")

    @property
    def n_weeks(self) -> int:
        """Number of whole weeks."""
        return (self.until - START).days // 7

    def starts(self) -> tuple[date, ...]:
        """Return the first day of each week."""
        return tuple(START + timedelta(weeks=i) for i in range(self.n_weeks))

    def week_of(self, day: date) -> int:
        """Return the index of the week that holds a day."""
        return (day - START).days // 7

    def month_ends(self) -> tuple[tuple[date, int], ...]:
        """Return each whole month with the period after which it is over."""
        return _month_ends(self.n_weeks)

    def years(self, most: float = 3.0) -> FloatArray:
        """Return years since the start, at most `most`, shape (n_weeks,)."""
        return np.minimum(np.arange(self.n_weeks) * 7 / 365.25, most)

    def season(self) -> FloatArray:
        """Return the season of fighting, mean 0, highest in mid-October, shape (n_weeks,)."""
        days = np.array([d.timetuple().tm_yday for d in self.starts()], dtype=float)
        return np.cos(2 * np.pi * (days - 288) / 365.25)

    def knots(self) -> FloatArray:
        """Return how far each half-yearly step is made, shape (N_KNOTS, n_weeks)."""
        weeks = np.arange(self.n_weeks)[None, :]
        first = HALF_YEAR_WEEKS * np.arange(N_KNOTS)[:, None]
        return np.clip((weeks - first) / HALF_YEAR_WEEKS, 0.0, 1.0)


@cache
def _month_ends(n_weeks: int) -> tuple[tuple[date, int], ...]:
    found: dict[date, int] = {}
    for i in range(n_weeks):
        found[(START + timedelta(weeks=i)).replace(day=1)] = i + 1
    return tuple(found.items())
