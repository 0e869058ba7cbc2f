"""Strategy lab: levers over time against a shipped strategy, on the same futures."""

import csv
from io import StringIO
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from sinews.campaign.elasticities import Elasticity, list_elasticities, load_presets
from sinews.campaign.levers import LEVERS
from sinews.campaign.run.setting import SWITCHES
from sinews.campaign.strategy import BASELINE, shipped_strategies
from sinews.decision.compare.lab_differences import (
    LEVELS,
    WATCHED,
    spread_by_theory,
    spread_mixed,
)
from sinews.decision.integrate.outcomes import OUTCOMES
from sinews.decision.theories import HYPOTHESES
from sinews.present.text.thresholds import digits_of
from sinews.web.http.disconnect import LeavingRoute, check_of
from sinews.web.lab.lab_state import (
    DEFAULTS,
    EQUAL,
    GROUPS,
    HEAVIEST,
    NAMES,
    PERIODS,
    LabState,
    read_state,
    settings_of,
    step_of,
    write_toml,
)
from sinews.web.lab.lab_view import LabView
from sinews.web.lab.session_cache import desk_of
from sinews.web.page import (
    Reader,
    address,
    read_request,
    render,
)

ROUTER: Final = APIRouter(route_class=LeavingRoute)
FILE: Final = "strategy.toml"
PARTS: Final = ("results", "table")


@ROUTER.get("/lab", response_class=HTMLResponse)
def lab(request: Request) -> HTMLResponse:
    """Show the lab in the state of its address; ``part=results`` is what a change redraws."""
    reader = read_request(request, (*NAMES, "table"))
    state = read_state(reader)
    view = _view(reader, state)
    given = _table(view) if reader.part == "table" else _results(view)
    if reader.part in PARTS:
        return render(reader, f"lab_{reader.part}", **given)
    wants_table = "table" in request.query_params
    if wants_table:
        given |= _table(view)
    return render(reader, "lab", **given, **_controls(view), wants_table=wants_table)


@ROUTER.get(f"/lab/{FILE}", response_class=Response)
def strategy_file(request: Request) -> Response:
    """Return the reader's strategy as the file that the command line reads."""
    reader = read_request(request, NAMES)
    state = read_state(reader)
    label = _view(reader, state).label
    return _download(write_toml(state, label), FILE, "application/toml")


@ROUTER.get("/lab/results.csv", response_class=Response)
def results_file(request: Request) -> Response:
    """Return the differences theory by theory and weighted, with their quantiles over futures."""
    reader = read_request(request, NAMES)
    view = _view(reader, read_state(reader))
    out = StringIO()
    rows = csv.writer(out, lineterminator="\n")
    quantiles = [f"q{round(100 * q):02d}" for q in LEVELS]
    rows.writerow(["outcome", "theory", "mean", "standard_error", *quantiles, "share_above_zero"])
    for outcome in WATCHED:
        by = spread_by_theory(view.found, outcome)
        mixed = spread_mixed(view.found, outcome, view.state.weights)
        for theory, s in [*by.items(), ("weighted", mixed)]:
            numbers = (s.mean, s.error, *s.levels, s.above)
            rows.writerow([outcome, theory, *(f"{x:.6g}" for x in numbers)])
    return _download(out.getvalue(), "results.csv", "text/csv")


def _view(reader: Reader, state: LabState) -> LabView:
    request = reader.request
    return LabView(reader=reader, desk=desk_of(request.app), state=state, check=check_of(request))


def _download(text: str, name: str, media: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type=f"{media}; charset=utf-8", headers=headers)


def _results(view: LabView) -> dict[str, Any]:
    reader, state = view.reader, view.state
    query = state.query()
    return {
        "view": view,
        "headline": view.headline(),
        "keys": view.keys(),
        "charts": (view.theories(), *view.panels()),
        "futures": reader.words.numbers.number(view.desk.futures),
        "here": address("/lab", {**query, "lang": reader.language}),
        "toml": address(f"/lab/{FILE}", query),
        "csv": address("/lab/results.csv", query),
        "command": _command(view),
    }


def _table(view: LabView) -> dict[str, Any]:
    state = view.state
    query = state.query() | {"lang": view.reader.language}
    rows = [{**row, "to": address("/lab", {**query, "vs": row["id"]})} for row in view.table()]
    heads = ("ground_km2", "casualties_ua_k", "chance_not_russian", "cost_europe", "cost_us")
    say = view.reader.words.say
    return {
        "view": view,
        "rows": rows,
        "heads": [(say(f"web.lab.outcome.{h}"), say(f"web.lab.unit.{h}")) for h in heads],
        "outcome_name": say(f"web.lab.outcome.{state.outcome}"),
        "outcome_unit": say(f"web.lab.unit.{state.outcome}"),
        "base_name": view.name(BASELINE),
    }


def _command(view: LabView) -> str:
    state = view.state
    weighted = any(w != EQUAL for w in state.heavy.values())
    moved = state.changed or state.elasticities or state.without or weighted
    own = FILE if moved else state.start
    lines = [f"sinews strategy compare {BASELINE} {own}"]
    lines.append(f"--futures {view.desk.futures} --seed {view.desk.seed}")
    return " \\\n  ".join(lines)


def _controls(view: LabView) -> dict[str, Any]:
    reader, state = view.reader, view.state
    shown = settings_of(state.start)
    shipped = [(s.id, view.name(s.id)) for s in shipped_strategies()]
    say = reader.words.say
    return {
        "state": state,
        "defaults": DEFAULTS,
        "start_values": shipped,
        "outcome_values": [(o.id, say(f"web.lab.outcome.{o.id}")) for o in OUTCOMES],
        "groups": [
            {
                "id": id,
                "name": say(f"web.lab.group.{id}"),
                "levers": [_lever(reader, state, shown, k) for k in levers],
                "is_open": i == 0 or any(k in state.changed for k in levers),
            }
            for i, (id, levers) in enumerate(GROUPS)
        ],
        "theory_values": [
            {
                "id": h.id,
                "name": reader.name("theories", h.id, h.label),
                "statement": reader.name("theory_statements", h.id, h.statement),
                "who": "; ".join(h.proponents),
                "weight": state.heavy[h.id],
                "percent": reader.words.numbers.number(100 * w),
            }
            for h, w in zip(HYPOTHESES, state.weights, strict=True)
        ],
        "elasticities": [_elasticity(reader, state, e) for e in list_elasticities()],
        "preset_values": [
            (p.id, say(f"web.lab.presets.{p.id}"), address("/lab", _preset(state, reader, p.id)))
            for p in load_presets().values()
        ],
        "release": address("/lab", _preset(state, reader, "")),
        "switch_values": [(k, say(f"web.lab.switch.{k}"), k in state.without) for k in SWITCHES],
        "heaviest": HEAVIEST,
        "equal": EQUAL,
        "reset": address(
            "/lab", {"from": state.start, "vs": state.versus, "lang": reader.language}
        ),
        "theories_n": reader.words.count(len(HYPOTHESES)),
    }


def _preset(state: LabState, reader: Reader, preset: str) -> dict[str, str]:
    """Return the address of the same state with the values of a preset, or with none."""
    query = {k: v for k, v in state.query().items() if not k.startswith("e.")}
    return {**query, **({"preset": preset} if preset else {}), "lang": reader.language}


def _elasticity(reader: Reader, state: LabState, e: Elasticity) -> dict[str, Any]:
    width = e.high - e.low
    low, high = e.low - width, e.high + width
    value = state.elasticities.get(e.id)
    number = reader.words.numbers.number
    ends = {"low": number(e.low, digits_of(e.low)), "high": number(e.high, digits_of(e.high))}
    name = reader.words.say(f"elasticities.{e.id}")
    return {
        "id": e.id,
        "name": name[0].upper() + name[1:],
        "low": f"{low:g}",
        "high": f"{high:g}",
        "step": f"{width / 20:.3g}",
        "value": f"{e.mode if value is None else value:g}",
        "written": reader.words.say("web.lab.drawn")
        if value is None
        else number(value, digits_of(value)),
        "is_set": value is not None,
        "published": reader.words.say("web.lab.published", ends),
        "source": e.source,
    }


def _lever(
    reader: Reader, state: LabState, shown: dict[str, tuple[float, ...]], id: str
) -> dict[str, Any]:
    lever = LEVERS[id]
    values = state.changed.get(id, shown[id])
    width = lever.high - lever.low
    return {
        "id": id,
        "name": reader.name("levers", id, lever.label),
        "unit": reader.name("lever_units", id, lever.unit),
        "low": f"{lever.low:g}",
        "high": f"{lever.high:g}",
        "step": f"{step_of(id):g}",
        "neutral": round(100 * (lever.neutral - lever.low) / width),
        "is_changed": id in state.changed,
        "bars": [
            {
                "period": name,
                "value": f"{value:g}",
                "start": f"{first:g}",
                "written": _written(reader, value),
            }
            for (name, _, _), value, first in zip(PERIODS, values, shown[id], strict=True)
        ],
    }


def _written(reader: Reader, value: float) -> str:
    decimals = next((d for d in range(3) if abs(round(value, d) - value) < 1e-9), 2)
    return reader.words.numbers.number(value, decimals)
