"""Where a ranking turns: in the reader's weights, and along one parameter."""

from dataclasses import dataclass

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.errors import EstimationError


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightTurn:
    """The least mass of weight to move before the order of two strategies turns.

    Attributes
    ----------
    moved
        Mass moved, between 0 and 1.
    weights
        The weights at which they tie, shape (n_theories,).
    """

    moved: float
    weights: FloatArray


def turn_weights(differences: FloatArray, weights: FloatArray) -> WeightTurn | None:
    """Return the nearest weights at which the order turns, or None when no weights turn it.

    Parameters
    ----------
    differences
        Mean difference of the two strategies under each theory, shape (n_theories,).
    weights
        The reader's weights, shape (n_theories,), summing to one.
    """
    from scipy.optimize import linprog

    k = differences.size
    delta = -differences if weights @ differences < 0 else differences
    if delta.min() > 0:
        return None
    eye = np.eye(k)
    result = linprog(
        np.concatenate([np.zeros(k), np.ones(k)]),
        A_ub=np.vstack(
            [
                np.hstack([eye, -eye]),
                np.hstack([-eye, -eye]),
                np.concatenate([delta, np.zeros(k)])[None],
            ]
        ),
        b_ub=np.concatenate([weights, -weights, [0.0]]),
        A_eq=np.concatenate([np.ones(k), np.zeros(k)])[None],
        b_eq=[1.0],
        bounds=[(0, 1)] * (2 * k),
    )
    if not result.success:
        raise EstimationError(f"The search for the turning weights failed: {result.message}")
    return WeightTurn(moved=float(result.fun / 2), weights=np.asarray(result.x[:k]))


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterTurn:
    """The value of one parameter at which a mean difference changes its sign.

    Attributes
    ----------
    root, low, high
        The value and its 90 % bootstrap interval.
    found
        Share of bootstrap samples with a root in the range.
    """

    root: float
    low: float
    high: float
    found: float


def turn_parameter(
    values: FloatArray, differences: FloatArray, rng: np.random.Generator, *, n_boot: int = 500
) -> ParameterTurn | None:
    """Return where the mean difference crosses zero along a pinned parameter, or None.

    Parameters
    ----------
    values
        Pinned values in increasing order, shape (n_values,).
    differences
        Paired difference on common draws at each value, shape (n_values, n_futures).
    """
    root = _root(values, differences.mean(axis=1))
    if root is None:
        return None
    n = differences.shape[1]
    found = []
    for _ in range(n_boot):
        mean = differences[:, rng.integers(0, n, n)].mean(axis=1)
        if (r := _root(values, mean)) is not None:
            found.append(r)
    low, high = np.quantile(found, [0.05, 0.95])
    return ParameterTurn(root=root, low=float(low), high=float(high), found=len(found) / n_boot)


def _root(values: FloatArray, means: FloatArray) -> float | None:
    turns = np.flatnonzero(np.sign(means[:-1]) != np.sign(means[1:]))
    if turns.size == 0:
        return None
    i = int(turns[0])
    step = means[i] / (means[i] - means[i + 1])
    return float(values[i] + step * (values[i + 1] - values[i]))
