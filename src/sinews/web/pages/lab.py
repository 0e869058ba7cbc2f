"""Strategy lab: levers over time against a shipped strategy, on the same futures."""

from dataclasses import replace
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from sinews.campaign.elasticities import Elasticity, list_elasticities, load_presets
from sinews.campaign.levers import LEVERS
from sinews.campaign.run.setting import SWITCHES
from sinews.campaign.strategy import BASELINE, shipped_strategies
from sinews.decision.compare.results_file import write_results
from sinews.decision.integrate.outcomes import OUTCOMES
from sinews.decision.theories import HYPOTHESES
from sinews.present.text.labels import translate
from sinews.present.text.thresholds import digits_of
from sinews.web.lab.answers import LeavingRoute, check_of
from sinews.web.lab.lab_address import NAMES, read_state
from sinews.web.lab.lab_state import (
    DEFAULTS,
    ELASTICITIES,
    EQUAL,
    GROUPS,
    HEAVIEST,
    OWN,
    PERIODS,
    LabState,
    settings_of,
    shorten,
    step_of,
    write_range,
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
    """Return every number of the page, as `sinews strategy compare --csv` prints them again."""
    reader = read_request(request, NAMES)
    view = _view(reader, read_state(reader))
    own, versus = view.file_id, view.state.versus
    money = view.money()
    text = write_results(
        [replace(view.found, strategy=own)],
        view.state.weights,
        view.months.counted,
        {versus: money["versus"], own: money["own"]},
    )
    return _download(text, "results.csv", "text/csv")


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
        "preset_values": [
            (reader.words.say(f"web.lab.presets.{p.id}"), _preset(state, reader, p.id), p.source)
            for p in load_presets().values()
        ],
        "release": _preset(state, reader, ""),
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
    own, versus = view.file_id, view.state.versus
    file = FILE if own == OWN else own
    if file == versus:
        return ""
    seed = f"--seed {view.desk.seed}"
    lines = [
        f"sinews strategy compare {versus} {file}",
        f"--futures {view.desk.futures} {seed} --csv > results.csv",
    ]
    headline = [
        f"sinews strategy thresholds {file} {versus}",
        f"--outcome {view.state.outcome} {seed} --quick",
    ]
    return "\n".join(" \\\n  ".join(x) for x in (lines, headline))


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
                "who": "; ".join(translate(p, reader.language) or p for p in h.proponents),
                "weight": state.heavy[h.id],
                "percent": reader.words.numbers.number(100 * w),
            }
            for h, w in zip(HYPOTHESES, state.weights, strict=True)
        ],
        "elasticity_groups": [
            {
                "name": say(f"web.lab.elasticity_group.{group}"),
                "rows": [_elasticity(reader, state, e) for e in list_elasticities() if e.id in ids],
            }
            for group, ids in ELASTICITIES
        ],
        "switch_values": [(k, say(f"web.lab.switch.{k}"), k in state.without) for k in SWITCHES],
        "heaviest": HEAVIEST,
        "equal": EQUAL,
        "reset": address(
            "/lab", {"from": state.start, "vs": state.versus, "lang": reader.language}
        ),
        "theories_n": reader.words.count(len(HYPOTHESES)),
    }


def _preset(state: LabState, reader: Reader, preset: str) -> str:
    """Return the address of the same state with the values of a preset, or with none."""
    query = {k: v for k, v in state.query().items() if not k.startswith("e.")}
    more = {"preset": preset} if preset else {}
    return address("/lab", {**query, **more, "lang": reader.language})


def _elasticity(reader: Reader, state: LabState, e: Elasticity) -> dict[str, Any]:
    width, (low, mode, high) = e.high - e.low, state.ranges.get(e.id, (e.low, e.mode, e.high))
    words = reader.words

    def write(value: float) -> str:
        return words.numbers.number(value, digits_of(value))

    return {
        "id": e.id,
        "name": words.say(f"web.lab.elasticity.{e.id}"),
        "low": f"{e.low - width:g}",
        "high": f"{e.high + width:g}",
        "step": "10" if width > 100 else "0.01",
        "values": [shorten(low), shorten(high)],
        "starts": [shorten(e.low), shorten(e.high)],
        "given": write_range(e.id, (low, mode, high)) if e.id in state.ranges else "",
        "written": write(low) if low == high else f"{write(low)} {words.numbers.to} {write(high)}",
        "published": words.say("web.lab.published", {"low": write(e.low), "high": write(e.high)}),
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
