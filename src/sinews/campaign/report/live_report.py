"""The report that a brief shows: the shipped one, or one whose futures are run for this brief."""

import subprocess
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module
from threading import Thread
from typing import Any, Final

from sinews.campaign.matching.draws import matched_model
from sinews.campaign.report.report import (
    load_report,
    report_binding,
    report_paths,
    report_strategy,
    without_deep_strike,
)
from sinews.campaign.report.summary import HEADLINES
from sinews.campaign.run.branch import count_common_weeks
from sinews.campaign.run.ensemble import plan_study
from sinews.campaign.run.outcome_reader import Readings, read_futures
from sinews.campaign.strategy import Strategy, shipped_strategies
from sinews.data.evidence.evidence import Evidence
from sinews.engine import Grid, Study
from sinews.engine.compile.kernel import is_compiled, load_kernel, start_compiling

Report = dict[str, Any]
MONTHLY: Final = (
    "now_fire_met",
    "now_rounds_asked",
    "now_rounds_needed_ua",
    "now_rounds_needed_ru",
    "now_money_needed_ru",
    "now_men_needed_ua",
    "now_men_needed_ru",
)
"""Outcomes that a report reads month by month: how far fire is met, and what binds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Futures that are being run, and the report that comes of them."""

    futures: int
    report: "Future[Report]"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """Strategies with their study, and the same without deep strikes."""

    strategies: tuple[Strategy, ...]
    study: Study
    months: tuple[date, ...]
    silent: Study
    silent_months: tuple[date, ...]


def want_futures(evidence: Evidence, futures: int) -> Evidence:
    """Return the same evidence, whose campaign report is run with so many futures.

    The runs start now, on threads of their own: the kernel leaves the interpreter free, so that
    charts which need no runs are made meanwhile. Where the machine has not seen the model yet, it
    is compiled before, in a process of its own. Evidence that waits for so many is returned as is.
    """
    known = evidence.once("campaign.wanted", lambda: None)
    if known is not None and known.futures == futures:
        return evidence
    own = replace(evidence)
    model = matched_model()
    compiling = None if is_compiled(model) else start_compiling(model)
    plan = _plan(own, futures)
    # Loaded before the thread needs it: two threads that load SciPy at once may see it half made.
    import_module("scipy.stats.qmc")
    wanted = Wanted(futures=futures, report=_start(lambda: _run(plan, compiling)))
    own.once("campaign.wanted", lambda: wanted)
    return own


def _start(compute: Callable[[], Report]) -> "Future[Report]":
    """Compute in a thread that keeps no program alive which wants no answer any more."""
    promised: Future[Report] = Future()

    def work() -> None:
        try:
            promised.set_result(compute())
        except BaseException as error:  # noqa: BLE001  # raised where the report is read
            promised.set_exception(error)

    Thread(target=work, name="sinews-futures", daemon=True).start()
    return promised


def report_of(evidence: Evidence) -> Mapping[str, Any]:
    """Return the campaign report that belongs to the evidence, when its runs are done."""
    wanted = evidence.once("campaign.wanted", lambda: None)
    if wanted is None:
        return load_report()
    report: Report = wanted.report.result()
    return report


def renew_report(evidence: Evidence, *, futures: int) -> Report:
    """Return the shipped report with every strategy run again, by the seed of the shipped one.

    Differences, monthly paths and what binds are new; what rests on other runs stays as shipped:
    ranges, effects of single levers, shares of variance by grade and the named assumptions.
    """
    return _run(_plan(evidence, futures), None)


def _plan(evidence: Evidence, futures: int) -> _Plan:
    """Plan strategies month by month, and without deep strikes to the end."""
    shipped = load_report()
    strategies = tuple(shipped_strategies())
    wanted = {
        "futures": futures,
        "seed": shipped["seed"],
        "until": date.fromisoformat(shipped["until"]),
    }
    study, months = plan_study(evidence, strategies, **wanted)
    quiet, _ = plan_study(evidence, [without_deep_strike(s) for s in strategies], **wanted)
    # A reading before strategies part lets them share the weeks that they have in common.
    common = count_common_weeks(list(quiet.strategies.values()))
    early = max((i for i, w in enumerate(quiet.read_at) if w <= common), default=0)
    ends = Grid(read_at=(quiet.read_at[early], quiet.read_at[-1]))
    return _Plan(
        strategies=strategies,
        study=study,
        months=months,
        silent=replace(quiet, grid=ends),
        silent_months=(months[early], months[-1]),
    )


def _run(plan: _Plan, compiling: "subprocess.Popen[bytes] | None") -> Report:
    if compiling is not None:
        compiling.wait()  # where it failed, this process compiles and says why
    load_kernel(plan.study.model)
    silent = read_futures(plan.silent, plan.silent_months, HEADLINES)
    loud = read_futures(plan.study, plan.months, HEADLINES, MONTHLY)
    return _write(plan, loud, silent)


def _write(plan: _Plan, loud: Readings, silent: Readings) -> Report:
    strategies, futures = plan.strategies, plan.study.runs
    return {
        **load_report(),
        "origin": f"Run of {futures:,} futures for this brief",
        "futures": futures,
        "study": plan.study.id,
        "strategies": {s.id: report_strategy(s, loud.ends, silent.ends) for s in strategies},
        "paths": {s.id: report_paths(loud.monthly[s.id]) for s in strategies},
        "binding": {s.id: report_binding(loud.monthly[s.id]) for s in strategies},
    }
