"""What the lab keeps between requests: the actual path, and strategies that were run already."""

from collections import OrderedDict
from threading import Lock
from typing import Final

from fastapi import FastAPI

from sinews.campaign.strategy import Strategy, shipped_strategies
from sinews.data.evidence import Evidence
from sinews.decision.live import BASELINE, Live, open_live
from sinews.decision.watched import Watched, watch, watch_nothing
from sinews.present.web.lab_state import LabState

FUTURES: Final = 2_000
SEED: Final = 1
ROOM: Final = 24
"""Strategies of readers that are kept; each takes some four megabytes."""


class Desk:
    """Runs strategies one at a time, each on all cores, and remembers the newest."""

    def __init__(self, evidence: Evidence, *, futures: int = FUTURES, seed: int = SEED) -> None:
        self.futures, self.seed = futures, seed
        self._evidence, self._working, self._lock = evidence, Lock(), Lock()
        self._live: Live | None = None
        self._shipped: dict[str, Watched] = {}
        self._own: OrderedDict[tuple[object, ...], Watched] = OrderedDict()

    @property
    def live(self) -> Live:
        """The actual path, run at the first need."""
        with self._lock:
            if self._live is None:
                self._live = open_live(self._evidence, futures=self.futures, seed=self.seed)
            return self._live

    def shipped(self, id: str) -> Watched:
        """Return a shipped strategy less the actual path."""
        live = self.live
        if id not in self._shipped:
            with self._working:
                if id not in self._shipped:
                    found = watch_nothing(live) if id == BASELINE else watch(live, _find(id))
                    self._shipped[id] = found
        return self._shipped[id]

    def own(self, state: LabState, label: str) -> Watched:
        """Return the reader's strategy less the actual path."""
        if not state.changed:
            return self.shipped(state.start)
        live, key = self.live, state.key
        if (found := self._recall(key)) is None:
            with self._working:
                if (found := self._recall(key)) is None:
                    found = watch(live, state.strategy(label))
                    self._keep(key, found)
        return found

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
            app.state.desk = Desk(app.state.shelf.evidence)
    desk: Desk = app.state.desk
    return desk


def _find(id: str) -> Strategy:
    return shipped_strategies()[id]
