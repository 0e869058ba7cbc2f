"""/strategies, /levers, /hypotheses: what a run is put together from."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from sinews.campaign.levers import LEVERS, Lever
from sinews.campaign.strategy import Strategy, shipped_strategies
from sinews.decision.theories import HYPOTHESES
from sinews.decision.theories.hypothesis import Hypothesis
from sinews.web.api.models import (
    HypothesisList,
    HypothesisView,
    LeverList,
    LeverView,
    StrategyList,
    StrategyView,
)
from sinews.web.http.answers import MEDIA, send
from sinews.web.http.formats import write_json
from sinews.web.http.problems import DOCUMENTED

ROUTER = APIRouter(tags=["strategies"], responses=DOCUMENTED)


def write_strategy(s: Strategy) -> dict[str, object]:
    """Return a strategy in the form that a run takes."""
    settings = {
        lever: [{"from": x.start, "value": x.value, "over_weeks": x.over_weeks} for x in steps]
        for lever, steps in s.settings.items()
    }
    return {
        "id": s.id,
        "label": s.label,
        "rationale": s.rationale,
        "proponents": list(s.proponents),
        "sources": list(s.sources),
        "settings": settings,
    }


def _write_lever(x: Lever) -> dict[str, object]:
    keys = ("id", "label", "unit", "channel", "neutral", "low", "high")
    return {k: getattr(x, k) for k in keys}


def _write_hypothesis(h: Hypothesis) -> dict[str, object]:
    against = [
        {k: getattr(a, k) for k in ("id", "statement", "status", "checked", "evidence", "note")}
        for a in h.against
    ]
    return {
        "id": h.id,
        "label": h.label,
        "statement": h.statement,
        "proponents": list(h.proponents),
        "references": list(h.references),
        "against": against,
    }


def _send(request: Request, record: Mapping[str, Any]) -> Response:
    return send(request, MEDIA["json"], lambda: write_json(record))


@ROUTER.get("/strategies", response_model=StrategyList)
def list_strategies(request: Request) -> Response:
    """List the shipped strategies."""
    return _send(request, {"strategies": [write_strategy(s) for s in shipped_strategies()]})


@ROUTER.get("/strategies/{id}", response_model=StrategyView)
def show_strategy(request: Request, id: str) -> Response:
    """Show one shipped strategy."""
    return _send(request, write_strategy(shipped_strategies()[id]))


@ROUTER.get("/levers", response_model=LeverList)
def list_levers(request: Request) -> Response:
    """List the levers: unit, neutral setting, ends, channel."""
    return _send(request, {"levers": [_write_lever(x) for x in LEVERS]})


@ROUTER.get("/levers/{id}", response_model=LeverView)
def show_lever(request: Request, id: str) -> Response:
    """Show one lever."""
    return _send(request, _write_lever(LEVERS[id]))


@ROUTER.get("/hypotheses", response_model=HypothesisList)
def list_hypotheses(request: Request) -> Response:
    """List the theories of how the war may end, and what would count against each."""
    return _send(request, {"hypotheses": [_write_hypothesis(h) for h in HYPOTHESES]})


@ROUTER.get("/hypotheses/{id}", response_model=HypothesisView)
def show_hypothesis(request: Request, id: str) -> Response:
    """Show one theory."""
    return _send(request, _write_hypothesis(HYPOTHESES[id]))
