"""How production ramps up to a target, and when a fire rate can be sustained from it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.core.periods import add_months
from sinews.errors import UsageError

MONTH_DAYS: Final = 365.25 / 12


@dataclass(frozen=True, slots=True, kw_only=True)
class RampPlan:
    """A plan to raise output.

    Attributes
    ----------
    start, target
        Output now and at the end, rounds a year.
    delay
        Months until the first new line produces.
    learning
        Months in which the gap then closes by 63 %: hiring, tooling and learning together.
    begins
        The first month.
    """

    start: float
    target: float
    delay: int
    learning: float
    begins: date

    def __post_init__(self) -> None:
        if self.start < 0 or self.target < 0:
            raise UsageError("Output cannot be negative; give start and target in rounds a year.")
        if self.delay < 0 or self.learning <= 0:
            raise UsageError("The delay is 0 months or more, and learning takes more than none.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ramp:
    """Output by month.

    Attributes
    ----------
    months
        The months.
    output, cumulative
        Rounds a month and in all, shape (n_months,).
    """

    months: tuple[date, ...]
    output: FloatArray
    cumulative: FloatArray


def ramp_production(plan: RampPlan, months: int) -> Ramp:
    """Return output by month: level for the delay, then closing the gap exponentially."""
    since = np.maximum(np.arange(months, dtype=np.float64) + 1 - plan.delay, 0.0)
    yearly = plan.target + (plan.start - plan.target) * np.exp(-since / plan.learning)
    output = yearly / 12
    return Ramp(
        months=tuple(add_months(plan.begins, i) for i in range(months)),
        output=output,
        cumulative=np.cumsum(output),
    )


def find_sustained(plan: RampPlan, fire: float) -> date | None:
    """Return the first month whose output carries a fire rate in rounds a day; None if never.

    Solved in closed form: the gap that may remain fixes the time since the delay.
    """
    need = fire * YEAR_DAYS
    if plan.start >= need:
        return plan.begins
    if plan.target <= need:
        return None
    since = plan.learning * np.log((plan.target - plan.start) / (plan.target - need))
    return add_months(plan.begins, plan.delay + int(np.ceil(since - 1e-9)) - 1)


YEAR_DAYS: Final = 12 * MONTH_DAYS
