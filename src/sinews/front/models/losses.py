"""Casualties: how claims, estimated deaths and the other side's losses move together."""

import numpy as np

from sinews.core.estimate import FloatArray


def fit_elasticity(of: FloatArray, on: FloatArray) -> tuple[float, float, float]:
    """Return slope, its standard error, and correlation of changes of logarithms.

    Parameters
    ----------
    of, on
        Positive monthly values of the same months, (n_months,).
    """
    y, x = np.diff(np.log(of)), np.diff(np.log(on))
    x = x - x.mean()
    slope = x @ y / (x @ x)
    rest = y - y.mean() - slope * x
    error = np.sqrt(rest @ rest / (y.size - 2) / (x @ x))
    return float(slope), float(error), float(np.corrcoef(x, y)[0, 1])


def draw_exponent(
    of: FloatArray, on: FloatArray, by: FloatArray, rng: np.random.Generator, draws: int
) -> FloatArray:
    """Return draws of the exponent of one side's losses on the other's, by an instrument.

    The covariance of changes of logarithms with the instrument's, of one over the other, bootstrap
    over months, (n_draws,).
    """
    y, x, z = (np.diff(np.log(v)) for v in (of, on, by))
    picks = rng.integers(0, y.size, (draws, y.size))

    def with_instrument(v: FloatArray) -> FloatArray:
        a, b = v[picks], z[picks]
        product = (a - a.mean(axis=1, keepdims=True)) * (b - b.mean(axis=1, keepdims=True))
        found: FloatArray = product.sum(axis=1)
        return found

    return with_instrument(y) / with_instrument(x)
