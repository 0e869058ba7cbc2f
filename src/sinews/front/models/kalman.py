"""A local level seen by several observers: Kalman filter, likelihood and smoother.

    level[t] = level[t - 1] + N(0, walk^2);  observer k sees level[t] + N(0, noise[k]^2)

Written out for a scalar state, so that it costs no import; tests compare it with statsmodels.
"""

from dataclasses import dataclass

import numpy as np

from sinews.core.estimate import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Filtered:
    """Filtered and smoothed level.

    Attributes
    ----------
    loglik
        Log-likelihood; the first month's prior is diffuse and its first observation left out.
    mean, variance
        Of the level given observations up to each month, (n_months,).
    smooth_mean, smooth_variance
        Given all observations, (n_months,).
    """

    loglik: float
    mean: FloatArray
    variance: FloatArray
    smooth_mean: FloatArray
    smooth_variance: FloatArray


def filter_local_level(seen: FloatArray, walk: float, noise: FloatArray) -> Filtered:
    """Return the level behind what observers saw (Durbin and Koopman 2012, chapter 2).

    Parameters
    ----------
    seen
        Shape (n_observers, n_months); not a number where an observer saw nothing.
    walk
        Standard deviation of a month's step.
    noise
        Standard deviation of each observer, (n_observers,).
    """
    n = seen.shape[1]
    mean, variance = np.zeros(n), np.zeros(n)
    state, spread, loglik = 0.0, np.inf, 0.0
    for t in range(n):
        spread = spread + walk**2
        for y, r in zip(seen[:, t], noise, strict=True):
            if not np.isfinite(y):
                continue
            if np.isinf(spread):
                state, spread = float(y), float(r**2)
                continue
            total = spread + r**2
            loglik -= 0.5 * (np.log(2 * np.pi * total) + (y - state) ** 2 / total)
            gain = spread / total
            state, spread = state + gain * (y - state), spread * (1 - gain)
        mean[t], variance[t] = state, spread
    smooth_mean, smooth_variance = mean.copy(), variance.copy()
    for t in range(n - 2, -1, -1):
        if np.isinf(variance[t]):
            continue
        back = variance[t] / (variance[t] + walk**2)
        smooth_mean[t] = mean[t] + back * (smooth_mean[t + 1] - mean[t])
        ahead = smooth_variance[t + 1] - variance[t] - walk**2
        smooth_variance[t] = variance[t] + back**2 * ahead
    return Filtered(
        loglik=float(loglik),
        mean=mean,
        variance=variance,
        smooth_mean=smooth_mean,
        smooth_variance=smooth_variance,
    )
