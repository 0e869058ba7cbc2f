"""Published figures: allocations of the next twelve months, and how such forecasts have done."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from sinews.core.estimate import Estimate, FloatArray
from sinews.core.figure import Figure, figure_of
from sinews.core.periods import add_months, describe_months, last_day
from sinews.data.evidence.chain import FigureFamily
from sinews.data.evidence.evidence import Evidence
from sinews.support.forecast import DEFAULT, METHODS
from sinews.support.forecast.backtest import FIRST_ORIGIN, N_ORIGINS, forecast_group
from sinews.support.forecast.bootstrap import judge_state
from sinews.support.forecast.build import TABLES, build_panel
from sinews.support.forecast.panel import Panel, Task
from sinews.support.forecast.results import (
    EVERY,
    FIRST_UNSEEN,
    N_UNSEEN,
    UNSEEN,
    Result,
    shipped_results,
)
from sinews.support.groups import BASE, GROUPS, LABELS
from sinews.support.tables import last_month

TYPES: Final = ("total", "military")
"""Types with skill; financial and humanitarian forecasts are a command, not a figure."""
DRAWS: Final = 4000
"""Draws of a forecast that is published, by figure or command."""
_TASK: Final = Task(horizon=12, n_draws=DRAWS)


def build_forecast(evidence: Evidence) -> tuple[Figure, ...]:
    """Return the sum of the next twelve months for every group that gives, and for Europe.

    Groups that stopped or never gave have scenarios instead: ``sinews support forecast``.
    """
    sources = tuple(dict.fromkeys(s for t in TABLES for s in evidence.table(t).sources))
    figures: list[Figure] = []
    for type in TYPES:
        panel = build_panel(evidence, type)
        sums: dict[str, FloatArray] = {
            g: forecast_group(panel, i, METHODS[DEFAULT], _TASK).sum(axis=1)
            for i, g in enumerate(BASE)
        }
        given = [g for i, g in enumerate(BASE) if judge_state(panel, i) == "gives"]
        parts: dict[str, tuple[str, ...]] = {g: (g,) for g in given}
        parts["europe"] = tuple(g for g in GROUPS["europe"][1] if g in given)
        figures += [
            _forecast(panel, type, g, sums, members, sources) for g, members in parts.items()
        ]
    return tuple(figures)


def _forecast(
    panel: Panel,
    type: str,
    group: str,
    sums: dict[str, FloatArray],
    members: Sequence[str],
    sources: tuple[str, ...],
) -> Figure:
    first = add_months(panel.end, 1)
    kind = "" if type == "total" else f"{type} "
    joined = (
        ""
        if len(members) == 1
        else " Groups are summed as if independent, so the interval is rather too narrow."
    )
    estimate = Estimate(
        id=f"support.forecast.{group}.{type}.next_12m",
        label=f"{kind}allocations of {LABELS[group]}, "
        f"{describe_months(first, add_months(first, 11))}, forecast",
        unit="EUR bn",
        draws=np.sum([sums[m] for m in members], axis=0),
        # Which spreads are carried forward is set by judgement, and tested only in the back-test.
        grade="estimated",
        sources=sources,
        method="Equal pool of level-and-shape and pledge conversion, on what was known at the end "
        f"of {panel.end:%Y-%m}; nominal. Skill: support.backtest.{type}.{DEFAULT}.unseen_skill."
        f"{joined}",
    )
    return figure_of(
        estimate,
        as_of=last_day(panel.end),
        rows=f"Tables {' and '.join(TABLES)}, groups {', '.join(members)}, type {type}",
        tested=f"support.backtest.{type}.{DEFAULT}.coverage" if len(members) == 1 else "",
    )


def build_backtest(evidence: Evidence) -> tuple[Figure, ...]:
    """Return skill and coverage of every method and type, from the shipped back-test."""
    sources = tuple(dict.fromkeys(s for t in TABLES for s in evidence.table(t).sources))
    whole = [r for r in shipped_results() if r.group == EVERY]
    unseen = [r for r in shipped_results() if r.group == UNSEEN]
    monthly = evidence.table("support_monthly").sources
    return (
        *(f for r in whole for f in _scores(evidence, r, sources)),
        *(_unseen(evidence, r, tuple(dict.fromkeys((*sources, *monthly)))) for r in unseen),
    )


def _unseen(evidence: Evidence, r: Result, sources: tuple[str, ...]) -> Figure:
    last = add_months(FIRST_UNSEEN, N_UNSEEN - 1)
    return Figure(
        id=f"support.backtest.{r.type}.{r.method}.unseen_skill",
        label=f"Skill of {METHODS[r.method].label}, {r.type}, on origins that chose nothing",
        value=r.skill,
        unit="ratio",
        grade="estimated",
        as_of=last_month(evidence, "support_monthly"),
        sources=sources,
        method="1 - mean CRPS / mean CRPS of the last-12-month bootstrap, at the origins "
        f"{FIRST_UNSEEN:%Y-%m} and {last:%Y-%m}, twelve months ahead, with settings chosen before "
        "those months were published. The two overlap and hold little more than one year.",
        rows=f"support/forecast/backtest.csv, type {r.type}, method {r.method}, group {UNSEEN}",
    )


def _scores(evidence: Evidence, r: Result, sources: tuple[str, ...]) -> tuple[Figure, Figure]:
    stem = f"support.backtest.{r.type}.{r.method}"
    method = (
        f"{METHODS[r.method].label}; {N_ORIGINS} origins from {FIRST_ORIGIN:%Y-%m}, twelve months "
        "ahead, five groups of donors, each with only what was known then (months dated as in "
        "today's release). Variants were run on these origins (decision 050), so the score "
        f"flatters; {stem}.unseen_skill is of origins that chose nothing."
    )
    as_of = last_day(build_panel(evidence, "military").end)
    rows = f"support/forecast/backtest.csv, type {r.type}, method {r.method}, group {EVERY}"
    skill = Figure(
        id=f"{stem}.skill",
        label=f"Skill of {METHODS[r.method].label}, {r.type}",
        value=r.skill,
        unit="ratio",
        grade="estimated",
        as_of=as_of,
        sources=sources,
        method=f"1 - mean CRPS / mean CRPS of the last-12-month bootstrap. {method}",
        rows=rows,
    )
    coverage = Figure(
        id=f"{stem}.coverage",
        label=f"Share of 90 % intervals that held, {METHODS[r.method].label}, {r.type}",
        value=r.coverage,
        unit="index",
        grade="estimated",
        as_of=as_of,
        sources=sources,
        method=f"Groups that never gave are left out. {method}",
        rows=rows,
    )
    return skill, coverage


FORECAST = FigureFamily(
    id="support.forecast", label="Allocations of the next twelve months", build=build_forecast
)
BACKTEST = FigureFamily(
    id="support.backtest", label="How forecasts have done", build=build_backtest
)
