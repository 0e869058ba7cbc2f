"""The pool: predictive distributions of the members, mixed with weights from earlier origins.

One pass over the months of a panel. After each month the members forecast, their errors of months
that are in by then enter histograms (in units of the series' volatility; older errors fade), and
what was forecast before is scored. The score of a mixture is a quadratic form in its weights, so
the weights that would have been best are a small convex problem; equal weights are the prior.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.front.forecast.kernel import score_mixture
from sinews.front.forecast.members import MEMBERS
from sinews.front.forecast.settings import Settings

N_QUANTILES: Final = 200
LEVELS: Final[FloatArray] = (np.arange(N_QUANTILES) + 0.5) / N_QUANTILES
NAMES: Final = (*MEMBERS, "persistence")
PERSISTENCE: Final = len(MEMBERS)
"""Persistence with its raw errors: the reference of all scores, a member, and what the pool gives
way to."""
_STEPS: Final = 300
_MORE_STEPS: Final = 50
_RATE: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixture:
    """Distribution functions of the members for one series, origin and horizon.

    Attributes
    ----------
    x
        Values in the unit of the series, ascending, shape (n_grid,).
    members
        Shape (n_members, n_grid).
    wide
        The member that expects a break, shape (n_grid,).
    """

    x: FloatArray
    members: FloatArray
    wide: FloatArray

    def score(self, observed: float) -> FloatArray:
        """Return the matrix whose quadratic form in weights is the CRPS, (n_members, n_members)."""
        found: FloatArray = score_mixture(self.x, self.members, observed)
        return found

    def quantiles(
        self, weights: FloatArray, break_share: float, levels: FloatArray = LEVELS
    ) -> FloatArray:
        """Return quantiles of the mixture at some levels, the shape of `levels`."""
        cdf = (1 - break_share) * weights @ self.members + break_share * self.wide
        # A flat stretch has no inverse: a rising line far below the resolution gives it one.
        rising = np.maximum.accumulate(cdf) + np.linspace(0, 1e-9, cdf.size)
        return np.interp(levels, rising, self.x)


def find_volatility(z: FloatArray, settings: Settings) -> FloatArray:
    """Return the root mean square of monthly changes so far, older ones fading, shape (n,).

    A change counts at most as `winsor` deviations; months before the first change share the second
    month's value, which the pass never uses.
    """
    fade = 0.5 ** (1 / settings.volatility_months)
    found = np.zeros(z.size)
    total = weight = 0.0
    for s in range(1, z.size):
        square = (z[s] - z[s - 1]) ** 2
        if s > 6:
            square = min(square, settings.winsor**2 * total / weight)
        total, weight = fade * total + square, fade * weight + 1.0
        found[s] = np.sqrt(total / weight)
    found[0] = found[1] if z.size > 1 else 0.0
    positive = found[found > 0]
    least = 0.1 * float(np.median(positive)) if positive.size else 1e-3
    return np.maximum(found, least)


def fit_weights(
    losses: FloatArray, strength: FloatArray, prior: FloatArray, start: FloatArray | None = None
) -> FloatArray:
    """Return the weights that minimise past scores of the mixture, shape (..., n_members).

    Minimises w'Aw - c p'log w over the simplex by exponentiated gradient: the first term is the
    mean relative CRPS of the linear pool, the second the distance from the weights p (a Dirichlet
    prior's logarithm).

    Parameters
    ----------
    losses
        Mean relative score matrices, (..., n_members, n_members).
    strength
        The prior's strength c, (...).
    prior
        The weights p before any score, (n_members,).
    start
        Weights to start from, near the result (last month's): fewer steps are taken.
    """
    weights = np.broadcast_to(prior, losses.shape[:-1]) if start is None else start
    largest = np.abs(losses).max(axis=(-2, -1)) + strength
    rate = (_RATE / np.maximum(largest, 1e-9))[..., None]
    for _ in range(_STEPS if start is None else _MORE_STEPS):
        slope = 2 * np.einsum("...ij,...j->...i", losses, weights)
        slope -= strength[..., None] * prior / weights
        slope -= (slope * weights).sum(axis=-1, keepdims=True)
        weights = weights * np.exp(np.clip(-rate * slope, -0.5, 0.5))
        weights /= weights.sum(axis=-1, keepdims=True)
    return weights
