"""False-discovery rates: Benjamini-Hochberg on an empirical null, and posterior probabilities."""

import numpy as np

from sinews.core.estimate import FloatArray


def empirical_p(scores: FloatArray, null: FloatArray, weight: FloatArray) -> FloatArray:
    """Return upper-tail p-values of scores against weighted null scores, never 0.

    Parameters
    ----------
    null, weight
        Scores of cells without diversion and their weights, shape (m,).
    """
    order = np.argsort(null)
    above = np.concatenate([np.cumsum(weight[order][::-1])[::-1], [0.0]])
    rank = np.searchsorted(null[order], scores, side="left")
    unit = weight.mean()
    out: FloatArray = (above[rank] + unit) / (weight.sum() + unit)
    return out


def adjust_bh(p: FloatArray, *, null_share: float = 1.0) -> FloatArray:
    """Return q-values (Benjamini and Hochberg 1995; `null_share` as in Storey 2002)."""
    n = p.size
    order = np.argsort(p)
    raw = p[order] * n * null_share / np.arange(1, n + 1)
    q = np.empty(n)
    q[order] = np.minimum.accumulate(raw[::-1])[::-1]
    out: FloatArray = np.minimum(q, 1.0)
    return out


def estimate_prior(log_odds: FloatArray, *, rounds: int = 200) -> float:
    """Return the share of cells with diversion at which the posteriors average to itself (EM)."""
    share = 0.05
    ratio = np.exp(np.clip(log_odds, -40, 40))
    for _ in range(rounds):
        share = float(np.mean(share * ratio / (share * ratio + 1 - share)))
        share = min(max(share, 1e-4), 0.9)
    return share


def posterior(log_odds: FloatArray, share: float) -> FloatArray:
    """Return the probability of diversion given the evidence and the share of such cells."""
    out: FloatArray = 1 / (1 + np.exp(-np.clip(log_odds + np.log(share / (1 - share)), -40, 40)))
    return out
