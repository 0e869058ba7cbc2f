"""Variance of a paired difference by grade of input: how much rests on assumptions."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sinews.core.estimate import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class VarianceShares:
    """Sobol' shares of groups of inputs in the variance of one result.

    Attributes
    ----------
    closed
        Share that a group explains on its own.
    total
        Share that would go if all of the group were known last; at least `closed`.
    joint
        What no group explains on its own: 1 less the sum of the closed shares.
    """

    closed: Mapping[str, float]
    total: Mapping[str, float]
    joint: float


def split_variance(
    a: FloatArray, b: FloatArray, swapped: Mapping[str, FloatArray]
) -> VarianceShares:
    """Return variance shares from a pick-freeze design.

    Parameters
    ----------
    a, b
        The result on two independent sets of draws, shape (n_futures,).
    swapped
        Group to the result on the draws of `a` with the group's streams taken from `b`.

    Notes
    -----
    Saltelli et al. (2010) for closed, Jansen (1999) for total shares. Groups must be independent
    of each other; inside a group inputs may be correlated.
    """
    variance = np.concatenate([a, b]).var()
    if variance == 0:
        zero = dict.fromkeys(swapped, 0.0)
        return VarianceShares(closed=zero, total=dict(zero), joint=0.0)
    closed = {g: float((b * (y - a)).mean() / variance) for g, y in swapped.items()}
    total = {g: float(((a - y) ** 2).mean() / 2 / variance) for g, y in swapped.items()}
    return VarianceShares(closed=closed, total=total, joint=1 - sum(closed.values()))
