"""Paths: draws of whole futures whose months are as the pool says and hang together."""

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.front.forecast.members import GAINS
from sinews.front.forecast.pool import LEVELS


def weigh_gains(z: FloatArray) -> FloatArray:
    """Return the likelihood weights of `GAINS` for a series on its working scale, (n_gains,)."""
    level = np.full(GAINS.size, z[0])
    squares = np.zeros(GAINS.size)
    for value in z[1:]:
        error = value - level
        level = level + GAINS * error
        squares = squares + error**2
    score = -0.5 * (z.size - 1) * np.log(np.maximum(squares, 1e-12))
    weights = np.exp(score - score.max())
    found: FloatArray = weights / weights.sum()
    return found


def correlate_months(gain: float, horizon: int) -> FloatArray:
    """Return how months ahead of a local level hang together, (horizon, horizon).

    With gain g and noise of variance 1 the filtered level has variance g, and a month's step g^2 /
    (1 - g): two months share the level's error and the steps up to the earlier one.
    """
    g = min(gain, 0.95)
    steps = np.arange(1, horizon + 1)
    shared = g + g**2 / (1 - g) * np.minimum.outer(steps, steps)
    covariance = shared + np.eye(horizon)
    spread = np.sqrt(np.diag(covariance))
    found: FloatArray = covariance / np.outer(spread, spread)
    return found


def draw_paths(
    quantiles: FloatArray, gain: float, rng: np.random.Generator, draws: int
) -> FloatArray:
    """Return paths with the given quantiles month by month, (n_draws, horizon).

    Parameters
    ----------
    quantiles
        `LEVELS` of each month, (horizon, 200).
    gain
        Gain of the local level that says how months hang together (a Gaussian copula).
    """
    from scipy.special import ndtr

    horizon = quantiles.shape[0]
    root = np.linalg.cholesky(correlate_months(gain, horizon))
    uniform = ndtr(rng.standard_normal((draws, horizon)) @ root.T)
    return np.stack(
        [np.interp(uniform[:, h], LEVELS, quantiles[h]) for h in range(horizon)], axis=1
    )
