"""Ground: one monthly rate of advance, seen by two maps with an error of their own."""

from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.front.models.kalman import Filtered, filter_local_level

_WALKS: Final = np.linspace(20.0, 260.0, 25)
_NOISES: Final = np.linspace(15.0, 165.0, 16)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundFit:
    """The local level of the monthly net change of ground.

    Attributes
    ----------
    walk, noise
        Equally likely draws of the standard deviation of a month's step and of one map's error,
        km2, (n_draws,).
    level
        Level at the posterior means, km2 a month.
    """

    walk: FloatArray
    noise: FloatArray
    level: Filtered


def fit_ground(maps: FloatArray, rng: np.random.Generator, draws: int) -> GroundFit:
    """Return the level behind the maps, (n_maps, n_months) km2, and draws of its two parameters.

    Both maps err alike. The posterior is taken on a grid with a flat prior on either parameter.
    """
    pairs = list(product(_WALKS, _NOISES))
    noises = np.ones(maps.shape[0])
    logs = np.array([filter_local_level(maps, w, r * noises).loglik for w, r in pairs])
    weights = np.exp(logs - logs.max())
    chosen = rng.choice(len(pairs), size=draws, p=weights / weights.sum())
    found = np.array(pairs)[chosen]
    # Within a cell of the grid any value is as likely.
    found = found + rng.uniform(-0.5, 0.5, found.shape) * (
        _WALKS[1] - _WALKS[0],
        _NOISES[1] - _NOISES[0],
    )
    level = filter_local_level(maps, float(found[:, 0].mean()), found[:, 1].mean() * noises)
    return GroundFit(walk=found[:, 0], noise=found[:, 1], level=level)


def measure_disagreement(maps: FloatArray) -> float:
    """Return the standard deviation of the difference of two maps in months that both have."""
    gap = maps[0] - maps[1]
    return float(gap[np.isfinite(gap)].std(ddof=1))
