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

LONGEST: Final = 312
"""Weeks of the longest run: six years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Weeks from `START` to a last day.

    Raises
    ------
    UsageError
        The last day lies before the first week ends, or beyond six years.
    """

    until: date

    def __post_init__(self) -> None:
        if not 1 <= self.n_weeks <= LONGEST:
            last = START + timedelta(weeks=LONGEST)
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

    def means(self, weekly: FloatArray) -> FloatArray:
        """Return the mean over the weeks of each month, shape (n_months,)."""
        ends = np.array([w for _, w in self.month_ends()])
        sums = np.diff(np.concatenate([[0.0], np.cumsum(weekly)[ends - 1]]))
        weeks = np.diff(np.concatenate([[0], ends]))
        return np.asarray(np.where(np.ptp(weekly) == 0, weekly[0], sums / weeks))


@cache
def _month_ends(n_weeks: int) -> tuple[tuple[date, int], ...]:
    found: dict[date, int] = {}
    for i in range(n_weeks):
        found[(START + timedelta(weeks=i)).replace(day=1)] = i + 1
    return tuple(found.items())
