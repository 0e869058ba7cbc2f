"""Regret: what is lost by not having chosen the best, over futures and over theories."""

from dataclasses import dataclass

import numpy as np

from sinews.core.estimate import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Regret:
    """Regret of each strategy; larger is worse, in the unit of the outcome.

    Attributes
    ----------
    expected
        Mean over futures; for the chosen strategy it is the value of perfect information.
    q90, q95
        Quantiles over futures. The maximum over futures is not a quantity: it grows with their
        number.
    over_theories
        Largest difference of means to the best strategy under any one theory: minimax regret is
        its smallest value.
    """

    expected: FloatArray
    q90: FloatArray
    q95: FloatArray
    over_theories: FloatArray


def compute_regret(utility: FloatArray, theory_means: FloatArray) -> Regret:
    """Return the regret of each strategy.

    Parameters
    ----------
    utility
        Outcome to be maximised, mixed over theories, shape (n_futures, n_strategies).
    theory_means
        Mean outcome of each strategy under each theory, shape (n_theories, n_strategies).
    """
    lost = utility.max(axis=1, keepdims=True) - utility
    q90, q95 = np.quantile(lost, [0.9, 0.95], axis=0)
    return Regret(
        expected=lost.mean(axis=0),
        q90=q90,
        q95=q95,
        over_theories=(theory_means.max(axis=1, keepdims=True) - theory_means).max(axis=0),
    )


def value_of_knowing_theory(theory_means: FloatArray, weights: FloatArray) -> float:
    """Return the gain from learning which theory is true before choosing.

    Parameters
    ----------
    theory_means
        Shape (n_theories, n_strategies).
    weights
        The reader's weights, shape (n_theories,), summing to one.
    """
    informed = float(weights @ theory_means.max(axis=1))
    return informed - float((weights @ theory_means).max())
