"""The one curve that all hypotheses use."""

import numpy as np

from sinews.core.estimate import FloatArray


def logistic(x: FloatArray) -> FloatArray:
    """Return 1 / (1 + exp(-x)) without overflow."""
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -500.0, 500.0))))


def passed(x: FloatArray, threshold: FloatArray, width: FloatArray) -> FloatArray:
    """Return how far x has passed a threshold, in [0, 1]; one half at the threshold.

    Parameters
    ----------
    x
        (n_draws, n_months).
    threshold, width
        (n_draws, 1), in the unit of x.
    """
    return logistic((x - threshold) / width)
