"""Value of information: which unknown, if resolved, would change the choice most."""

from dataclasses import dataclass

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.errors import EstimationError

_KNOTS = 6
_RIDGE = 1e-3
_FOLDS = 5
_MOST_WITH_PRODUCTS = 6
_FEW_FUTURES = 5_000
_MOST_WHEN_FEW = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationValue:
    """A bracket for the expected value of partial perfect information.

    Attributes
    ----------
    upper
        In-sample fit: optimistic.
    lower
        Choice made out of fold and scored on true outcomes: pessimistic.
    lower_error
        Standard error of `lower`.
    resolved
        False when the bracket is wider than a third of its middle.
    """

    upper: float
    lower: float
    lower_error: float
    resolved: bool


def _splines(x: FloatArray) -> FloatArray:
    from scipy.interpolate import BSpline

    knots = np.unique(np.quantile(x, np.linspace(0, 1, _KNOTS)))
    if knots.size < 2:
        return np.zeros((x.size, 0))
    full = np.concatenate([np.repeat(knots[0], 3), knots, np.repeat(knots[-1], 3)])
    inside = np.clip(x, knots[0], knots[-1])
    design: FloatArray = BSpline.design_matrix(inside, full, 3).toarray()
    return design[:, 1:]


def _features(inputs: FloatArray) -> FloatArray:
    n, d = inputs.shape
    parts = [np.ones((n, 1)), *(_splines(inputs[:, j]) for j in range(d))]
    if d <= _MOST_WITH_PRODUCTS:
        spread = inputs.std(axis=0)
        z = (inputs - inputs.mean(axis=0)) / np.where(spread > 0, spread, 1)
        parts += [(z[:, i] * z[:, j])[:, None] for i in range(d) for j in range(i + 1, d)]
    return np.hstack(parts)


def _fit(features: FloatArray, target: FloatArray) -> FloatArray:
    gram = features.T @ features + _RIDGE * np.eye(features.shape[1])
    return np.asarray(np.linalg.solve(gram, features.T @ target), dtype=float)


def value_information(utility: FloatArray, inputs: FloatArray) -> InformationValue:
    """Return the value of learning a set of inputs before choosing a strategy.

    Parameters
    ----------
    utility
        Outcome to be maximised, shape (n_futures, n_strategies).
    inputs
        The inputs to be learned, shape (n_futures, n_inputs).

    Raises
    ------
    EstimationError
        More inputs than so few futures can carry.

    Notes
    -----
    Regression method of Strong, Oakley and Brennan (2014), doi 10.1177/0272989X13505910: cubic
    B-splines of each input, pairwise products up to six inputs, ridge.
    """
    n, d = inputs.shape
    if n < _FEW_FUTURES and d > _MOST_WHEN_FEW:
        raise EstimationError(
            f"{n} futures cannot value {d} inputs together; run at least {_FEW_FUTURES:,} "
            f"futures or value at most {_MOST_WHEN_FEW}."
        )
    features = _features(inputs)
    fitted = features @ _fit(features, utility)
    upper = float(fitted.max(axis=1).mean() - fitted.mean(axis=0).max())
    fold = np.arange(n) % _FOLDS
    default = int(utility.mean(axis=0).argmax())
    gain = np.empty(n)
    for f in range(_FOLDS):
        out = fold == f
        choice = (features[out] @ _fit(features[~out], utility[~out])).argmax(axis=1)
        rows = utility[out]
        gain[out] = rows[np.arange(len(rows)), choice] - rows[:, default]
    lower, error = float(gain.mean()), float(gain.std(ddof=1) / np.sqrt(n))
    middle = (upper + lower) / 2
    return InformationValue(
        upper=upper,
        lower=lower,
        lower_error=error,
        resolved=bool(middle > 0 and upper - lower <= middle / 3),
    )
