"""Answers of the strategy lab, computed block by block: they can be followed and stopped."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from threading import BoundedSemaphore, Event, Lock
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sinews.campaign.report.summary import CAUTION, plain_unit
from sinews.campaign.run.branch import run_block
from sinews.campaign.run.ensemble import plan_study
from sinews.core.estimate import FloatArray
from sinews.data.evidence.evidence import Evidence
from sinews.decision.compare.incremental_comparison import (
    BASELINE,
    START,
    Live,
    open_live,
)
from sinews.decision.compare.study import Answer, Question
from sinews.decision.integrate.evaluate import (
    BLOCK,
    Runner,
    evaluate,
    find_span,
)
from sinews.decision.integrate.model_state import Span, keep_inside
from sinews.decision.report.record import to_record
from sinews.decision.theories.draws import draw_theories
from sinews.decision.theories.historical_record import compute_base_rate
from sinews.engine import Outcomes, Study
from sinews.web.runs.plan import Plan

FANS: Final = ("cum_net_gain", "now_supply_days", "end_pressure", "cum_casualties_ua")
"""Outcomes of the model shown month by month."""
_LEVELS: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
_FANNED: Final = 2_048
"""Futures that fans show: the first ones, enough for the quantiles and small in memory."""
_LIVE_FUTURES: Final = 4_000
_LIVES: Final = 2
_ANSWERS: Final = 8
Narrow = NDArray[np.float32]
_Found = tuple[Answer, dict[str, Any]]
"""A comparison and its fans."""


class StoppedError(Exception):
    """Nobody waits for the run any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticker:
    """How a computation tells how far it is, and learns that it may stop.

    Attributes
    ----------
    told
        Given the blocks done and the blocks in all.
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
    """Computes answers; kernels run one a core, whatever the number of runs.

    Parameters
    ----------
    cores
        Kernels at the same time.
    room
        Bytes of outcomes of shipped strategies that are kept.
    """

    def __init__(self, *, cores: int, room: int) -> None:
        self._cores = BoundedSemaphore(cores)
        self._lock, self._opening = Lock(), Lock()
        self._blocks = _Blocks(room)
        self._found: OrderedDict[str, _Found] = OrderedDict()
        self._lives: OrderedDict[tuple[int, int, date], Live] = OrderedDict()

    def answer(self, evidence: Evidence, plan: Plan, ticker: Ticker) -> dict[str, Any]:
        """Return the record of a run.

        Raises
        ------
        StoppedError
            The ticker was stopped.
        """
        q = plan.question
        answer, paths = self._recall(plan) or self._compute(evidence, q, ticker)
        self._keep(plan, (answer, paths))
        ticker.check()
        # weights and anchoring change only how the same outcomes are put together
        record = {**to_record(replace(answer, question=q)), "caution": CAUTION, "paths": paths}
        return {**record, "run": {**record["run"], "id": plan.run.id}}

    def _recall(self, plan: Plan) -> _Found | None:
        with self._lock:
            return self._found.get(plan.same_runs)

    def _keep(self, plan: Plan, found: _Found) -> None:
        with self._lock:
            self._found[plan.same_runs] = found
            self._found.move_to_end(plan.same_runs)
            while len(self._found) > _ANSWERS:
                self._found.popitem(last=False)

    def _compute(self, evidence: Evidence, q: Question, ticker: Ticker) -> _Found:
        watch = _Watch(ticker=ticker, total=-(-q.futures // BLOCK), cores=self._cores)
        live = self._live(evidence, q)
        if live is None:
            found, span, study = self._compare(evidence, q, watch)
        else:
            found = live.compare(q.strategies[-1], q.weights, wrap=watch.wrap)
            span, study = live.span, live.study
        ticker.check()
        return found, watch.list_paths(study, span)

    def _live(self, evidence: Evidence, q: Question) -> Live | None:
        """Return the actual path kept in memory, where the question is against it alone."""
        plain = [s.id for s in q.strategies[:-1]] == [BASELINE] and q.start == START
        if not plain or q.futures > _LIVE_FUTURES:
            return None
        return self.live(evidence, futures=q.futures, seed=q.seed, until=q.until)

    def live(self, evidence: Evidence, *, futures: int, seed: int, until: date) -> Live:
        """Return the actual path with what every comparison with it shares; few are kept."""
        key = (futures, seed, until)
        with self._opening:
            if key not in self._lives:
                found = open_live(evidence, futures=futures, seed=seed, until=until)
                self._lives[key] = found
            self._lives.move_to_end(key)
            while len(self._lives) > _LIVES:
                self._lives.popitem(last=False)
            return self._lives[key]

    def _compare(
        self, evidence: Evidence, q: Question, watch: "_Watch"
    ) -> tuple[Answer, Span, Study]:
        study, months = plan_study(
            evidence, q.strategies, futures=q.futures, seed=q.seed, until=q.until
        )
        base, span = compute_base_rate(evidence.frame("wars")), find_span(months, q.start)
        run = self._blocks.runner(own=q.strategies[-1].id, key=(q.seed, q.until))
        found = evaluate(study, span, draw_theories(base, q.futures, q.seed), run=watch.wrap(run))
        answer = Answer(question=q, evaluated=found, study=study.id, base_rate=base.hazard())
        return answer, span, study


class _Blocks:
    """Outcomes of shipped strategies block by block, the oldest forgotten first."""

    def __init__(self, room: int) -> None:
        self._room, self._held, self._lock = room, 0, Lock()
        self._kept: OrderedDict[tuple[Any, ...], tuple[FloatArray, Outcomes]] = OrderedDict()

    def runner(self, *, own: str, key: tuple[Any, ...]) -> Runner:
        """Return what runs a block; all strategies but one's own are kept."""

        def run(
            study: Study, names: Sequence[str], first: int, count: int
        ) -> tuple[FloatArray, Mapping[str, Outcomes]]:
            keys = {s: (s, *key, first, count) for s in study.strategies if s != own}
            known = {s: b for s, k in keys.items() if (b := self._recall(k)) is not None}
            missing = {s: x for s, x in study.strategies.items() if s not in known}
            drawn, made = run_block(replace(study, strategies=missing), names, first, count)
            for s in keys.keys() & made.keys():
                self._keep(keys[s], (drawn, made[s]))
            both = {**{s: b[1] for s, b in known.items()}, **made}
            return drawn, {s: both[s] for s in study.strategies}

        return run

    def _recall(self, key: tuple[Any, ...]) -> tuple[FloatArray, Outcomes] | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: tuple[Any, ...], block: tuple[FloatArray, Outcomes]) -> None:
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = block
            self._held += block[1].values.nbytes
            while self._held > self._room:
                _, (_, oldest) = self._kept.popitem(last=False)
                self._held -= oldest.values.nbytes


@dataclass(kw_only=True)
class _Watch:
    """Looks at every block of one run: stops it, counts it, keeps what fans show."""

    ticker: Ticker
    total: int
    cores: BoundedSemaphore
    done: int = 0
    seen: dict[int, Mapping[str, Narrow]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def wrap(self, run: Runner) -> Runner:
        """Return a runner that does the same, one kernel a core."""

        def watched(
            study: Study, names: Sequence[str], first: int, count: int
        ) -> tuple[FloatArray, Mapping[str, Outcomes]]:
            self.ticker.check()
            with self.cores:
                drawn, outcomes = run(study, names, first, count)
            with self.lock:
                self.done += 1
                if first < _FANNED:
                    self.seen[first] = _cut(outcomes)
                self.ticker.told(self.done, self.total)
            return drawn, outcomes

        return watched

    def list_paths(self, study: Study, span: Span) -> dict[str, Any]:
        """Return quantiles over futures, month by month, of what fans show, as if the war went on.

        Each strategy of each outcome has one list a level, all as long as ``months``.
        """
        blocks = [self.seen[first] for first in sorted(self.seen)]
        units, docs = study.model.units(), {o.name: o.doc for o in study.model.outcomes}
        fans = {s: np.concatenate([b[s] for b in blocks], axis=2) for s in blocks[0]}
        return {
            "months": [m.isoformat() for m in span.counted],
            "levels": [100 * x for x in _LEVELS],
            "futures": next(iter(fans.values())).shape[2],
            "outcomes": [
                {
                    "id": name,
                    "label": docs[name].rstrip("."),
                    "unit": plain_unit(units[name]),
                    "strategies": {s: _quantiles(x[i, span.first :]) for s, x in fans.items()},
                }
                for i, name in enumerate(FANS)
            ],
        }


def _cut(outcomes: Mapping[str, Outcomes]) -> Mapping[str, Narrow]:
    """Return what fans show of the futures that every strategy kept, (n_fans, n_months, n)."""
    inside = keep_inside(list(outcomes.values()))
    return {
        s: np.stack([o.path(f)[:, inside].astype(np.float32) for f in FANS])
        for s, o in outcomes.items()
    }


def _quantiles(values: Narrow) -> list[list[float]]:
    """Return nearest-rank quantiles of rows of futures, (n_levels, n_months)."""
    ranks = [round(x * (values.shape[1] - 1)) for x in _LEVELS]
    chosen = np.partition(values, ranks, axis=1)[:, ranks].T
    return [[float(f"{x:.6g}") for x in row] for row in chosen]
