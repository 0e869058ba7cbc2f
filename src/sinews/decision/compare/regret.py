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


def worst_decile(outcome: FloatArray, share: float = 0.1) -> tuple[float, float]:
    """Return the mean of the lowest share of futures and its standard error.

    Parameters
    ----------
    outcome
        Larger is better, shape (n_futures,).
    """
    k = max(1, round(share * outcome.size))
    mean = float(np.partition(outcome, k - 1)[:k].mean())
    q = np.quantile(outcome, share)
    influence = np.minimum(outcome - q, 0) / share + q
    return mean, float(influence.std(ddof=1) / np.sqrt(outcome.size))


def satisficing_share(met: FloatArray, level: float = 0.9) -> tuple[float, float, float]:
    """Return low, share and high of the futures that meet all thresholds (Wilson 1927)."""
    from scipy.special import ndtri

    n, share = met.size, float(np.mean(met))
    z = float(ndtri(0.5 + level / 2))
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, centre - half), share, min(1.0, centre + half)
