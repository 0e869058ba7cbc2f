"""Twelve naive and statistical forecasts of one series, each with its own spread."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
from scipy.special import ndtri

from sinews.core.estimate import FloatArray
from sinews.materiel.depletion.levels import LEVELS

_Z: Final[FloatArray] = ndtri(LEVELS)
_OFFSET: Final = 0.5
"""Added before logs: months without a claim exist."""
_LEAST_ERRORS: Final = 5
"""Fewer errors of one horizon give no spread; the last horizon that has them stands in."""
_LARGEST_LOG: Final = 16.0
_LEVEL: Final = 80
Moments = tuple[FloatArray, FloatArray]
"""Centre and spread of a normal forecast a month ahead, shapes (n_ahead,)."""


def forecast_last(y: FloatArray, ahead: int) -> Moments:
    """Return the last value, with a random walk's spread."""
    steps = np.sqrt(np.arange(1, ahead + 1))
    return np.full(ahead, y[-1]), float(np.sqrt(np.mean(np.diff(y) ** 2))) * steps


def forecast_mean(y: FloatArray, ahead: int, window: int) -> Moments:
    """Return the mean of the last values, with the spread its errors had at each horizon."""
    size = min(window, len(y) - 1)
    means = np.convolve(y, np.full(size, 1 / size), "valid")
    centre = np.full(ahead, means[-1])
    spread, known = np.empty(ahead), float(np.std(np.diff(y)))
    for h in range(1, ahead + 1):
        errors = y[size - 1 + h :] - means[:-h] if h < len(means) else np.empty(0)
        if len(errors) >= _LEAST_ERRORS:
            known = float(np.sqrt(np.mean(errors**2)))
        spread[h - 1] = known
    return centre, spread


def forecast_drift(y: FloatArray, ahead: int) -> Moments:
    """Return the random walk with drift (Hyndman and Athanasopoulos 2021, section 5.2)."""
    steps, n = np.diff(y), len(y) - 1
    h = np.arange(1, ahead + 1)
    return y[-1] + steps.mean() * h, steps.std(ddof=1) * np.sqrt(h * (1 + h / n))


def forecast_library(y: FloatArray, ahead: int, model: str) -> Moments:
    """Return the forecast of a statsforecast model: AutoETS, AutoARIMA or dynamic theta."""
    from statsforecast import models

    made: Any = getattr(models, model)(season_length=1)
    found = made.forecast(y=y, h=ahead, level=[_LEVEL])
    centre, low, high = (
        np.asarray(found[k], dtype=np.float64) for k in ("mean", f"lo-{_LEVEL}", f"hi-{_LEVEL}")
    )
    half = float(ndtri(0.5 + _LEVEL / 200))
    return centre, np.maximum((high - low) / 2 / half, 1e-6)


_ON_LOG: Final[Mapping[str, Callable[[FloatArray, int], Moments]]] = {
    "last": forecast_last,
    "mean_3": lambda y, h: forecast_mean(y, h, 3),
    "mean_6": lambda y, h: forecast_mean(y, h, 6),
    "mean_12": lambda y, h: forecast_mean(y, h, 12),
    "drift_log": forecast_drift,
    "ets_log": lambda y, h: forecast_library(y, h, "AutoETS"),
    "arima_log": lambda y, h: forecast_library(y, h, "AutoARIMA"),
    "theta_log": lambda y, h: forecast_library(y, h, "DynamicOptimizedTheta"),
}
_ON_NATURAL: Final[Mapping[str, Callable[[FloatArray, int], Moments]]] = {
    "drift_natural": forecast_drift,
    "ets_natural": lambda y, h: forecast_library(y, h, "AutoETS"),
    "arima_natural": lambda y, h: forecast_library(y, h, "AutoARIMA"),
    "theta_natural": lambda y, h: forecast_library(y, h, "DynamicOptimizedTheta"),
}
BASELINES: Final[tuple[str, ...]] = (*_ON_LOG, *_ON_NATURAL)
_LIBRARY: Final = ("ets", "arima", "theta")


def has_library() -> bool:
    """Return whether statsforecast (extra ``stats``) is installed."""
    from importlib.util import find_spec

    return find_spec("statsforecast") is not None


def list_available() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the baselines that can be run here, and those left out."""
    if has_library():
        return BASELINES, ()
    left_out = tuple(b for b in BASELINES if b.startswith(_LIBRARY))
    return tuple(b for b in BASELINES if b not in left_out), left_out


def forecast_baseline(name: str, rate: FloatArray, ahead: int) -> FloatArray:
    """Return quantiles of the monthly rate, shape (ahead, 200); never below zero.

    Parameters
    ----------
    rate
        Past claims a mean month, shape (n_months,).
    """
    if name in _ON_LOG:
        centre, spread = _ON_LOG[name](np.log(rate + _OFFSET), ahead)
        logs = centre[:, None] + spread[:, None] * _Z
        return np.maximum(np.exp(np.minimum(logs, _LARGEST_LOG)) - _OFFSET, 0.0)
    centre, spread = _ON_NATURAL[name](rate, ahead)
    return np.maximum(centre[:, None] + spread[:, None] * _Z, 0.0)
