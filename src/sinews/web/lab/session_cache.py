"""What the lab keeps between requests: the actual path, and strategies that were run already."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from threading import Lock
from typing import Final

from fastapi import FastAPI

from sinews.campaign.strategy import Strategy, shipped_strategies
from sinews.data.evidence.evidence import Evidence
from sinews.decision.compare.incremental_comparison import BASELINE, UNTIL, Live
from sinews.decision.compare.lab_differences import Watched, watch, watch_nothing
from sinews.web.lab.answers import Lab
from sinews.web.lab.lab_state import LabState

FUTURES: Final = 2_000
SEED: Final = 1
ROOM: Final = 24
"""Strategies of readers that are kept; each takes some four megabytes."""


Check = Callable[[], None]
"""Raises where the reader has left."""
_BEAT: Final = 0.25


def _stay() -> None:
    """Never leave."""


class Desk:
    """Runs strategies one at a time, each on all cores, and remembers the newest.

    Parameters
    ----------
    lab
        Keeps the actual path, also for the runs of the API.
    """

    def __init__(
        self, evidence: Evidence, lab: Lab, *, futures: int = FUTURES, seed: int = SEED
    ) -> None:
        self.futures, self.seed = futures, seed
        self._evidence, self._lab = evidence, lab
        self._working, self._lock = Lock(), Lock()
        self._shipped: dict[str, Watched] = {}
        self._own: OrderedDict[tuple[object, ...], Watched] = OrderedDict()

    @cached_property
    def live(self) -> Live:
        """The actual path, run at the first need."""
        return self._lab.live(self._evidence, futures=self.futures, seed=self.seed, until=UNTIL)

    def shipped(self, id: str, check: Check = _stay) -> Watched:
        """Return a shipped strategy less the actual path."""
        live = self.live
        if id not in self._shipped:
            with self._turn(check):
                if id not in self._shipped:
                    found = (
                        watch_nothing(live)
                        if id == BASELINE
                        else watch(live, _find(id), check=check)
                    )
                    self._shipped[id] = found
        return self._shipped[id]

    def own(self, state: LabState, label: str, check: Check = _stay) -> Watched:
        """Return the reader's strategy less the actual path."""
        if not state.changed:
            return self.shipped(state.start, check)
        live, key = self.live, state.key
        if (found := self._recall(key)) is None:
            with self._turn(check):
                if (found := self._recall(key)) is None:
                    found = watch(live, state.strategy(label), check=check)
                    self._keep(key, found)
        return found

    @contextmanager
    def _turn(self, check: Check) -> Iterator[None]:
        """Wait for one's turn; a reader who leaves meanwhile gives it up."""
        while not self._working.acquire(timeout=_BEAT):
            check()
        try:
            yield
        finally:
            self._working.release()

    def _recall(self, key: tuple[object, ...]) -> Watched | None:
        with self._lock:
            if key in self._own:
                self._own.move_to_end(key)
            return self._own.get(key)

    def _keep(self, key: tuple[object, ...], found: Watched) -> None:
        with self._lock:
            self._own[key] = found
            while len(self._own) > ROOM:
                self._own.popitem(last=False)


_MAKING: Final = Lock()


def desk_of(app: FastAPI) -> Desk:
    """Return the desk of an application, made at the first need."""
    with _MAKING:
        if not hasattr(app.state, "desk"):
            app.state.desk = Desk(app.state.shelf.evidence, app.state.lab)
    desk: Desk = app.state.desk
    return desk


def _find(id: str) -> Strategy:
    return shipped_strategies()[id]
