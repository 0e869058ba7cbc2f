"""Ensembles: strategies run on the same futures, each future a draw that agrees with history."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from sinews.campaign.inputs import build_base_path, stack_inputs
from sinews.campaign.matching.draws import matched_model, matched_sampling
from sinews.campaign.run.branch import run_block
from sinews.campaign.run.calendar import Calendar
from sinews.campaign.strategy import Strategy
from sinews.core.estimate import FloatArray
from sinews.data.evidence.evidence import Evidence
from sinews.data.store.home import home_folder
from sinews.engine import (
    Execution,
    Grid,
    Model,
    Outcomes,
    Study,
    StudyResult,
    run_study,
    simulate,
)
from sinews.engine.compile.kernel import is_compiled, load_kernel, start_compiling
from sinews.engine.run.arrays import answer_runs

_CHUNK = 1024
_WORKERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Ensemble:
    """Runs of several strategies; future i is the same under every one of them.

    Attributes
    ----------
    study
        What was run; its id names the numbers.
    outcomes
        Strategy id to what was kept, read at the end of every month.
    months
        First of month of each reading.
    computed_by
        ``kernel``, or ``arrays`` where no kernel was compiled yet: equal to rounding.
    """

    study: Study
    outcomes: Mapping[str, Outcomes]
    months: tuple[date, ...]
    computed_by: str = "kernel"

    def difference(self, outcome: str, strategy: str, baseline: str) -> FloatArray:
        """Return a paired difference at the end, shape (n_futures,).

        Futures that left the model's range under either strategy are missing (nan).
        """
        return self.outcomes[strategy].last(outcome) - self.outcomes[baseline].last(outcome)

    def censored(self, strategy: str) -> float:
        """Return the share of futures that left the range in which the model holds."""
        return float(np.isfinite(self.outcomes[strategy].left).mean())


def plan_study(
    evidence: Evidence,
    strategies: Sequence[Strategy],
    *,
    futures: int,
    seed: int,
    until: date,
    uniform: FloatArray | None = None,
) -> tuple[Study, tuple[date, ...]]:
    """Return the study of some strategies and the months at which outcomes are read."""
    calendar = Calendar(until=until)
    base = build_base_path(evidence, calendar)
    ends = calendar.month_ends()
    study = Study(
        model=matched_model(),
        strategies={s.id: stack_inputs(s.apply(base, calendar)) for s in strategies},
        runs=futures,
        sampling=matched_sampling(seed, uniform),
        grid=Grid(read_at=tuple(w for _, w in ends)),
    )
    return study, tuple(m for m, _ in ends)


def run_strategies(
    evidence: Evidence,
    strategies: Sequence[Strategy],
    *,
    futures: int,
    seed: int,
    until: date,
    uniform: FloatArray | None = None,
) -> Ensemble:
    """Run strategies on the same futures, in memory.

    The result depends on the seed, the evidence and the tables of the model, never on chunks,
    workers or the number of futures: future i is the same in any run.
    """
    study, months = plan_study(
        evidence, strategies, futures=futures, seed=seed, until=until, uniform=uniform
    )
    return run_planned(study, months)


def run_to_end(
    evidence: Evidence, strategies: Sequence[Strategy], *, futures: int, seed: int, until: date
) -> Ensemble:
    """Run strategies on the same futures and read outcomes at the end only: twice as fast.

    While the kernel of a fresh install is being compiled, in a process of its own, runs are
    computed in NumPy: the same to twelve digits, slower, at once.
    """
    study, months = plan_study(evidence, strategies, futures=futures, seed=seed, until=until)
    last = Grid(read_at=study.read_at[-1:])
    ready = is_compiled(study.model)
    if not ready:
        start_compiling(study.model)
    return run_planned(replace(study, grid=last), months[-1:], by_arrays=not ready)


def run_planned(
    study: Study,
    months: tuple[date, ...],
    names: Sequence[str] = (),
    *,
    by_arrays: bool = False,
) -> Ensemble:
    """Run a planned study in memory and keep some outcomes, all where none is named.

    The kernel runs the weeks that strategies have in common once.
    """
    if not by_arrays:
        load_kernel(study.model)

    def run(first: int) -> Mapping[str, Outcomes]:
        count = min(_CHUNK, study.runs - first)
        if by_arrays:
            return {s: answer_runs(study, s, first, count) for s in study.strategies}
        return run_block(study, names, first, count)[1]

    with ThreadPoolExecutor(_WORKERS) as pool:
        done = list(pool.map(run, range(0, study.runs, _CHUNK)))
    return Ensemble(
        study=study,
        outcomes={s: _join([part[s] for part in done]) for s in study.strategies},
        months=months,
        computed_by="arrays" if by_arrays else "kernel",
    )


def run_stored(
    evidence: Evidence,
    strategies: Sequence[Strategy],
    *,
    futures: int,
    seed: int,
    until: date,
) -> Ensemble:
    """Run strategies chunk by chunk into the store; the same call goes on where it stopped."""
    study, months = plan_study(evidence, strategies, futures=futures, seed=seed, until=until)
    folder = home_folder() / "studies" / study.id
    result = run_study(study, folder, execution=Execution(chunk=_CHUNK))
    outcomes = {s: _read_outcomes(result, s) for s in study.strategies}
    return Ensemble(study=study, outcomes=outcomes, months=months)


def run_values(model: Model, parameters: FloatArray, inputs: FloatArray, grid: Grid) -> Outcomes:
    """Run given parameter values, shape (n_parameters, n_runs), in chunks on two threads."""
    load_kernel(model)
    n = parameters.shape[1]

    def run(first: int) -> Outcomes:
        chosen = np.ascontiguousarray(parameters[:, first : first + _CHUNK])
        return simulate(model, chosen, inputs, grid=grid)

    with ThreadPoolExecutor(_WORKERS) as pool:
        return _join(list(pool.map(run, range(0, n, _CHUNK))))


def _read_outcomes(result: StudyResult, strategy: str) -> Outcomes:
    names = tuple(o.name for o in result.study.model.outcomes)
    read_at = result.study.read_at
    rows = result.scan(strategy).sort("run", "period").collect()
    values = rows.select(names).fill_null(np.nan).to_numpy()
    shaped = values.reshape(result.runs, len(read_at), len(names)).transpose(1, 2, 0)
    left = rows["left_period"].fill_null(np.nan).to_numpy()[:: len(read_at)]
    return Outcomes(
        names=names, read_at=read_at, values=np.ascontiguousarray(shaped), left=left.astype(float)
    )


def _join(parts: Sequence[Outcomes]) -> Outcomes:
    return Outcomes(
        names=parts[0].names,
        read_at=parts[0].read_at,
        values=np.concatenate([p.values for p in parts], axis=2),
        left=np.concatenate([p.left for p in parts]),
    )
