"""The one curve that all hypotheses use."""

import numpy as np

from sinews.core.estimate import FloatArray


def logistic(x: FloatArray) -> FloatArray:
    """Return 1 / (1 + exp(-x)) without overflow."""
    return 0.5 * (1 + np.tanh(0.5 * x))


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
