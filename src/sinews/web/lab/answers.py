"""Answers of the API and of the lab, computed block by block: they can be followed and stopped."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from threading import BoundedSemaphore, Event, Lock
from typing import Any, Final

import numpy as np
from fastapi import Request
from fastapi.responses import Response
from numpy.typing import NDArray

from sinews.campaign.report import CAUTION
from sinews.campaign.run.paths import BLOCK, Paths
from sinews.data.evidence.evidence import Evidence
from sinews.decision.compare.study import Answer, answer
from sinews.decision.report.record import to_record
from sinews.web.page import PageRoute
from sinews.web.runs.plan import Plan

FANS: Final[Mapping[str, tuple[str, str, Callable[[Paths], NDArray[np.float64]]]]] = {
    "net_ground": (
        "Net Russian ground so far",
        "km2",
        lambda p: np.cumsum(p.effects.ground, axis=0),
    ),
    "supply_days": (
        "Days of wanted fire in the Ukrainian stock",
        "days",
        lambda p: p.account["supply_days"],
    ),
    "rounds": (
        "Rounds received by Ukraine so far",
        "k rounds",
        lambda p: np.cumsum(p.account["rounds"], axis=0),
    ),
    "casualties_ua": (
        "Ukrainian casualties so far",
        "k persons",
        lambda p: np.cumsum(p.effects.casualties_ua, axis=0),
    ),
}
"""Path to its label, unit and values month by month, (n_months, n_futures)."""
_LEVELS: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
_FANNED: Final = 2_048
"""Futures that fans show: the first ones, enough for the quantiles and small in memory."""
_ANSWERS: Final = 8
Narrow = NDArray[np.float32]
_Found = tuple[Answer, dict[str, object]]
"""A comparison and its fans."""


class StoppedError(Exception):
    """Nobody waits for the run any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticker:
    """How a computation tells how far it is, and learns that it may stop.

    Attributes
    ----------
    told
        Given the steps done and the steps in all.
    stopped
        Set when nobody waits.
    """

    told: Callable[[int, int], None]
    stopped: Event

    def check(self) -> None:
        """Go on, or raise where nobody waits."""
        if self.stopped.is_set():
            raise StoppedError


class Lab:
    """Computes answers; runs go one a core, whatever the number of requests.

    Parameters
    ----------
    cores
        Runs at the same time.
    """

    def __init__(self, *, cores: int) -> None:
        self._cores = BoundedSemaphore(cores)
        self._lock = Lock()
        self._found: OrderedDict[str, _Found] = OrderedDict()

    def answer(self, evidence: Evidence, plan: Plan, ticker: Ticker) -> dict[str, object]:
        """Return the record of a run.

        Raises
        ------
        StoppedError
            The ticker was stopped.
        """
        q = plan.question
        with self._lock:
            known = self._found.get(plan.same_runs)
        found, paths = known or self._compute(evidence, plan, ticker)
        self._keep(plan, (found, paths))
        ticker.check()
        # weights and anchoring change only how the same outcomes are put together
        record = to_record(replace(found, question=q))
        run = {**record["run"], "id": plan.run.id}
        return {**record, "caution": CAUTION, "paths": paths, "run": run}

    def _keep(self, plan: Plan, found: _Found) -> None:
        with self._lock:
            self._found[plan.same_runs] = found
            self._found.move_to_end(plan.same_runs)
            while len(self._found) > _ANSWERS:
                self._found.popitem(last=False)

    def _compute(self, evidence: Evidence, plan: Plan, ticker: Ticker) -> _Found:
        q = plan.question
        steps = -(-q.futures // BLOCK) * len(q.strategies)
        watch = _Watch(ticker=ticker, total=steps)
        ticker.check()
        with self._cores:
            found = answer(evidence, q, look=watch.look)
        ticker.check()
        span = found.evaluator.span
        return found, watch.list_paths(span.counted, span.first)


@dataclass(kw_only=True)
class _Watch:
    """Looks at every block of one run: stops it, counts it, keeps what fans show."""

    ticker: Ticker
    total: int
    done: int = 0
    seen: dict[tuple[int, str], Mapping[str, Narrow]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def look(self, first: int, strategy: str, paths: Paths) -> None:
        """Note one block of one strategy."""
        self.ticker.check()
        with self.lock:
            self.done += 1
            if first < _FANNED:
                self.seen[first, strategy] = {
                    k: f(paths).astype(np.float32) for k, (_, _, f) in FANS.items()
                }
            self.ticker.told(self.done, self.total)

    def list_paths(self, months: tuple[date, ...], first: int) -> dict[str, object]:
        """Return quantiles over futures, month by month, of what fans show, as if the war went on.

        Each strategy of each outcome has one list a level, all as long as ``months``.
        """
        strategies = list(dict.fromkeys(s for _, s in self.seen))
        starts = sorted({n for n, _ in self.seen})
        fans = {
            k: {
                s: np.concatenate([self.seen[n, s][k] for n in starts], axis=1)[first:]
                for s in strategies
            }
            for k in FANS
        }
        return {
            "months": [m.isoformat() for m in months],
            "levels": [100 * x for x in _LEVELS],
            "futures": next(iter(fans["net_ground"].values())).shape[1],
            "outcomes": [
                {
                    "id": k,
                    "label": label,
                    "unit": unit,
                    "strategies": {s: _quantiles(x) for s, x in fans[k].items()},
                }
                for k, (label, unit, _) in FANS.items()
            ],
        }


def _quantiles(values: Narrow) -> list[list[float]]:
    """Return nearest-rank quantiles of rows of futures, (n_levels, n_months)."""
    ranks = [round(x * (values.shape[1] - 1)) for x in _LEVELS]
    chosen = np.partition(values, ranks, axis=1)[:, ranks].T
    return [[float(f"{x:.6g}") for x in row] for row in chosen]


_BEAT: Final = 0.25
"""Seconds between two looks whether the reader is still there."""
_LEFT: Final = 499
"""Nobody reads this status; logs do."""


class LeavingRoute(PageRoute):
    """A page whose function finds an event in ``request.state.left``, set when the reader left."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler of the route."""
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            left = request.state.left = Event()
            answer = asyncio.ensure_future(inner(request))
            while not answer.done():
                await asyncio.wait({answer}, timeout=_BEAT)
                if not answer.done() and await request.is_disconnected():
                    left.set()
            try:
                return answer.result()
            except StoppedError:
                return Response(status_code=_LEFT)

        return handle


def check_of(request: Request) -> Callable[[], None]:
    """Return what raises where the reader of a request has left."""
    left: Event = request.state.left

    def check() -> None:
        if left.is_set():
            raise StoppedError

    return check
