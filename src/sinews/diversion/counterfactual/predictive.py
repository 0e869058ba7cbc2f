"""How far trade strays from its expected value: a calibrated gamma predictive distribution.

The variance of a window of n months has a month-to-month part, phi * mean^P a month (Tweedie mean
and variance; Dunn and Smyth 2018), and a part by which the level of a pair drifts, (tau * mean)^2.
"""

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sinews.core.estimate import FloatArray
from sinews.errors import EstimationError

POWER: Final = 1.61
"""Slope of log variance on log mean over months, Comext EU27 to seven partners, 2020-01 to 2022-01
(docs/diversion.md, "Noise")."""
_SHARE80, _Z80 = 0.8, 1.2816
_LOWEST_EUR: Final = 50.0
_NOTHING_EUR: Final = 1_000.0
"""A lower bound below the reporting threshold of one consignment is no trade at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Predictive:
    """Expected value and spread of exports over a window, per cell.

    Attributes
    ----------
    mean, variance
        Euro and euro squared, shape (n,).
    z_low, z_high
        Standard scores whose gamma quantiles bound 90 % of the cells without diversion, shape
        (n,); -1.64 and 1.64 when the gamma is right.
    """

    mean: FloatArray
    variance: FloatArray
    z_low: FloatArray
    z_high: FloatArray

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> "Predictive":
        """Return the named cells."""
        return Predictive(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})

    def interval(self) -> tuple[FloatArray, FloatArray]:
        """Return the 90 % interval of exports without diversion, euro."""
        from scipy.special import ndtr

        low = _gamma_quantile(ndtr(self.z_low), self.mean, self.variance)
        low = np.where(low < _NOTHING_EUR, 0.0, low)
        return low, _gamma_quantile(ndtr(self.z_high), self.mean, self.variance)

    def quantile(self, probability: FloatArray) -> FloatArray:
        """Return quantiles; `probability` broadcasts against (n,).

        The standard scores between and beyond the calibrated bounds are stretched by the factor
        that the bounds themselves need.
        """
        from scipy.special import ndtr, ndtri

        z = ndtri(probability)
        z = np.where(z < 0, z * self.z_low / ndtri(0.05), z * self.z_high / ndtri(0.95))
        return _gamma_quantile(ndtr(z), self.mean, self.variance)


def _shape(mean: FloatArray, variance: FloatArray) -> FloatArray:
    found: FloatArray = np.maximum(mean**2 / np.maximum(variance, 1.0), 1e-6)
    return found


def _gamma_quantile(probability: FloatArray, mean: FloatArray, variance: FloatArray) -> FloatArray:
    from scipy.special import gammaincinv

    shape = _shape(mean, variance)
    found: FloatArray = gammaincinv(shape, probability) * mean / shape
    return found


def standard_score(observed: FloatArray, mean: FloatArray, variance: FloatArray) -> FloatArray:
    """Return the normal score of an observation under the gamma, within [-5, 8]."""
    from scipy.special import gammainc, gammaincc, ndtri

    shape = _shape(mean, variance)
    x = np.maximum(observed, 1.0) * shape / np.maximum(mean, 1e-9)
    upper, lower = gammaincc(shape, x), gammainc(shape, x)
    z = np.where(upper < 0.5, -ndtri(np.maximum(upper, 1e-300)), ndtri(np.maximum(lower, 1e-300)))
    clipped: FloatArray = np.clip(z, -5.0, 8.0)
    return clipped


def estimate_dispersion(months: FloatArray) -> FloatArray:
    """Return phi per pair from its months before the war, half-way shrunk to the common value.

    Parameters
    ----------
    months
        Euro, shape (..., T).

    Raises
    ------
    EstimationError
        No pair varies at all.
    """
    mean, variance = months.mean(-1), months.var(-1, ddof=1)
    known = (mean > 0) & (variance > 0)
    if not known.any():
        raise EstimationError("No pair of the panel varies over the months before the war.")
    logs = np.zeros(mean.shape)
    logs[known] = np.log(variance[known]) - POWER * np.log(mean[known])
    common = float(np.median(logs[known]))
    out: FloatArray = np.exp(np.where(known, 0.5 * logs + 0.5 * common, common))
    return out


def window_variance(
    mean: FloatArray, phi: FloatArray, tau: FloatArray | float, *, months: int, history: int
) -> FloatArray:
    """Return the variance of exports over a window around their expected value, euro squared.

    Parameters
    ----------
    mean
        Expected exports of the window, euro.
    months, history
        Months in the window, and months from which the pair's level was estimated.
    """
    monthly = np.maximum(mean / months, 1e-9)
    noise = months * phi * monthly**POWER * (1 + months / history)
    out: FloatArray = np.maximum(noise + (tau * mean) ** 2, 1.0)
    return out


def calibrate_drift(
    observed: FloatArray, mean: FloatArray, phi: FloatArray, *, months: int, history: int
) -> float:
    """Return the tau at which 80 % of undiverted cells of size lie inside the 80 % interval.

    Parameters
    ----------
    observed, mean, phi
        Of cells known to hold no diversion, shape (n,); the larger half by `mean` is used.
    """
    large = mean >= np.median(mean)
    obs, mu, ph = observed[large], mean[large], phi[large]
    grid = np.geomspace(0.05, 3.0, 40)

    def covered(at: int) -> float:
        """Share inside the interval, which grows with tau."""
        spread = window_variance(mu, ph, float(grid[at]), months=months, history=history)
        return float((np.abs(standard_score(obs, mu, spread)) < _Z80).mean())

    low, high = 0, grid.size - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if covered(middle) < _SHARE80 else (low, middle)
    return float(grid[min((low, high), key=lambda at: abs(covered(at) - _SHARE80))])


def floor_expected(
    expected: FloatArray, history: FloatArray, growth: FloatArray, *, months: int
) -> FloatArray:
    """Return expected exports with an empirical-Bayes floor for pairs with little history.

    The level of a pair is shrunk towards what its partner's and its product's totals imply, with
    the weight of one month of such trade.

    Parameters
    ----------
    expected
        Of the window, euro, shape (P, K).
    history
        Months before the war, euro, shape (P, K, T0).
    growth
        Factor by which each partner's trade grew, shape (P, 1).
    """
    total = history.sum(2)
    n = history.shape[2]
    implied = total.sum(1, keepdims=True) * total.sum(0, keepdims=True) / max(total.sum(), 1.0) / n
    level = total / n
    weight = n / (n + 1.0)
    floored = weight * expected + (1 - weight) * implied * months * growth
    out: FloatArray = np.maximum(
        np.where(level > 0, floored, (1 - weight) * implied * months * growth), _LOWEST_EUR
    )
    return out
