"""Members of the pool: simple forecasts of a monthly series, made after each of its months.

Every member maps a series on its working scale, shape (n_months,), to forecasts of shape (n_months,
longest): row s is what it expects 1, 2, ... months after month s, from months up to s alone.
"""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from sinews.core.estimate import FloatArray

GAINS: Final = np.linspace(0.1, 1.0, 10)
"""Gains of the local level over which its forecast is averaged."""
DAMPING: Final = 0.85
DRIFT_MONTHS: Final = 12
TREND_MONTHS: Final = 24
SHARE_MONTHS: Final = 6

Member = Callable[[FloatArray, FloatArray, int], FloatArray]
"""Takes series and guide, both (n_months,), and the longest horizon."""


def _hold(level: FloatArray, longest: int) -> FloatArray:
    return np.repeat(level[:, None], longest, axis=1)


def average(z: FloatArray, months: int) -> FloatArray:
    """Return the mean of the last `months` months (fewer at the start), shape (n_months,)."""
    total = np.concatenate([[0.0], np.cumsum(z)])
    ends = np.arange(1, z.size + 1)
    starts = np.maximum(ends - months, 0)
    mean: FloatArray = (total[ends] - total[starts]) / (ends - starts)
    return mean


def filter_level(z: FloatArray) -> FloatArray:
    """Return the filtered local level, averaged over gains by their likelihood so far.

    The steady-state Kalman filter of a random walk seen with noise is exponential smoothing; its
    gain stands for the ratio of signal to noise. The variance is concentrated out of the Gaussian
    likelihood, gains are equally likely before the data (Harvey 1989, chapter 4).
    """
    level = np.full(GAINS.size, z[0])
    squares = np.zeros(GAINS.size)
    found = np.empty(z.size)
    found[0] = z[0]
    for s in range(1, z.size):
        error = z[s] - level
        level = level + GAINS * error
        squares = squares + error**2
        score = -0.5 * s * np.log(np.maximum(squares, 1e-12))
        weight = np.exp(score - score.max())
        found[s] = weight @ level / weight.sum()
    return found


def _drift(z: FloatArray, guide: FloatArray, longest: int) -> FloatArray:  # noqa: ARG001
    """Return the smoothed level and half of last year's drift, which dies out."""
    back = np.minimum(np.arange(z.size), DRIFT_MONTHS)
    slope = np.where(back > 0, (z - z[np.arange(z.size) - back]) / np.maximum(back, 1), 0.0)
    reach = np.cumsum(DAMPING ** np.arange(1, longest + 1))
    return filter_level(z)[:, None] + 0.5 * slope[:, None] * reach


def _theta(z: FloatArray, guide: FloatArray, longest: int) -> FloatArray:  # noqa: ARG001
    """Return the level plus half of the line's slope (Assimakopoulos and Nikolopoulos 2000)."""
    slope = np.zeros(z.size)
    for s in range(2, z.size):
        part = z[max(0, s + 1 - TREND_MONTHS) : s + 1]
        x = np.arange(part.size) - (part.size - 1) / 2
        slope[s] = x @ part / (x @ x)
    return filter_level(z)[:, None] + 0.5 * slope[:, None] * np.arange(1, longest + 1)


def _guided(z: FloatArray, guide: FloatArray, longest: int) -> FloatArray:
    """Return half-way between the series' level and the guide's with their usual distance."""
    guided = filter_level(guide) + average(z - guide, SHARE_MONTHS)
    return _hold((filter_level(z) + guided) / 2, longest)


MEMBERS: Final[Mapping[str, Member]] = {
    "last_pooled": lambda z, _, n: _hold(z, n),
    "mean_3": lambda z, _, n: _hold(average(z, 3), n),
    "mean_6": lambda z, _, n: _hold(average(z, 6), n),
    "mean_12": lambda z, _, n: _hold(average(z, 12), n),
    "drift": _drift,
    "level": lambda z, _, n: _hold(filter_level(z), n),
    "theta": _theta,
    "guided": _guided,
}
"""Members on the working scale, with errors pooled over series."""
