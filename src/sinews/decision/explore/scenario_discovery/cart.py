"""Scenario discovery by a classification tree (CART): leaves in which a strategy often fails."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.decision.explore.scenario_discovery.prim import Box, check_share, measure_box


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """How far a tree grows.

    Attributes
    ----------
    depth
        Most splits on the way to a leaf, which is also the most inputs that a leaf restricts.
    least
        Least share of the futures in a leaf.
    errors
        A split stays only if its sides differ by so many standard errors. The largest difference
        over all cuts of one input passes five by chance 4 times in 100,000 (Miller and Siegmund
        1982, cuts between 5 and 95 %), that over some 230 inputs once in a hundred tries.
    """

    depth: int = 4
    least: float = 0.05
    errors: float = 5.0


STANDARD: Final = Growth()


@dataclass(frozen=True, slots=True)
class Leaf:
    """The futures with ``low < x <= high`` in every input, and the share of interest in them."""

    low: FloatArray
    high: FloatArray
    share: float


def grow_tree(inputs: FloatArray, interest: FloatArray, growth: Growth = STANDARD) -> list[Leaf]:
    """Return the leaves of a tree that splits where the Gini impurity falls most.

    Of inputs that cut equally well the later is taken. Thresholds lie in the middle between
    neighbouring values.

    Parameters
    ----------
    inputs
        Shape (n_futures, n_inputs).
    interest
        True where the future is of interest, shape (n_futures,).

    Notes
    -----
    Breiman, Friedman, Olshen and Stone (1984), without pruning: splits are tested as they are made.
    """
    hit = interest.astype(bool)
    count = max(1, int(np.ceil(growth.least * len(hit))))
    done: list[Leaf] = []
    open_ = [(np.arange(len(hit)), *np.full((2, inputs.shape[1]), [[-np.inf], [np.inf]]), 0)]
    while open_:
        rows, low, high, depth = open_.pop()
        split = _find_split(inputs[rows], hit[rows], count) if depth < growth.depth else None
        if split is None or split[2] < growth.errors**2:
            done.append(Leaf(low, high, float(hit[rows].mean())))
            continue
        j, cut, _ = split
        below, left, right = inputs[rows, j] <= cut, high.copy(), low.copy()
        left[j] = right[j] = cut
        open_.append((rows[~below], right, high, depth + 1))
        open_.append((rows[below], low, left, depth + 1))
    return done


def _find_split(x: FloatArray, hit: FloatArray, count: int) -> tuple[int, float, float] | None:
    """Return input, threshold and chi-square of the split that parts the cases best, or None."""
    n, total = len(hit), int(hit.sum())
    if n < 2 * count or total in {0, n}:
        return None
    order = np.argsort(x, axis=0, kind="stable")
    values = np.take_along_axis(x, order, axis=0)
    below = np.arange(1, n)[:, None]
    cases = np.cumsum(hit[order], axis=0)[:-1]
    # n times the fall in impurity over p (1 - p): the chi-square of the two-by-two table.
    chi = (n * cases - below * total) ** 2 * (n / (total * (n - total)))
    chi = chi / (below * (n - below))
    allowed = (values[1:] > values[:-1]) & (below >= count) & (n - below >= count)
    chi = np.where(allowed, chi, -1.0)
    best = chi.max(axis=0)
    j = len(best) - 1 - int(np.argmax(best[::-1]))
    if best[j] <= 0:
        return None
    at = int(np.argmax(chi[:, j]))
    return j, float((values[at, j] + values[at + 1, j]) / 2), float(best[j])


def find_leaves(inputs: FloatArray, names: Sequence[str], interest: FloatArray) -> tuple[Box, ...]:
    """Return the leaves that are denser than the base, the one with most cases first.

    The tree is grown on half of the futures; base, density and coverage are measured on the other
    half, and a leaf that is not denser there by three standard errors is left out.

    Parameters
    ----------
    inputs
        Shape (n_futures, n_inputs).
    interest
        True where the future is of interest, shape (n_futures,).

    Raises
    ------
    EstimationError
        Fewer than 5 or more than 95 % of futures are of interest.
    """
    hit = interest.astype(bool)
    check_share(hit)
    chosen = np.arange(len(hit)) % 2 == 0
    first, last = inputs.min(axis=0), inputs.max(axis=0)
    boxes = [
        measure_box(
            inputs[~chosen],
            hit[~chosen],
            names,
            (np.maximum(leaf.low, first), np.minimum(leaf.high, last)),
            inputs,
        )
        for leaf in grow_tree(inputs[chosen], hit[chosen])
    ]
    return tuple(sorted((b for b in boxes if b is not None), key=lambda b: -b.coverage))
