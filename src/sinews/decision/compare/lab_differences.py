"""Strategies kept with the outcomes of every future, so that questions cost nothing.

Weights of the theories, the outcome that is looked at and the strategy that it is compared with can
all change without another run: strategies on the same futures are compared by subtraction, as
`sinews strategy compare` does it.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np

from sinews.campaign.elasticities import Ranges
from sinews.campaign.inputs import DONOR_GROUPS
from sinews.campaign.run.paths import WORKERS, Account, Paths, list_blocks
from sinews.campaign.run.setting import Setting
from sinews.campaign.strategy import Strategy
from sinews.core.estimate import FloatArray
from sinews.decision.integrate.evaluate import AS_THEY_ARE, Block, Evaluator
from sinews.decision.integrate.outcomes import COSTS, OUTCOMES
from sinews.decision.theories import HYPOTHESES

LEVELS: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
"""What a band shows: 90 and 50 % of futures, and the median."""
PATHS: Final[Mapping[str, Callable[[Paths], FloatArray]]] = {
    "rounds": lambda p: np.cumsum(p.account["rounds"], axis=0),
    "interceptors": lambda p: np.cumsum(p.account["interceptors"], axis=0),
    "ground": lambda p: np.cumsum(p.effects.ground, axis=0),
    "casualties_ru": lambda p: np.cumsum(p.effects.casualties_ru, axis=0),
    "casualties_ua": lambda p: np.cumsum(p.effects.casualties_ua, axis=0),
}
"""Path to what it shows, month by month, (n_months, n_futures)."""
WATCHED: Final = (*(o.id for o in OUTCOMES), *(c.id for c in COSTS.values()))


@dataclass(frozen=True, kw_only=True)
class Watched:
    """One strategy, or one less another, future by future.

    Attributes
    ----------
    ends
        Outcome id to values at the end of the war or the horizon, (n_theories, n_futures).
    paths
        Path id to values as if the war went on, (n_months, n_futures).
    """

    strategy: str
    ends: Mapping[str, FloatArray]
    paths: Mapping[str, FloatArray]


@dataclass(frozen=True, kw_only=True)
class Actual:
    """The base path in memory, block by block: what strategies are joined to."""

    whole: Evaluator
    blocks: Sequence[Block]


def open_actual(whole: Evaluator) -> Actual:
    """Return the base path, run once."""
    with ThreadPoolExecutor(WORKERS) as pool:
        blocks = list(pool.map(whole.open_block, list_blocks(whole.setting)))
    return Actual(whole=whole, blocks=blocks)


def _read(block: Block, paths: Paths) -> tuple[dict[str, FloatArray], dict[str, FloatArray]]:
    ends = block.integrate(block.follow(paths), AS_THEY_ARE).values
    first = block.span.first
    return {o: ends[o] for o in WATCHED}, {k: f(paths)[first:] for k, f in PATHS.items()}


def account_blocks(
    actual: Actual, strategy: Strategy, check: Callable[[], None] = lambda: None
) -> tuple[Account, ...]:
    """Return what a strategy buys, block by block: elasticities do not change it.

    Parameters
    ----------
    check
        Called before each block of futures; what it raises ends the work.
    """

    def run(block: Block) -> Account:
        check()
        return block.account(strategy)

    with ThreadPoolExecutor(WORKERS) as pool:
        return tuple(pool.map(run, actual.blocks))


def watch(
    actual: Actual,
    strategy: str,
    accounts: Sequence[Account],
    *,
    ranges: Ranges | None = None,
    without: tuple[str, ...] = (),
    check: Callable[[], None] = lambda: None,
) -> Watched:
    """Return the outcomes and paths of one strategy.

    Parameters
    ----------
    strategy
        Its id.
    accounts
        What it buys, from `account_blocks`.
    ranges
        A reader's ranges of elasticities; the published ones where they name none.
    without
        Switches turned off.
    check
        Called before each block of futures; what it raises ends the work.
    """

    def look(i: int) -> tuple[dict[str, FloatArray], dict[str, FloatArray]]:
        check()
        block = actual.blocks[i].view(ranges or {}, without)
        return _read(block, block.join(accounts[i]))

    with ThreadPoolExecutor(WORKERS) as pool:
        found = list(pool.map(look, range(len(actual.blocks))))
    return Watched(
        strategy=strategy,
        ends={o: np.concatenate([ends[o] for ends, _ in found], axis=1) for o in WATCHED},
        paths={k: np.concatenate([paths[k] for _, paths in found], axis=1) for k in PATHS},
    )


def contrast(a: Watched, b: Watched) -> Watched:
    """Return strategy a less strategy b."""
    return Watched(
        strategy=a.strategy,
        ends={o: a.ends[o] - b.ends[o] for o in WATCHED},
        paths={p: a.paths[p] - b.paths[p] for p in PATHS},
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


def sum_allocations(setting: Setting, strategy: Strategy, first: int) -> FloatArray:
    """Return military allocations of all donors as they are set, EUR bn summed up, (n_months,).

    Parameters
    ----------
    first
        First month that counts.
    """
    inputs = strategy.apply(setting.inputs, setting.calendar)
    summed = np.cumsum(np.sum([inputs[d] for d in DONOR_GROUPS], axis=0)) / 1000
    ends = [w for _, w in setting.calendar.month_ends()]
    before = summed[ends[first - 1] - 1] if first else 0.0
    return np.asarray(summed[np.array(ends[first:]) - 1] - before)


def largest_regrets(
    found: Mapping[str, Watched], outcome: str, sign: int
) -> dict[str, tuple[float, str]]:
    """Return how far each strategy lies below the leader of the worst theory for it, and which.

    Parameters
    ----------
    found
        Strategies on the same futures.
    sign
        1 where more is better, -1 where less is.
    """
    means = np.stack([w.ends[outcome].mean(axis=1) for w in found.values()])
    behind = (sign * means).max(axis=0) - sign * means
    worst = behind.argmax(axis=1)
    return {s: (float(behind[i, worst[i]]), HYPOTHESES.ids[worst[i]]) for i, s in enumerate(found)}
