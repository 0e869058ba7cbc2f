"""Settings over time: steps and ramps on dates."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from sinews.campaign.run.calendar import Calendar
from sinews.core.estimate import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """From a day on a lever moves to a value, at once or over some weeks."""

    start: date
    value: float
    over_weeks: int = 0


def lay_out(steps: tuple[Step, ...], neutral: float, calendar: Calendar) -> FloatArray:
    """Return a setting week by week, shape (n_weeks,).

    Parameters
    ----------
    steps
        In the order of their dates; before the first the setting is neutral. A ramp that the next
        step interrupts goes on from where it is.
    """
    weeks = np.arange(calendar.n_weeks, dtype=float)
    setting = np.full(calendar.n_weeks, float(neutral))
    for step in steps:
        first = calendar.week_of(step.start)
        begin = float(neutral) if first <= 0 else float(setting[min(first, weeks.size) - 1])
        share = np.ones_like(weeks)
        if step.over_weeks > 0:
            share = np.clip((weeks - first + 1) / step.over_weeks, 0.0, 1.0)
        ramp = np.where(share >= 1, step.value, begin + share * (step.value - begin))
        setting = np.where(weeks >= first, ramp, setting)
    return setting
