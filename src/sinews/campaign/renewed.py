"""The report that a brief shows: the shipped one, or one whose futures are run for this brief."""

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sinews.campaign.branch import count_common_weeks
from sinews.campaign.draws import matched_model
from sinews.campaign.ensemble import Ensemble, plan_study, run_planned
from sinews.campaign.report import (
    load_report,
    report_binding,
    report_paths,
    report_strategy,
    without_deep_strike,
)
from sinews.campaign.strategy import Strategy, shipped_strategies
from sinews.campaign.summary import HEADLINES
from sinews.data.evidence import Evidence
from sinews.engine import Grid
from sinews.engine.compile.kernel import is_compiled, start_compiling


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Futures to be run, and the process that compiles the model meanwhile, if it has to be."""

    futures: int
    compiling: "subprocess.Popen[bytes] | None"


def want_futures(evidence: Evidence, futures: int) -> Evidence:
    """Return the same evidence, whose campaign report is to be run with so many futures.

    Nothing is run before `report_of` is asked; where the machine has not seen the model yet, its
    compilation starts now in a process of its own.
    """
    own = replace(evidence)
    model = matched_model()
    compiling = None if is_compiled(model) else start_compiling(model)
    own.once("campaign.wanted", lambda: Wanted(futures=futures, compiling=compiling))
    return own


def report_of(evidence: Evidence) -> Mapping[str, Any]:
    """Return the campaign report that belongs to the evidence."""
    return evidence.once("campaign.report", lambda: _report(evidence))


def _report(evidence: Evidence) -> Mapping[str, Any]:
    shipped = load_report()
    wanted = evidence.once("campaign.wanted", lambda: None)
    if wanted is None:
        return shipped
    if wanted.compiling is not None:
        wanted.compiling.wait()  # where it failed, this process compiles and says why
    return renew_report(evidence, futures=wanted.futures)


def renew_report(evidence: Evidence, *, futures: int) -> dict[str, Any]:
    """Return the shipped report with every strategy run again, by the seed of the shipped one.

    Differences, monthly paths and what binds are new; what rests on other runs stays as shipped:
    ranges, effects of single levers, shares of variance by grade and the named assumptions.
    """
    shipped = load_report()
    strategies = list(shipped_strategies())
    ensemble, silent = _run_twice(
        evidence, strategies, futures, shipped["seed"], date.fromisoformat(shipped["until"])
    )
    return {
        **shipped,
        "origin": f"Run of {futures:,} futures for this brief",
        "futures": futures,
        "study": ensemble.study.id,
        "strategies": {s.id: report_strategy(s, ensemble, silent) for s in strategies},
        "paths": {s.id: report_paths(ensemble, s.id) for s in strategies},
        "binding": {s.id: report_binding(ensemble.outcomes[s.id]) for s in strategies},
    }


def _run_twice(
    evidence: Evidence, strategies: Sequence[Strategy], futures: int, seed: int, until: date
) -> tuple[Ensemble, Ensemble]:
    """Run strategies month by month, and without deep strikes to the end."""
    wanted = {"futures": futures, "seed": seed, "until": until}
    study, months = plan_study(evidence, strategies, **wanted)  # type: ignore[arg-type]
    read = (*HEADLINES, *(o.name for o in study.model.outcomes if o.name.startswith("now_")))
    quiet, _ = plan_study(evidence, [without_deep_strike(s) for s in strategies], **wanted)  # type: ignore[arg-type]
    # A reading before strategies part lets them share the weeks that they have in common.
    common = count_common_weeks(list(quiet.strategies.values()))
    early = max((i for i, w in enumerate(quiet.read_at) if w <= common), default=0)
    ends = Grid(read_at=(quiet.read_at[early], quiet.read_at[-1]))
    silent = run_planned(replace(quiet, grid=ends), (months[early], months[-1]), HEADLINES)
    return run_planned(study, months, read), silent
