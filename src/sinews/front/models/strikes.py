"""Strikes: chance to be stopped by family, growth of drones, share stopped against size of raid."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sinews.core.estimate import FloatArray

_STEPS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """Estimated coefficients with their standard errors and covariance."""

    values: FloatArray
    covariance: FloatArray

    @property
    def errors(self) -> FloatArray:
        """Standard errors, the shape of `values`."""
        found: FloatArray = np.sqrt(np.diag(self.covariance))
        return found

    def draw(self, rng: np.random.Generator, draws: int) -> FloatArray:
        """Return draws of the coefficients, (n_draws, n)."""
        return rng.multivariate_normal(self.values, self.covariance, draws)


def draw_stopped(
    launched: FloatArray, stopped: FloatArray, rng: np.random.Generator, draws: int
) -> FloatArray:
    """Return draws of the share that was stopped, by bootstrap over nights, (n_draws,).

    Parameters
    ----------
    launched, stopped
        By night, (n_nights,); nights without launches do not count.
    """
    used = launched > 0
    x, y = launched[used], stopped[used]
    picks = rng.integers(0, x.size, (draws, x.size))
    share: FloatArray = y[picks].sum(axis=1) / x[picks].sum(axis=1)
    return share


def fit_growth(weekly: FloatArray) -> Fitted:
    """Return logarithms of growth a week, ceiling a week and first week's level of launches.

    Logistic growth, least squares on the logarithm of weekly launches (Gauss-Newton, damped).
    """
    weeks = np.arange(weekly.size)
    target = np.log(weekly)
    theta = np.log([0.08, 1.2 * weekly.max(), weekly[:4].mean()])
    damping = 1e-2
    miss, slope = _miss(theta, weeks, target)
    for _ in range(_STEPS):
        normal = slope.T @ slope
        step = np.linalg.solve(normal + damping * np.diag(np.diag(normal)), slope.T @ miss)
        tried, tried_slope = _miss(theta - step, weeks, target)
        if tried @ tried < miss @ miss:
            theta, miss, slope, damping = theta - step, tried, tried_slope, damping / 3
        else:
            damping *= 4
    variance = miss @ miss / (weekly.size - theta.size)
    return Fitted(values=theta, covariance=variance * np.linalg.inv(slope.T @ slope))


def _miss(
    theta: FloatArray, weeks: NDArray[np.int_], target: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return errors of the logistic curve on the log scale, and their slopes."""

    def curve(p: FloatArray) -> FloatArray:
        rate, ceiling, first = np.exp(np.clip(p, -12, 14))
        fall = np.clip(-rate * weeks, -60, 0)
        found: FloatArray = np.log(ceiling) - np.log1p(
            np.maximum(ceiling / first - 1, -0.99) * np.exp(fall)
        )
        return found

    here = curve(theta)
    slopes = [(curve(theta + 1e-6 * unit) - here) / 1e-6 for unit in np.eye(theta.size)]
    return here - target, np.array(slopes).T


def fit_stopped_odds(
    launched: FloatArray, stopped: FloatArray, months: NDArray[np.int_]
) -> tuple[float, float]:
    """Return how the log-odds of being stopped move with the logarithm of the raid's size.

    Binomial regression with an effect of each month, errors robust to differences between nights
    (sandwich).

    Parameters
    ----------
    months
        Number of each night's month, from zero, (n_nights,).

    Returns
    -------
    Slope and its standard error.
    """
    x = np.column_stack([np.log(launched), np.eye(months.max() + 1)[months]])
    beta = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-x @ beta))
        bread = np.linalg.inv((x.T * (launched * p * (1 - p))) @ x)
        scores = x * (stopped - launched * p)[:, None]
        beta = beta + bread @ scores.sum(axis=0)
    covariance = bread @ (scores.T @ scores) @ bread
    return float(beta[0]), float(np.sqrt(covariance[0, 0]))
