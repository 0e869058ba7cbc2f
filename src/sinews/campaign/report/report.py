"""The shipped report: what strategies and levers change, how far it rests on assumptions."""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from sinews.campaign.inputs import build_base_path, stack_inputs
from sinews.campaign.instruments import instrument_record
from sinews.campaign.levers import LEVERS
from sinews.campaign.matching.draws import digest_inputs, matched_uniform, to_values
from sinews.campaign.model.declared import campaign_model
from sinews.campaign.report.summary import (
    HEADLINES,
    PUBLISHED,
    interval_of,
    report_ranges,
    summarise_differences,
)
from sinews.campaign.run.binding import find_binding
from sinews.campaign.run.calendar import Calendar
from sinews.campaign.run.ensemble import (
    Ensemble,
    run_strategies,
    run_to_end,
    run_values,
)
from sinews.campaign.run.grades import Contrast, name_assumptions, split_by_grade
from sinews.campaign.run.ranges import range_stocks
from sinews.campaign.strategy import BASELINE, Strategy, shipped_strategies
from sinews.core.estimate import FloatArray
from sinews.data.evidence.evidence import Evidence
from sinews.engine import Grid, Outcomes
from sinews.errors import ProvenanceError


def make_report(
    evidence: Evidence, *, futures: int, split_draws: int, seed: int, until: date
) -> dict[str, Any]:
    """Return the report of all shipped strategies and levers.

    Parameters
    ----------
    split_draws
        Prior draws of the variance split; six times as many runs a strategy.
    """
    strategies = list(shipped_strategies())
    ensemble = run_strategies(evidence, strategies, futures=futures, seed=seed, until=until)
    silent = run_to_end(
        evidence,
        [without_deep_strike(s) for s in strategies],
        futures=futures,
        seed=seed,
        until=until,
    )
    return {
        "inputs": digest_inputs(),
        "instruments": instrument_record()["sha256"],
        "evidence": list(evidence.table("support_monthly").sources),
        "study": ensemble.study.id,
        "seed": seed,
        "futures": futures,
        "until": until.isoformat(),
        "baseline": BASELINE,
        "strategies": {s.id: report_strategy(s, ensemble, silent) for s in strategies},
        "assumptions": {
            s.id: _assumptions(evidence, s, until) for s in strategies if s.id != BASELINE
        },
        "shares": {
            s.id: _shares(evidence, s, until, split_draws, seed)
            for s in strategies
            if s.id != BASELINE
        },
        "levers": report_levers(evidence, until),
        "ranges": {
            s: {k: [_round(a), _round(b)] for k, (a, b) in rows.items()}
            for s, rows in report_ranges(ensemble).items()
        },
        "stock_ranges": {
            s: {k: [_round(a), _round(b)] for k, (a, b) in rows.items()}
            for s, rows in range_stocks(ensemble.study).items()
        },
        "paths": {s.id: report_paths(ensemble.outcomes[s.id]) for s in strategies},
        "binding": {s.id: report_binding(ensemble.outcomes[s.id]) for s in strategies},
        "months": [m.isoformat() for m in ensemble.months],
    }


def without_deep_strike(strategy: Strategy) -> Strategy:
    """Return the same strategy without the channel of deep strikes."""
    from dataclasses import replace

    return replace(strategy, deep_strike=False)


def report_strategy(s: Strategy, ensemble: Ensemble, silent: Ensemble) -> dict[str, Any]:
    """Return the differences of a strategy to what was given, with and without deep strikes."""
    rows = summarise_differences(ensemble, s.id, BASELINE)
    quiet = {d.outcome: d for d in summarise_differences(silent, s.id, BASELINE)}
    return {
        "label": s.label,
        "censored": _round(ensemble.censored(s.id)),
        "differences": [
            {
                "outcome": d.outcome,
                "label": d.label,
                "unit": d.unit,
                "low": _round(d.interval.low),
                "median": _round(d.interval.median),
                "high": _round(d.interval.high),
                "without_deep_strike": _round(quiet[d.outcome].interval.median),
                "kept": _round(d.kept),
            }
            for d in rows
        ],
    }


def _assumptions(evidence: Evidence, strategy: Strategy, until: date) -> dict[str, Any]:
    uniform = matched_uniform()
    contrast = Contrast(evidence, strategy, shipped_strategies()[BASELINE], until)
    differences = contrast.differences(uniform, HEADLINES)
    return {
        o: [[n, _round(v)] for n, v in name_assumptions(uniform, d, most=len(uniform))]
        for o, d in zip(HEADLINES, differences, strict=True)
    }


def _shares(
    evidence: Evidence, strategy: Strategy, until: date, n_draws: int, seed: int
) -> dict[str, Any]:
    contrast = Contrast(evidence, strategy, shipped_strategies()[BASELINE], until)
    split = split_by_grade(contrast, PUBLISHED, n_draws=n_draws, seed=seed)
    return {
        o: {
            "closed": {g: _round(v) for g, v in s.closed.items()},
            "total": {g: _round(v) for g, v in s.total.items()},
        }
        for o, s in split.items()
    }


def report_levers(evidence: Evidence, until: date) -> list[dict[str, Any]]:
    """Return what every lever changes alone, at both ends, on the matched draws."""
    calendar = Calendar(until=until)
    base = build_base_path(evidence, calendar)
    values = to_values(matched_uniform())
    grid = Grid(read_at=(calendar.n_weeks,))
    before = run_values(campaign_model(), values, stack_inputs(base), grid)
    found = []
    for lever in LEVERS:
        for setting in dict.fromkeys((lever.low, lever.high)):
            if setting == lever.neutral:
                continue
            path = lever.apply(base, np.full(calendar.n_weeks, float(setting)))
            after = run_values(campaign_model(), values, stack_inputs(path), grid)
            moved = {o: after.last(o) - before.last(o) for o in HEADLINES}
            found.append(
                {
                    "lever": lever.id,
                    "setting": setting,
                    "channel": lever.channel,
                    "effects": {o: _interval(d) for o, d in moved.items()},
                    "binding": _binding_at_end(after),
                }
            )
    return found


def report_paths(outcomes: Outcomes) -> dict[str, list[float]]:
    """Return month by month what binds shells, and how much of wanted fire is met.

    `rounds_bind` is the share of futures in which fewer rounds exist than the money asks for.
    """
    asked = outcomes.path("now_rounds_asked")
    met = np.nanquantile(outcomes.path("now_fire_met"), [0.05, 0.5, 0.95], axis=1)
    kept = np.isfinite(asked)
    bind = ((asked > 1) & kept).sum(axis=1) / kept.sum(axis=1)
    rows = {"rounds_bind": bind, "met_low": met[0], "met_median": met[1], "met_high": met[2]}
    return {k: [_round(float(x)) for x in v] for k, v in rows.items()}


def report_binding(outcomes: Outcomes) -> dict[str, dict[str, list[float]]]:
    """Return side and input to the share of futures in which it binds, reading by reading."""
    return {
        side: {k: [_round(float(x), 4) for x in v] for k, v in rows.items()}
        for side, rows in find_binding(outcomes).items()
    }


def _binding_at_end(outcomes: Outcomes) -> dict[str, dict[str, float]]:
    return {s: {k: v[-1] for k, v in rows.items()} for s, rows in report_binding(outcomes).items()}


def _interval(values: FloatArray) -> list[float]:
    i = interval_of(values)
    return [_round(i.low), _round(i.median), _round(i.high)]


def _round(value: float, digits: int = 5) -> float:
    return float(f"{value:.{digits}g}")


@cache
def load_report() -> Mapping[str, Any]:
    """Return the shipped report.

    Raises
    ------
    ProvenanceError
        It was made with other tables than those of this version.
    """
    text = (files("sinews.campaign") / "report.json").read_text(encoding="utf-8")
    report: Mapping[str, Any] = json.loads(text)
    made = (report["inputs"], report["instruments"])
    if made != (digest_inputs(), instrument_record()["sha256"]):
        raise ProvenanceError(
            "The shipped campaign report belongs to other parameters, bands, history or draws of "
            "other instruments than those of this version; run `sinews campaign report`."
        )
    return report


def find_grounds(strategy: str, outcome: str = PUBLISHED[0]) -> Mapping[str, Any] | None:
    """Return what a shipped strategy's difference rests on; None for any other strategy.

    Returns
    -------
    Mapping or None
        ``shares`` of its variance by grade of input (total indices, they overlap), and the
        ``assumptions`` that move it by more than a tenth of its spread.
    """
    report = load_report()
    if strategy not in report["shares"]:
        return None
    shares = report["shares"][strategy][outcome]["total"]
    return {"shares": shares, "assumptions": report["assumptions"][strategy][outcome]}
