"""The panel that forecasts are made from, and what of it was known at an origin."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sinews.core.estimate import FloatArray
from sinews.core.periods import add_months, count_months
from sinews.errors import UsageError

OPEN = 10_000
"""Allocation month of a pledge that is not allocated yet: later than any month of data."""


@cache
def settings(method: str) -> Mapping[str, Any]:
    """Return the settings of one method, each with its ground in settings.toml."""
    text = (files("sinews.support.forecast") / "settings.toml").read_text(encoding="utf-8")
    section: Mapping[str, Any] = tomllib.loads(text)[method]
    return section


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohorts:
    """Pledged amounts by the month of the pledge and the month in which they were allocated.

    Attributes
    ----------
    group
        Row of the group in the panel, shape (n_cohorts,).
    pledged, allocated
        Months since the start of the panel, shape (n_cohorts,); `allocated` is OPEN where the
        amount has not been allocated.
    amount
        EUR bn, shape (n_cohorts,).
    """

    group: NDArray[np.int64]
    pledged: NDArray[np.int64]
    allocated: NDArray[np.int64]
    amount: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Monthly allocations of all groups for one type, with the pledges behind them.

    Attributes
    ----------
    start
        First month.
    allocated
        EUR bn, shape (n_groups, n_months).
    """

    groups: tuple[str, ...]
    start: date
    allocated: FloatArray
    cohorts: Cohorts

    @property
    def n_months(self) -> int:
        """Number of months."""
        return int(self.allocated.shape[1])

    @property
    def end(self) -> date:
        """Last month."""
        return add_months(self.start, self.n_months - 1)

    def month_index(self, month: date) -> int:
        """Return the position of a month, or raise when the panel does not hold it."""
        i = count_months(self.start, month) - 1
        if not 0 <= i < self.n_months:
            raise UsageError(
                f"{month:%Y-%m} is outside the data, {self.start:%Y-%m} to {self.end:%Y-%m}."
            )
        return i

    def known_at(self, origin: int) -> "Panel":
        """Return what was known at the end of month `origin`: no later month, pledge or conversion.

        Months are dated as in the release at hand; revisions made since are not undone.
        """
        c = self.cohorts
        seen = c.pledged <= origin
        later = c.allocated[seen] > origin
        return Panel(
            groups=self.groups,
            start=self.start,
            allocated=self.allocated[:, : origin + 1],
            cohorts=Cohorts(
                group=c.group[seen],
                pledged=c.pledged[seen],
                allocated=np.where(later, OPEN, c.allocated[seen]),
                amount=c.amount[seen],
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a method is asked for: months ahead and number of draws."""

    horizon: int = 12
    n_draws: int = 3000
