"""Search on products of simplices: samples first, then moves of mass from one part to another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.core.rng import stream

FIRST_MOVE: Final = 0.25
LAST_MOVE: Final = 1 / 512

Score = Callable[[FloatArray], FloatArray]
"""Points of shape (n_points, n_shares) to what is maximised, shape (n_points,); -inf refuses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much is tried.

    Attributes
    ----------
    samples
        Points drawn in stage 1.
    starts
        Best points that are polished in stage 2.
    moves
        Points tried at once in a round of stage 2.
    rounds
        Most rounds a start.
    """

    samples: int
    starts: int = 3
    moves: int = 24
    rounds: int = 20
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What a search found, best first.

    Attributes
    ----------
    points
        Polished points, (n_starts, n_shares).
    scores
        Their scores on the futures of the search: optimistic, (n_starts,).
    sampled
        Best score of stage 1.
    tried
        Points that were scored.
    """

    points: FloatArray
    scores: FloatArray
    sampled: float
    tried: int


def search_simplices(
    blocks: Sequence[int], score: Score, effort: Effort, *, known: FloatArray | None = None
) -> Searched:
    """Return the best points of a product of simplices.

    Parameters
    ----------
    blocks
        Size of each simplex; the shares of a block are not negative and sum to one.
    known
        Points that are tried besides the samples, shape (n_known, n_shares).
    """
    rng = stream(effort.seed, "decision.search")
    drawn = [rng.dirichlet(np.ones(size), size=effort.samples) for size in blocks]
    points = np.hstack(drawn)
    if known is not None:
        points = np.vstack([known, points])
    scores = score(points)
    best = np.argsort(-scores, kind="stable")[: effort.starts]
    polished = [_polish(points[i], float(scores[i]), blocks, score, (effort, rng)) for i in best]
    order = sorted(polished, key=lambda p: -p[1])
    return Searched(
        points=np.array([p for p, _, _ in order]),
        scores=np.array([s for _, s, _ in order]),
        sampled=float(scores.max()),
        tried=len(points) + sum(n for _, _, n in polished),
    )


def _polish(
    point: FloatArray,
    value: float,
    blocks: Sequence[int],
    score: Score,
    how: tuple[Effort, np.random.Generator],
) -> tuple[FloatArray, float, int]:
    """Move mass inside blocks while it helps; halve the move when nothing in a round does."""
    effort, rng = how
    pairs = _pairs(blocks)
    move, tried = FIRST_MOVE, 0
    for _ in range(effort.rounds):
        if move < LAST_MOVE:
            break
        chosen = pairs[rng.permutation(len(pairs))[: effort.moves]]
        tries = np.repeat(point[None], len(chosen), axis=0)
        rows = np.arange(len(chosen))
        moved = np.minimum(point[chosen[:, 0]], move)
        tries[rows, chosen[:, 0]] -= moved
        tries[rows, chosen[:, 1]] += moved
        found = score(tries)
        tried += len(tries)
        i = int(found.argmax())
        if found[i] > value:
            point, value = tries[i], float(found[i])
        else:
            move /= 2
    return point, value, tried


def _pairs(blocks: Sequence[int]) -> np.ndarray[tuple[int, ...], np.dtype[np.intp]]:
    """Return every ordered pair of shares of the same block, shape (n_pairs, 2)."""
    first, found = 0, []
    for size in blocks:
        inside = range(first, first + size)
        found += [(i, j) for i in inside for j in inside if i != j]
        first += size
    return np.array(found, dtype=np.intp).reshape(-1, 2)
