"""What the lab keeps between requests: the actual path, and strategies that were run already."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Lock
from typing import Final, TypeVar

from cachetools import LRUCache
from fastapi import FastAPI

from sinews.campaign.report import UNTIL
from sinews.campaign.run.paths import Account
from sinews.campaign.run.setting import IN_MODEL, open_setting
from sinews.campaign.strategy import Strategy, shipped_strategies
from sinews.data.evidence.evidence import Evidence
from sinews.decision.compare.lab_differences import (
    Actual,
    Watched,
    account_blocks,
    open_actual,
    watch,
)
from sinews.decision.compare.study import build_evaluator
from sinews.decision.explore.thresholds import Thresholds, find_thresholds
from sinews.decision.integrate.outcomes import find_outcome
from sinews.decision.report.shipped import START
from sinews.decision.theories.historical_record import compute_base_rate
from sinews.web.lab.lab_state import LabState

T = TypeVar("T")
FUTURES: Final = 1_024
SEED: Final = 1
ROOM: Final = 24
"""Strategies of readers that are kept; each takes some four megabytes."""
VIEWS: Final = 4
"""Sets of elasticities whose actual path is kept."""
Check = Callable[[], None]
"""Raises where the reader has left."""
_BEAT: Final = 0.25


def _stay() -> None:
    """Never leave."""


class Desk:
    """Runs strategies one at a time, each on all cores, and remembers the newest."""

    def __init__(self, evidence: Evidence, *, futures: int = FUTURES, seed: int = SEED) -> None:
        self.futures, self.seed = futures, seed
        self._evidence, self._working = evidence, Lock()
        self._actual: LRUCache[object, Actual] = LRUCache(VIEWS)
        self._accounts: LRUCache[object, tuple[Account, ...]] = LRUCache(ROOM)
        self._watched: LRUCache[object, Watched] = LRUCache(ROOM)
        self._thresholds: LRUCache[object, Thresholds] = LRUCache(ROOM)
        self.base_rate = compute_base_rate(evidence.frame("wars")).hazard()

    def actual(self, state: LabState, check: Check = _stay) -> Actual:
        """Return the base path, which no elasticity moves, under the reader's switches."""
        off = tuple(s for s in state.without if s in IN_MODEL)
        return self._remember(self._actual, off, lambda: self._open(off), check)

    def _open(self, without: tuple[str, ...]) -> Actual:
        setting = open_setting(
            self._evidence,
            futures=self.futures,
            seed=self.seed,
            until=UNTIL,
            without=without,
        )
        return open_actual(build_evaluator(self._evidence, setting, START))

    def shipped(self, id: str, state: LabState, check: Check = _stay) -> Watched:
        """Return a shipped strategy in the reader's view."""
        return self._watch(shipped_strategies()[id], (id, ()), state, check)

    def own(self, state: LabState, label: str, check: Check = _stay) -> Watched:
        """Return the reader's strategy in the reader's view."""
        if not state.changed:
            return self.shipped(state.start, state, check)
        return self._watch(state.strategy(label), state.key, state, check)

    def _watch(
        self, strategy: Strategy, key: tuple[object, ...], state: LabState, check: Check
    ) -> Watched:
        actual = self.actual(state, check)
        off = tuple(s for s in state.without if s in IN_MODEL)
        accounts = self._remember(
            self._accounts, (key, off), lambda: account_blocks(actual, strategy, check), check
        )

        def make() -> Watched:
            return watch(
                actual,
                strategy.id,
                accounts,
                ranges=state.ranges,
                without=state.without,
                check=check,
            )

        return self._remember(self._watched, (key, state.view_key), make, check)

    def thresholds(self, state: LabState, label: str, check: Check = _stay) -> Thresholds:
        """Return where the order of the reader's strategy and the compared one flips."""
        whole = self.actual(state, check).whole
        setting = replace(whole.setting, ranges=state.ranges, without=state.without)
        whole = replace(whole, setting=setting)
        own = state.strategy(label) if state.changed else shipped_strategies()[state.start]
        pair = (own, shipped_strategies()[state.versus])
        outcome = find_outcome(state.outcome)
        key = (state.key, state.versus, state.outcome, tuple(state.weights), state.view_key)
        return self._remember(
            self._thresholds,
            key,
            lambda: find_thresholds(whole, pair, (outcome,), state.weights, quick=True)[0],
            check,
        )

    def _remember(
        self, kept: "LRUCache[object, T]", key: object, make: Callable[[], T], check: Check
    ) -> T:
        with self._turn(check):
            if key not in kept:
                kept[key] = make()
            return kept[key]

    @contextmanager
    def _turn(self, check: Check) -> Iterator[None]:
        """Wait for one's turn; a reader who leaves meanwhile gives it up."""
        while not self._working.acquire(timeout=_BEAT):
            check()
        try:
            yield
        finally:
            self._working.release()


_MAKING: Final = Lock()


def desk_of(app: FastAPI) -> Desk:
    """Return the desk of an application, made at the first need."""
    with _MAKING:
        if not hasattr(app.state, "desk"):
            app.state.desk = Desk(app.state.shelf.evidence)
    desk: Desk = app.state.desk
    return desk
