"""Strategies run and integrated block by block of futures, on two threads: the one way to do it."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sinews.campaign.elasticities import Ranges, narrow
from sinews.campaign.model.declared import campaign_model
from sinews.campaign.run.paths import (
    BLOCK,
    WORKERS,
    Account,
    History,
    Paths,
    join_paths,
    list_blocks,
    run_account,
    run_history,
    total_costs,
)
from sinews.campaign.run.setting import Setting
from sinews.campaign.strategy import Strategy
from sinews.core.estimate import FloatArray
from sinews.decision.compare.comparison import Comparison
from sinews.decision.integrate.hazard import Courses, Integrated, follow, integrate
from sinews.decision.integrate.indices import Span, read_state
from sinews.decision.integrate.outcomes import MONTHS
from sinews.decision.integrate.state import State
from sinews.decision.theories import HYPOTHESES
from sinews.decision.theories.draws import Theories
from sinews.engine.compile.kernel import load_kernel

AS_THEY_ARE: Final = np.ones(len(HYPOTHESES))
"""Anchors that leave the hazard of every theory alone."""
ANCHORING: Final = 1024
"""Futures whose mean hazard ratio anchors the theories: the first ones."""
Paid = Callable[[int, str, Paths], None]
"""Looks at the paths of one strategy in the block that begins with a future."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """Strategies compared, with the theories as they are and at the same mean hazard ratio."""

    raw: Comparison
    anchored: Comparison


@dataclass(frozen=True, kw_only=True)
class Evaluator:
    """Follows strategies on the futures of one setting.

    Attributes
    ----------
    theories
        Draws for all futures of the setting.
    """

    setting: Setting
    span: Span
    theories: Theories

    def open_block(self, first: int, *, futures: int | None = None, weeks: int = 0) -> "Block":
        """Return the block of futures that begins with one, with the base path's account.

        Parameters
        ----------
        weeks
            Weeks in which all strategies have the inputs of the base path; not run again.
        """
        rows = slice(first, min(first + (futures or BLOCK), self.setting.futures))
        return Block(self, first, rows, weeks)


class Block:
    """Some futures: their draws, the account of the base path, and what follows from a strategy."""

    def __init__(self, whole: Evaluator, first: int, rows: slice, weeks: int) -> None:
        self.setting, self.span, self.first = whole.setting, whole.span, first
        self.draws = whole.setting.draws.select(rows)
        self.theories = whole.theories.select(rows)
        self.base: Account = run_account(self.setting, self.draws, None)
        self.history: History | None = (
            run_history(self.setting, self.draws, weeks) if weeks else None
        )

    def run(self, strategy: Strategy) -> Paths:
        """Return the paths of a strategy."""
        return self.join(self.account(strategy))

    def join(self, account: Account) -> Paths:
        """Return the paths of an account."""
        return join_paths(self.setting, self.draws, account, self.base)

    def account(self, strategy: Strategy) -> Account:
        """Return what a strategy buys."""
        if not strategy.settings:
            return self.base
        return run_account(self.setting, self.draws, strategy, self.history)

    def repeat(self, effects: Mapping[str, FloatArray]) -> "Block":
        """Return the futures once for each set of elasticities, set after set.

        Parameters
        ----------
        effects
            Elasticities and constants by id, (n_sets,) each.
        """
        n, sets = self.draws.front.size, next(iter(effects.values())).size
        rows = np.tile(np.arange(n), sets)
        other = copy(self)
        other.draws = replace(
            self.draws.select(rows), effects={k: np.repeat(v, n) for k, v in effects.items()}
        )
        other.theories = self.theories.select(rows)
        other.base = self.base.select(rows)
        return other

    def view(self, ranges: Ranges, without: tuple[str, ...]) -> "Block":
        """Return the same futures with a reader's ranges and switches turned off."""
        known, rows = narrow(ranges), slice(self.first, self.first + self.draws.front.size)
        futures, seed = self.setting.futures, self.setting.seed
        own = {k: known[k].draw(futures, seed)[rows] for k in ranges}
        other = copy(self)
        other.draws = replace(self.draws, effects={**self.draws.effects, **own})
        other.setting = replace(self.setting, ranges=dict(ranges), without=without)
        return other

    def follow(self, paths: Paths) -> tuple[Courses, FloatArray]:
        """Return the courses under every theory, and the months to both preconditions, (n,)."""
        state = read_state(paths, self.draws.effects["irrecoverable"], self.span, self.theories)
        first = self.span.first
        totals = {
            "ground_km2": np.cumsum(paths.effects.ground, axis=0),
            "casualties_ua_k": np.cumsum(paths.effects.casualties_ua, axis=0),
            **total_costs(paths.account),
        }
        amounts = {o: np.ascontiguousarray(y[first:].T) for o, y in totals.items()}
        return follow(state, amounts, self.theories), count_months_to_both(state, self.theories)

    def integrate(self, followed: tuple[Courses, FloatArray], anchors: FloatArray) -> Integrated:
        """Return expected outcomes at the end of the war or the horizon."""
        courses, months = followed
        found = integrate(courses, self.theories.hazard, anchors)
        months_k = np.broadcast_to(months, courses.waited.shape[:2])
        return Integrated(
            values={**found.values, MONTHS.id: months_k}, hazard_sums=found.hazard_sums
        )


def count_months_to_both(state: State, theories: Theories) -> FloatArray:
    """Return months until both preconditions of the article hold, one past the horizon if never."""
    p = theories.thresholds["pressure"]
    both = (state.pressure >= p["pressure_threshold"]) & (state.belief <= p["belief_threshold"])
    n_months = both.shape[1]
    first = np.where(both.any(axis=1), both.argmax(axis=1) + 1, n_months + 1)
    return np.asarray(first, dtype=float)


def evaluate(
    whole: Evaluator, strategies: Sequence[Strategy], look: Paid = lambda *_: None
) -> Evaluated:
    """Run all strategies and integrate the ending under every theory.

    Every future is a function of its index alone: blocks and threads change no bit.

    Parameters
    ----------
    look
        Called with every block and strategy; what it raises ends the work.
    """
    load_kernel(campaign_model())
    anchors = find_anchors(whole, strategies)

    def work(first: int) -> list[tuple[Integrated, Integrated]]:
        block, found = whole.open_block(first), []
        for s in strategies:
            paths = block.run(s)
            look(first, s.id, paths)
            courses = block.follow(paths)
            found.append((block.integrate(courses, AS_THEY_ARE), block.integrate(courses, anchors)))
        return found

    with ThreadPoolExecutor(WORKERS) as pool:
        blocks = list(pool.map(work, list_blocks(whole.setting)))
    ids = tuple(s.id for s in strategies)
    cells = len(strategies) * whole.setting.futures * len(whole.span.counted)
    raw = [[pair[0] for pair in b] for b in blocks]
    anchored = [[pair[1] for pair in b] for b in blocks]
    return Evaluated(
        raw=_join(ids, raw, AS_THEY_ARE, cells),
        anchored=_join(ids, anchored, anchors, cells),
    )


def find_anchors(whole: Evaluator, strategies: Sequence[Strategy]) -> FloatArray:
    """Return the mean hazard ratio of each theory over strategies and the first futures, (k,)."""
    total, cells = np.zeros(len(HYPOTHESES)), 0
    for first in list_blocks(whole.setting):
        if first >= ANCHORING:
            break
        block = whole.open_block(first)
        for s in strategies:
            courses, _ = block.follow(block.run(s))
            total += courses.ratio_sums
            cells += courses.waited[0].size
    return np.asarray(total / cells)


def _join(
    strategies: tuple[str, ...],
    blocks: Sequence[Sequence[Integrated]],
    anchors: FloatArray,
    cells: int,
) -> Comparison:
    """Return the outcomes of all blocks of all strategies, (n_theories, n_strategies, n)."""
    values: Mapping[str, FloatArray] = {
        o: np.concatenate([np.stack([i.values[o] for i in b], axis=1) for b in blocks], axis=2)
        for o in blocks[0][0].values
    }
    hazards = np.sum([i.hazard_sums for b in blocks for i in b], axis=0) / cells
    return Comparison(
        strategies=strategies,
        theories=HYPOTHESES.ids,
        values=values,
        anchors=dict(zip(HYPOTHESES.ids, map(float, anchors), strict=True)),
        mean_hazard=dict(zip(HYPOTHESES.ids, map(float, hazards), strict=True)),
    )
