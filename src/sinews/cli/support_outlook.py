"""Commands of `sinews support` that look ahead: pledges, forecasts, back-test."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from sinews.cli.options import Json, Seed, count
from sinews.cli.output import print_json, print_notes, print_table

if TYPE_CHECKING:
    from sinews.support.forecast import Method
    from sinews.support.forecast.bootstrap import Scenario
    from sinews.support.forecast.panel import Panel, Task
    from sinews.support.pace import Outlook
    from sinews.support.pledge import Pledge

_ENDS = (0.05, 0.5, 0.95)


def pledge(
    id: Annotated[str | None, typer.Argument(help="The pledge; all are listed without.")] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            help="Use only what was known on this day; the last milestone when left out.",
            metavar="YYYY-MM-DD",
        ),
    ] = None,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Say how likely a pledge meets its deadline, and when it is met."""
    from sinews.core.periods import parse_day
    from sinews.data.evidence.evidence import open_evidence
    from sinews.support.figures.pledge import grade_outlook
    from sinews.support.pace import assess_pledge
    from sinews.support.pledge import load_pledges

    evidence = open_evidence()
    pledges = load_pledges(evidence.frame("facts"))
    if id is None:
        if as_of:
            raise typer.BadParameter("--as-of goes with one pledge: name its ID.")
        rows = [_pledge_row(p, seed) for p in pledges]
        names = ("id", "label", "target", "unit", "deadline", "known", "chance")
        if json:
            print_json({"rows": [dict(zip(names, r, strict=True)) for r in rows]})
            return
        shown = [(*r[:3], *r[4:6], f"{r[6]:.1%}") for r in rows]
        print_table([n for n in names if n != "unit"], shown)
        print_notes(
            "Chance: that the deadline is met, as of the day when the last milestone was known; "
            "assumed where the target had not been reached. `sinews support pledge ID` shows "
            "milestones, sources and grade."
        )
        return
    chosen = pledges[id]
    day = parse_day(as_of) if as_of else _last_day(chosen)
    outlook = assess_pledge(chosen, day, seed=seed)
    grade = grade_outlook(evidence, outlook)
    if json:
        print_json(_pledge_record(outlook, grade))
        return
    print_table(
        ["milestone", "amount", "known", "source"],
        [(m.on.isoformat(), m.amount, m.known.isoformat(), m.source) for m in outlook.known],
        title=f"{chosen.label}, as of {day}",
    )
    low, amount, high = _amounts(outlook)
    print(f"Chance that {chosen.target:,.0f} {chosen.unit} are met by {chosen.deadline}: ", end="")
    print(f"{outlook.probability:.2%}")
    print(f"At the deadline: {amount:,.0f} ({low:,.0f} to {high:,.0f}, 90 % interval)")
    soon, middle, late = (d or "never" for d in _days(outlook))
    print(f"Target met: {middle} ({soon} to {late})")
    print_notes(f"Grade: {grade}. {chosen.note} {outlook.caution}")


def _last_day(pledge: "Pledge") -> date:
    """Return the day on which the last milestone could be read."""
    return max(m.known for m in pledge.milestones)


def _pledge_row(pledge: "Pledge", seed: int) -> tuple[str, str, float, str, str, str, float]:
    """Return a pledge with the chance that it meets its deadline, as known at the end."""
    from sinews.support.pace import assess_pledge

    day = _last_day(pledge)
    chance = assess_pledge(pledge, day, seed=seed).probability
    end = pledge.deadline.isoformat()
    return pledge.id, pledge.label, pledge.target, pledge.unit, end, day.isoformat(), chance


def _amounts(outlook: "Outlook") -> tuple[float, ...]:
    """Return 5, 50 and 95 % of the amount at the deadline."""
    import numpy as np

    return tuple(float(x) for x in np.quantile(outlook.at_deadline, _ENDS))


def _days(outlook: "Outlook") -> tuple[str | None, ...]:
    """Return 5, 50 and 95 % of the day on which the target is met; None for never."""
    days = [outlook.completion_date(q) for q in _ENDS]
    return tuple(d.isoformat() if d else None for d in days)


def _pledge_record(outlook: "Outlook", grade: str) -> dict[str, object]:
    p, names = outlook.pledge, ("low", "median", "high")
    return {
        "id": p.id,
        "label": p.label,
        "as_of": outlook.as_of.isoformat(),
        "target": p.target,
        "unit": p.unit,
        "deadline": p.deadline.isoformat(),
        "probability": outlook.probability,
        "at_deadline": dict(zip(names, _amounts(outlook), strict=True)),
        "completion": dict(zip(names, _days(outlook), strict=True)),
        "grade": grade,
        "note": p.note,
        "caution": outlook.caution,
        "milestones": [
            {
                "on": m.on.isoformat(),
                "amount": m.amount,
                "known": m.known.isoformat(),
                "source": m.source,
            }
            for m in outlook.known
        ],
        "source": p.source,
    }


def forecast(
    type: Annotated[
        str, typer.Option(help="total, military, financial or humanitarian.")
    ] = "military",
    method: Annotated[str, typer.Option(help="pool, hybrid, kernel, level_shape, ...")] = "pool",
    months: Annotated[int, count("Months ahead.", 1, 24)] = 12,
    as_of: Annotated[
        str | None,
        typer.Option(
            help="Last month known; the last of the data when left out.", metavar="YYYY-MM"
        ),
    ] = None,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Forecast allocations by group; groups that stopped or never gave get scenarios."""
    from sinews.core.periods import add_months, parse_month
    from sinews.data.evidence.evidence import open_evidence
    from sinews.support.figures.forecast import DRAWS
    from sinews.support.forecast import METHODS
    from sinews.support.forecast.build import TABLES, build_panel
    from sinews.support.forecast.panel import Task

    evidence = open_evidence()
    sources = list(dict.fromkeys(s for t in TABLES for s in evidence.table(t).sources))
    whole = build_panel(evidence, type)
    origin = parse_month(as_of) if as_of else whole.end
    panel = whole.known_at(whole.month_index(origin))
    task = Task(horizon=months, n_draws=DRAWS)
    rows = [_forecast_row(panel, i, METHODS[method], task, seed) for i in range(len(panel.groups))]
    if json:
        print_json(
            {
                "type": type,
                "method": method,
                "origin": f"{origin:%Y-%m}",
                "months": months,
                "unit": "EUR bn",
                "rows": [asdict(r) for r in rows],
                "sources": sources,
            }
        )
        return
    print_table(
        ["group", "state", "median", "5 %", "95 %", "last year"],
        [(r.group, r.state, r.value, r.low, r.high, r.last_year) for r in rows],
        title=f"{type} allocations, {months} months after {origin:%Y-%m}, EUR bn, {method}",
    )
    for r in rows:
        for s in r.scenarios:
            amount = "?" if s.eur_bn_year is None else f"{s.eur_bn_year:.2f}"
            print_notes(f"{r.group}: {s.label}: {amount} EUR bn a year")
    print_notes(
        "Earlier mean: a year's part of all allocations of the type from "
        f"{panel.start:%Y-%m} to {add_months(origin, -12):%Y-%m}, before the last twelve months.",
        "A group that stopped or never gave is a matter of scenarios, not of its history.",
        f"Source: {', '.join(sources)}",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _ForecastRow:
    """What the next months of one group hold, EUR bn; scenarios alone where it does not give."""

    group: str
    state: str
    value: float | None
    low: float | None
    high: float | None
    last_year: float
    scenarios: "tuple[Scenario, ...]"


def _forecast_row(
    panel: "Panel", group: int, method: "Method", task: "Task", seed: int
) -> _ForecastRow:
    import numpy as np

    from sinews.support.forecast.backtest import forecast_group
    from sinews.support.forecast.bootstrap import judge_state, list_scenarios

    state = judge_state(panel, group)
    low = median = high = None
    if state == "gives":
        sums = forecast_group(panel, group, method, task, seed=seed).sum(axis=1)
        low, median, high = (float(x) for x in np.quantile(sums, _ENDS))
    return _ForecastRow(
        group=panel.groups[group],
        state=state,
        value=median,
        low=low,
        high=high,
        last_year=float(panel.allocated[group, -12:].sum()),
        scenarios=tuple(list_scenarios(panel, group)),
    )


def backtest(
    type: Annotated[
        str | None, typer.Option(help="One type; default: the shipped results of all.")
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Run it again (half a minute a type).")
    ] = False,
    groups: Annotated[bool, typer.Option("--groups", help="Show every group.")] = False,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Show how the forecasts have done against naive ones, with only what was known."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.support.forecast.results import (
        EVERY,
        UNSEEN,
        repeat_backtest,
        shipped_results,
    )
    from sinews.support.groups import TYPES, find_type

    types = (find_type(type),) if type else TYPES
    if again:
        evidence = open_evidence()
        found = [r for t in types for r in repeat_backtest(evidence, t, seed=seed)]
    else:
        found = [r for r in shipped_results() if r.type in types]
    rows = [asdict(r) for r in found if groups or r.group in (EVERY, UNSEEN)]
    if json:
        print_json({"rows": rows})
        return
    print_table(
        ["type", "method", "group", "CRPS EUR bn", "skill", "skill, months", "coverage"],
        [tuple(r.values()) for r in rows],
        title="Sums of twelve months, skill against the last-12-month bootstrap, share of 90 % "
        "intervals that held; every: 17 origins from 2023-10, on which variants were compared; "
        "unseen: the two origins from 2025-03, which chose nothing",
    )
