"""Answers of the strategy lab: strategies on the same futures, in pieces that can be stopped."""

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event, Lock
from typing import Any, Final

import numpy as np

from sinews.campaign.ensemble import Ensemble, plan_study
from sinews.campaign.summary import CAUTION, plain_unit
from sinews.core.estimate import FloatArray
from sinews.data.evidence import Evidence
from sinews.decision.baserate import compute_base_rate
from sinews.decision.bridge import Futures, build_futures
from sinews.decision.compare import compare_strategies
from sinews.decision.study import Answer
from sinews.engine import Outcomes, Study, compute_runs
from sinews.engine.compile.kernel import load_kernel
from sinews.present.web.plan import Plan

PIECE: Final = 512
"""Futures computed at once: small enough to stop soon, large enough to keep a core busy."""
FANS: Final = ("cum_net_gain", "now_supply_days", "cum_casualties_ru", "cum_casualties_ua")
"""Outcomes of the model shown month by month."""
_LEVELS: Final = (0.05, 0.25, 0.5, 0.75, 0.95)


class StoppedError(Exception):
    """Nobody waits for the run any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticker:
    """How a computation tells how far it is, and learns that it may stop.

    Attributes
    ----------
    told
        Given the pieces done and the pieces in all.
    stopped
        Set when nobody waits.
    """

    told: Callable[[int, int], None]
    stopped: Event


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
        self._kernels = ThreadPoolExecutor(cores, thread_name_prefix="kernel")
        self._room, self._lock = room, Lock()
        self._kept: OrderedDict[tuple[Any, ...], Outcomes] = OrderedDict()

    def close(self) -> None:
        """Let no further kernel start."""
        self._kernels.shutdown(wait=False, cancel_futures=True)

    def answer(self, evidence: Evidence, plan: Plan, ticker: Ticker) -> dict[str, Any]:
        """Return the record of a run.

        Raises
        ------
        StoppedError
            The ticker was stopped.
        """
        q = plan.question
        study, months = plan_study(
            evidence, q.strategies, futures=q.futures, seed=q.seed, until=q.until
        )
        load_kernel(study.model)
        outcomes = self._run(study, plan, ticker)
        ensemble = Ensemble(study=study, outcomes=outcomes, months=months)
        futures = build_futures(ensemble, start=q.start, seed=q.seed)
        base = compute_base_rate(evidence.frame("wars"))
        _check(ticker)
        comparison = compare_strategies(
            futures, base, n_futures=q.futures, seed=q.seed, anchored=q.anchored
        )
        _check(ticker)
        found = Answer(
            question=q,
            comparison=comparison,
            study=study.id,
            kept=futures.kept,
            dropped=futures.dropped,
            base_rate=base.hazard(),
        )
        record = {**found.to_json(), "caution": CAUTION, "paths": list_paths(ensemble, futures)}
        return {**record, "run": {**record["run"], "id": plan.run.id}}

    def _run(self, study: Study, plan: Plan, ticker: Ticker) -> dict[str, Outcomes]:
        q = plan.question
        own = q.strategies[-1].id
        keys = {s.id: (s.id, q.futures, q.seed, q.until) for s in q.strategies if s.id != own}
        found = {s: o for s, k in keys.items() if (o := self._recall(k)) is not None}
        pieces = [
            (s, first, min(PIECE, study.runs - first))
            for s in study.strategies
            if s not in found
            for first in range(0, study.runs, PIECE)
        ]
        parts: dict[str, list[Outcomes]] = {}
        started = [(p[0], self._kernels.submit(_compute, study, p, ticker)) for p in pieces]
        try:
            for i, (s, part) in enumerate(started):
                ticker.told(i, len(started))
                parts.setdefault(s, []).append(part.result())
                _check(ticker)
        finally:
            _cancel([f for _, f in started])
        for s, made in parts.items():
            found[s] = _join(made)
            if s in keys:
                self._keep(keys[s], found[s])
        return {s: found[s] for s in study.strategies}

    def _recall(self, key: tuple[Any, ...]) -> Outcomes | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: tuple[Any, ...], outcomes: Outcomes) -> None:
        with self._lock:
            self._kept[key] = outcomes
            while sum(o.values.nbytes for o in self._kept.values()) > self._room:
                self._kept.popitem(last=False)


def _compute(study: Study, piece: tuple[str, int, int], ticker: Ticker) -> Outcomes:
    _check(ticker)
    return compute_runs(study, *piece)


def _check(ticker: Ticker) -> None:
    if ticker.stopped.is_set():
        raise StoppedError


def _cancel(started: list[Future[Outcomes]]) -> None:
    for future in started:
        future.cancel()


def _join(parts: list[Outcomes]) -> Outcomes:
    return Outcomes(
        names=parts[0].names,
        read_at=parts[0].read_at,
        values=np.concatenate([p.values for p in parts], axis=2),
        left=np.concatenate([p.left for p in parts]),
    )


def list_paths(ensemble: Ensemble, futures: Futures) -> dict[str, Any]:
    """Return quantiles over futures, month by month, of what fans show, as if the war went on.

    Each strategy of each outcome has one list a level, all as long as ``months``.
    """
    model = ensemble.study.model
    units, docs = model.units(), {o.name: o.doc for o in model.outcomes}
    first = len(ensemble.months) - len(futures.months)
    return {
        "months": [m.isoformat() for m in futures.months],
        "levels": [100 * x for x in _LEVELS],
        "outcomes": [
            {
                "id": name,
                "label": docs[name].rstrip("."),
                "unit": plain_unit(units[name]),
                "strategies": {
                    s: _quantiles(o.path(name)[first:, futures.kept])
                    for s, o in ensemble.outcomes.items()
                },
            }
            for name in FANS
        ],
    }


def _quantiles(values: FloatArray) -> list[list[float]]:
    """Return nearest-rank quantiles of rows of futures, (n_levels, n_months)."""
    ranks = [round(x * (values.shape[1] - 1)) for x in _LEVELS]
    chosen = np.partition(values, ranks, axis=1)[:, ranks].T
    return [[float(f"{x:.6g}") for x in row] for row in chosen]
