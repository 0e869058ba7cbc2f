"""A changed strategy kept as differences to the actual path, so that questions cost nothing.

Weights of the theories, the outcome that is looked at and the strategy that it is compared with can
all change without another run: two strategies that were each compared with the actual path on the
same futures are compared with each other by subtraction.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sinews.campaign.strategy import Strategy
from sinews.core.estimate import FloatArray
from sinews.decision.compare.incremental_comparison import Live
from sinews.decision.integrate.evaluate import WORKERS, Follower, read_costs
from sinews.decision.integrate.model_state import READ, keep_inside
from sinews.decision.integrate.outcomes import COSTS, OUTCOMES
from sinews.decision.theories import HYPOTHESES
from sinews.engine.compile.kernel import load_kernel

LEVELS: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
"""What a band shows: 90 and 50 % of futures, and the median."""
PATHS: Final[Mapping[str, str]] = {
    "rounds": "cum_rounds",
    "ground": "cum_net_gain",
    "casualties_ua": "cum_casualties_ua",
    "pressure": "end_pressure",
    "belief": "end_belief",
}
"""Path to the outcome of the model whose difference it is, month by month."""
WATCHED: Final = (*(o.id for o in OUTCOMES), *(c.id for c in COSTS.values()))


@dataclass(frozen=True, kw_only=True)
class Watched:
    """One strategy less the actual path, on the futures that both kept.

    Attributes
    ----------
    kept
        Index of those futures, rising.
    ends
        Outcome id to differences at the end of the war or the horizon, (n_theories, n_kept).
    paths
        Path id to differences as if the war went on, (n_months, n_kept).
    dropped
        Share of futures that left the model's range under either.
    """

    strategy: str
    kept: NDArray[np.intp]
    ends: Mapping[str, FloatArray]
    paths: Mapping[str, NDArray[np.float32]]
    dropped: float


def watch(live: Live, strategy: Strategy, *, check: Callable[[], None] = lambda: None) -> Watched:
    """Run one strategy and return its differences to the actual path.

    Parameters
    ----------
    check
        Called before each block of futures; what it raises ends the work.
    """
    study = live.add(strategy)
    load_kernel(study.model)
    looking = _Looking(
        live=live,
        follower=Follower(study=study, span=live.span, theories=live.theories),
        costs=read_costs(study, live.span)[1],
        check=check,
    )
    with ThreadPoolExecutor(WORKERS) as pool:
        blocks = list(pool.map(looking.look, sorted(live.kept)))
    kept = np.concatenate([b.kept for b in blocks])
    return Watched(
        strategy=strategy.id,
        kept=kept,
        ends={o: np.concatenate([b.ends[o] for b in blocks], axis=1) for o in WATCHED},
        paths={p: np.concatenate([b.paths[p] for b in blocks], axis=1) for p in PATHS},
        dropped=1 - kept.size / study.runs,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """As `Watched`, on one block of futures."""

    kept: NDArray[np.intp]
    ends: Mapping[str, FloatArray]
    paths: Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looking:
    live: Live
    follower: Follower
    costs: Mapping[str, FloatArray]
    check: Callable[[], None]

    def look(self, first: int) -> _Seen:
        """Run one block and return its differences to the actual path."""
        self.check()
        known, study = self.live.kept[first], self.follower.study
        drawn, outcomes = self.live.run(study, READ, first, known.drawn.shape[1])
        before, after = outcomes.values()
        inside = keep_inside([before, after])
        courses = self.follower.follow(after, drawn, first, inside)
        ends = self.follower.expect(courses, first + inside, self.costs)
        rows = np.searchsorted(known.followed.inside, inside)
        start = self.live.span.first
        return _Seen(
            kept=first + inside,
            ends={o: ends[o] - known.ends[o][:, rows] for o in WATCHED},
            paths={
                id: (after.path(n)[start:] - before.path(n)[start:]).astype(np.float32)[:, inside]
                for id, n in PATHS.items()
            },
        )


def watch_nothing(live: Live) -> Watched:
    """Return the actual path less itself: zero in every future."""
    n, months = live.study.runs, len(live.span.counted)
    zero = np.zeros((len(HYPOTHESES), n))
    return Watched(
        strategy=live.baseline.id,
        kept=np.arange(n),
        ends=dict.fromkeys(WATCHED, zero),
        paths=dict.fromkeys(PATHS, np.zeros((months, n), dtype=np.float32)),
        dropped=0.0,
    )


def contrast(a: Watched, b: Watched) -> Watched:
    """Return strategy a less strategy b on the futures that both kept."""
    kept, in_a, in_b = np.intersect1d(a.kept, b.kept, assume_unique=True, return_indices=True)
    futures = max(a.kept.size / (1 - a.dropped), b.kept.size / (1 - b.dropped))
    return Watched(
        strategy=a.strategy,
        kept=kept,
        ends={o: a.ends[o][:, in_a] - b.ends[o][:, in_b] for o in WATCHED},
        paths={p: a.paths[p][:, in_a] - b.paths[p][:, in_b] for p in PATHS},
        dropped=1 - kept.size / futures,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A paired difference over futures.

    Attributes
    ----------
    levels
        5, 25, 50, 75 and 95 % of futures.
    mean, error
        Mean over futures with its standard error: sampling alone.
    above
        Share of futures in which it is above zero; those at zero count half.
    """

    levels: tuple[float, ...]
    mean: float
    error: float
    above: float


def spread(differences: FloatArray) -> Spread:
    """Return how a paired difference spreads over futures, shape (n_futures,)."""
    above = (differences > 0).mean() + 0.5 * (differences == 0).mean()
    return Spread(
        levels=tuple(float(q) for q in np.quantile(differences, LEVELS)),
        mean=float(differences.mean()),
        error=float(differences.std(ddof=1) / np.sqrt(differences.size)),
        above=float(above),
    )


def spread_by_theory(found: Watched, outcome: str) -> dict[str, Spread]:
    """Return the spread of one outcome under every theory."""
    return {h: spread(found.ends[outcome][k]) for k, h in enumerate(HYPOTHESES.ids)}


def spread_mixed(found: Watched, outcome: str, weights: FloatArray) -> Spread:
    """Return the spread of one outcome with the reader's weights."""
    return spread(np.asarray(weights @ found.ends[outcome]))


def fan(found: Watched, path: str) -> FloatArray:
    """Return the quantiles of a path month by month, (n_levels, n_months)."""
    return np.asarray(np.quantile(found.paths[path], LEVELS, axis=1), dtype=float)


def largest_regrets(
    found: Mapping[str, Watched], outcome: str, sign: int
) -> dict[str, tuple[float, str]]:
    """Return how far each strategy lies below the leader of the worst theory for it, and which.

    Parameters
    ----------
    found
        Strategies on the same futures; those that not all kept are left out.
    sign
        1 where more is better, -1 where less is.
    """
    sets = [w.kept for w in found.values()]
    kept = sets[0]
    for other in sets[1:]:
        kept = np.intersect1d(kept, other, assume_unique=True)
    means = np.stack(
        [w.ends[outcome][:, np.searchsorted(w.kept, kept)].mean(axis=1) for w in found.values()]
    )
    behind = (sign * means).max(axis=0) - sign * means
    worst = behind.argmax(axis=1)
    return {s: (float(behind[i, worst[i]]), HYPOTHESES.ids[worst[i]]) for i, s in enumerate(found)}
