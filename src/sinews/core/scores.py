"""Scores of forecasts given as draws: continuous ranked probability score, coverage, skill."""

import numpy as np
from numpy.typing import NDArray

from sinews.core.estimate import FloatArray


def score_crps(draws: FloatArray, observed: FloatArray | float) -> FloatArray:
    """Return the continuous ranked probability score of draws against what happened.

    The energy form, E|X - y| - E|X - X'| / 2 (Gneiting and Raftery 2007), with the second term
    from the sorted draws; in the unit of the quantity, smaller is better.

    Parameters
    ----------
    draws
        Shape (..., n_draws).
    observed
        Shape (...), one value a forecast.

    Returns
    -------
    Shape (...).
    """
    x = np.sort(np.asarray(draws, dtype=np.float64), axis=-1)
    y = np.asarray(observed, dtype=np.float64)[..., None]
    n = x.shape[-1]
    rank = 2 * np.arange(1, n + 1) - n - 1
    score: FloatArray = np.abs(x - y).mean(axis=-1) - (x * rank).sum(axis=-1) / n**2
    return score


def is_covered(
    draws: FloatArray, observed: FloatArray | float, level: float = 0.9
) -> NDArray[np.bool_]:
    """Return whether what happened is in the central interval of the draws, shape (...)."""
    tail = (1 - level) / 2
    low, high = np.quantile(draws, [tail, 1 - tail], axis=-1)
    y = np.asarray(observed, dtype=np.float64)
    inside: NDArray[np.bool_] = (low <= y) & (y <= high)
    return inside


def measure_skill(score: float, reference: float) -> float:
    """Return 1 - score / reference: 0 is as good as the reference, 1 is perfect.

    A reference that is perfect leaves nothing to gain: the skill is then 0 for an equally perfect
    forecast and minus infinity for any other.
    """
    if reference == 0:
        return 0.0 if score == 0 else -np.inf
    return 1 - score / reference
