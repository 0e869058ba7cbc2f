"""Commands of `sinews support` that look ahead: pledges, forecasts, back-test."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from sinews.cli.options import Json, Seed, count
from sinews.cli.output import print_json, print_notes, print_table

if TYPE_CHECKING:
    from sinews.data.evidence.evidence import Evidence
    from sinews.support.pace import Outlook


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
    from sinews.support.pace import assess_pledge
    from sinews.support.pledge import load_pledges

    evidence = open_evidence()
    pledges = load_pledges(evidence.frame("facts"))
    if id is None:
        rows = [(p.id, p.label, p.target, p.unit, p.deadline.isoformat()) for p in pledges]
        names = ("id", "label", "target", "unit", "deadline")
        if json:
            print_json({"rows": [dict(zip(names, r, strict=True)) for r in rows]})
            return
        print_table(names, rows)
        return
    chosen = pledges[id]
    day = parse_day(as_of) if as_of else max(m.known for m in chosen.milestones)
    record = _pledge_record(evidence, assess_pledge(chosen, day, seed=seed))
    if json:
        print_json(record)
        return
    print_table(
        ["milestone", "amount", "known", "source"],
        [(m["on"], m["amount"], m["known"], m["source"]) for m in record["milestones"]],
        title=f"{chosen.label}, as of {day}",
    )
    low, amount, high = (record["at_deadline"][k] for k in ("low", "median", "high"))
    print(f"Chance that {chosen.target:,.0f} {chosen.unit} are met by {chosen.deadline}: ", end="")
    print(f"{record['probability']:.2%}")
    print(f"At the deadline: {amount:,.0f} ({low:,.0f} to {high:,.0f}, 90 % interval)")
    done = record["completion"]
    print(
        f"Target met: {done['median'] or 'never'} "
        f"({done['low'] or 'never'} to {done['high'] or 'never'})"
    )
    print_notes(f"Grade: {record['grade']}. {record['note']} {record['caution']}")


def _pledge_record(evidence: "Evidence", outlook: "Outlook") -> dict[str, Any]:
    import numpy as np

    from sinews.support.figures.pledge import grade_outlook

    p = outlook.pledge
    low, median, high = (float(x) for x in np.quantile(outlook.at_deadline, [0.05, 0.5, 0.95]))
    days = [outlook.completion_date(q) for q in (0.05, 0.5, 0.95)]
    return {
        "id": p.id,
        "label": p.label,
        "as_of": outlook.as_of.isoformat(),
        "target": p.target,
        "unit": p.unit,
        "deadline": p.deadline.isoformat(),
        "probability": outlook.probability,
        "at_deadline": {"low": low, "median": median, "high": high},
        "completion": {
            k: d.isoformat() if d else None
            for k, d in zip(("low", "median", "high"), days, strict=True)
        },
        "grade": grade_outlook(evidence, outlook),
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
    from sinews.core.periods import parse_month
    from sinews.data.evidence.evidence import open_evidence
    from sinews.support.forecast import METHODS
    from sinews.support.forecast.build import build_panel
    from sinews.support.forecast.panel import Task

    whole = build_panel(open_evidence(), type)
    origin = parse_month(as_of) if as_of else whole.end
    panel = whole.known_at(whole.month_index(origin))
    task = Task(horizon=months)
    rows = [_forecast_row(panel, i, METHODS[method], task, seed) for i in range(len(panel.groups))]
    if json:
        print_json(
            {
                "type": type,
                "method": method,
                "origin": f"{origin:%Y-%m}",
                "months": months,
                "unit": "EUR bn",
                "rows": rows,
            }
        )
        return
    print_table(
        ["group", "state", "median", "5 %", "95 %", "last year"],
        [(r["group"], r["state"], r["value"], r["low"], r["high"], r["last_year"]) for r in rows],
        title=f"{type} allocations, {months} months after {origin:%Y-%m}, EUR bn, {method}",
    )
    for r in rows:
        for s in r["scenarios"]:
            amount = "?" if s["eur_bn_year"] is None else f"{s['eur_bn_year']:.2f}"
            print_notes(f"{r['group']}: {s['label']}: {amount} EUR bn a year")
    print_notes("A group that stopped or never gave is a matter of scenarios, not of its history.")


def _forecast_row(
    panel: Any,  # noqa: ANN401
    group: int,
    method: Any,  # noqa: ANN401
    task: Any,  # noqa: ANN401
    seed: int,
) -> dict[str, Any]:
    from dataclasses import asdict

    import numpy as np

    from sinews.support.forecast.backtest import forecast_group
    from sinews.support.forecast.zeros import judge_state, list_scenarios

    state = judge_state(panel, group)
    record: dict[str, Any] = {
        "group": panel.groups[group],
        "state": state,
        "value": None,
        "low": None,
        "high": None,
        "last_year": float(panel.allocated[group, -12:].sum()),
        "scenarios": [asdict(s) for s in list_scenarios(panel, group)],
    }
    if state != "gives":
        return record
    sums = forecast_group(panel, group, method, task, seed=seed).sum(axis=1)
    low, median, high = (float(x) for x in np.quantile(sums, [0.05, 0.5, 0.95]))
    return record | {"value": median, "low": low, "high": high}


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
    from dataclasses import asdict

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
