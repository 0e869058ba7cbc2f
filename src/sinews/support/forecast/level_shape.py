"""Level and shape: a group's discounted past months, scaled by how much yearly levels move."""

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.support.forecast.panel import Panel, Task, settings

YEAR = 12
_SEEN_EUR_BN = 0.01
"""Groups that gave less a month than this say nothing about how levels move."""


def simulate_level_shape(
    panel: Panel, group: int, task: Task, rng: np.random.Generator
) -> FloatArray:
    """Return months drawn by discounted weight times a common level error.

    The shape is drawn from past months, a month counting half after `half_life_months`; the level
    error is log-normal with the spread that all groups' yearly totals have shown around that
    forecast until the origin, shrunk to a prior. Shape (n_draws, horizon).
    """
    s = settings("level_shape")
    y = panel.allocated[group]
    weight = _discount(len(y), s["half_life_months"])
    months = rng.choice(y, (task.n_draws, task.horizon), p=weight / weight.sum())
    level = np.exp(estimate_level_spread(panel) * rng.standard_normal((task.n_draws, 1)))
    return months * level


def estimate_level_spread(panel: Panel) -> float:
    """Return the standard deviation of the log error of the yearly level, over all groups.

    Overlapping years count as one twelfth of an observation each.
    """
    s = settings("level_shape")
    errors = _level_errors(panel.allocated, s["half_life_months"])
    seen = len(errors) / YEAR
    prior, weight = s["prior_log_sd"], s["prior_years"]
    square = (weight * prior**2 + (errors**2).sum() / YEAR) / (weight + seen)
    return float(np.sqrt(square))


def _level_errors(allocated: FloatArray, half_life: float) -> FloatArray:
    """Return log(next year's mean / discounted mean), for all groups and origins with both."""
    n = allocated.shape[1]
    first, last = YEAR - 1, n - YEAR - 1
    if last < first:
        return np.zeros(0)
    errors = []
    ahead = np.cumsum(np.pad(allocated, ((0, 0), (1, 0))), axis=1)
    for origin in range(first, last + 1):
        weight = _discount(origin + 1, half_life)
        mean = allocated[:, : origin + 1] @ weight / weight.sum()
        then = (ahead[:, origin + 1 + YEAR] - ahead[:, origin + 1]) / YEAR
        given = (mean > _SEEN_EUR_BN) & (then > _SEEN_EUR_BN)
        errors.append(np.log(then[given] / mean[given]))
    return np.concatenate(errors)


def _discount(n: int, half_life: float) -> FloatArray:
    age = np.arange(n - 1, -1, -1)
    weight: FloatArray = 0.5 ** (age / half_life)
    return weight
