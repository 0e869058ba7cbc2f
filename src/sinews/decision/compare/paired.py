"""Paired differences between strategies on the same futures, with simultaneous intervals."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.core.rng import stream


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedDifferences:
    """Mean differences to a baseline with a simultaneous interval (max-t).

    The interval states sampling error only, never the uncertainty of the result.

    Attributes
    ----------
    mean, low, high
        One value a comparison, shape (n_comparisons,).
    share_better
        Share of futures in which the difference is positive, shape (n_comparisons,).
    """

    mean: FloatArray
    low: FloatArray
    high: FloatArray
    share_better: FloatArray


def compare_paired(
    differences: FloatArray, *, level: float = 0.9, seed: int = 0, n_sim: int = 20_000
) -> PairedDifferences:
    """Return means and simultaneous intervals of paired differences.

    Parameters
    ----------
    differences
        Outcome of each strategy less that of the baseline on the same futures, shape
        (n_futures, n_comparisons). A column of exact zeros stays exactly zero.
    level
        Joint coverage of all intervals.
    n_sim
        Normal vectors drawn for the critical value of the largest absolute t.

    Notes
    -----
    Single-step max-t over the estimated correlation (Hothorn, Bretz and Westfall 2008).
    """
    n = len(differences)
    mean = differences.mean(axis=0)
    sd = differences.std(axis=0, ddof=1)
    live = sd > 0
    critical = 0.0
    if live.sum() == 1:
        critical = _critical_of_one(seed, n_sim, level)
    elif live.any():
        corr = np.atleast_2d(np.corrcoef(differences[:, live], rowvar=False))
        values, vectors = np.linalg.eigh(corr)
        root = vectors * np.sqrt(np.maximum(values, 0))
        z = _normals(seed, n_sim, int(live.sum())) @ root.T
        critical = float(np.quantile(np.abs(z).max(axis=1), level))
    se = sd / np.sqrt(n)
    return PairedDifferences(
        mean=mean,
        low=mean - critical * se,
        high=mean + critical * se,
        share_better=(differences > 0).mean(axis=0),
    )


@lru_cache(maxsize=4)
def _normals(seed: int, n_sim: int, k: int) -> FloatArray:
    return stream(seed, "decision.max_t").standard_normal((n_sim, k))


@lru_cache(maxsize=4)
def _critical_of_one(seed: int, n_sim: int, level: float) -> float:
    return float(np.quantile(np.abs(_normals(seed, n_sim, 1)), level))
