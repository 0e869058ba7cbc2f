"""A run that may be computed: the body checked against the limits, and the id that follows."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, TypedDict, cast

from pydantic import ValidationError

from sinews.campaign.run.calendar import START, Calendar
from sinews.campaign.run.setting import SWITCHES
from sinews.campaign.strategy import shipped_strategies
from sinews.core.manifest import RunManifest
from sinews.decision.compare.study import Question
from sinews.decision.theories.weights import read_weights
from sinews.errors import UsageError, suggest
from sinews.web.app_state import Shelf
from sinews.web.http.problems import (
    Fault,
    ProblemError,
    point,
    read_faults,
)
from sinews.web.runs.body import RunBody, elasticities_of, find_disorder, weights_of
from sinews.web.settings import Settings

_REFUSED: Final = "The run cannot be computed as it was put; each bad field is listed."


class BodyCells(TypedDict):
    """What a client sent, as JSON, every default filled in."""

    strategy: dict[str, object]
    against: list[str]
    futures: int
    seed: int
    until: str
    start: str
    weights: dict[str, float]
    anchored: bool
    elasticities: dict[str, float]
    without: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A question with the manifest that names it; the same body gives the same id.

    Attributes
    ----------
    body
        What the client sent, every default filled in.
    """

    body: BodyCells
    question: Question
    run: RunManifest

    @property
    def cells(self) -> int:
        """Futures times strategies."""
        return self.question.futures * len(self.question.strategies)

    @property
    def same_runs(self) -> str:
        """What two plans share that differ in weights and anchoring alone."""
        left_out = ("weights", "anchored")
        return json.dumps({k: v for k, v in self.body.items() if k not in left_out})


def read_plan(raw: bytes, settings: Settings, shelf: Shelf) -> Plan:
    """Return the plan of a request body.

    Raises
    ------
    ProblemError
        422 with a pointer to each bad field.
    """
    try:
        body = RunBody.model_validate_json(raw)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        raise ProblemError(422, _REFUSED, errors=read_faults(found, RunBody)) from error
    if faults := list(_faults(body, settings)):
        raise ProblemError(422, _REFUSED, errors=faults)
    question = Question(
        strategies=[*(shipped_strategies()[s] for s in body.against), body.strategy.read()],
        futures=body.futures,
        seed=body.seed,
        until=body.until,
        start=body.start.replace(day=1),
        weights=read_weights([f"{k}={v!r}" for k, v in weights_of(body).items()]),
        anchored=body.anchored,
        ranges=elasticities_of(body),
        without=tuple(s for s in SWITCHES if s in body.without),
    )
    sent = cast(BodyCells, body.model_dump(mode="json", by_alias=True, exclude_none=True))
    run = RunManifest(
        command="compare",
        settings=sent,
        seed=body.seed,
        draws=body.futures,
        releases=shelf.releases,
        parameters={"code": shelf.code},
        strategies=tuple(s.id for s in question.strategies),
    )
    return Plan(body=sent, question=question, run=run)


def _faults(body: RunBody, settings: Settings) -> Iterable[Fault]:
    for place, why in find_disorder(body):
        yield _fault(place, why)
    shipped = shipped_strategies()
    for i, name in enumerate(body.against):
        if name not in shipped:
            hint = suggest(name, shipped.ids).strip().rstrip(".")
            yield _fault(("against", i), f"No shipped strategy is called {name!r}. {hint}")
        elif name in body.against[:i]:
            yield _fault(("against", i), f"{name!r} is named twice")
    if body.strategy.id in body.against:
        yield _fault(("strategy", "id"), "Give your strategy an id that is not in 'against'")
    if len(body.against) >= settings.strategies:
        most = settings.strategies
        yield _fault(("against",), f"A run may hold {most} strategies, yours included")
    if body.futures > settings.futures:
        yield _fault(("futures",), f"A run may hold {settings.futures:,} futures")
    elif body.futures * (len(body.against) + 1) > settings.cells:
        most = settings.cells // (len(body.against) + 1)
        yield _fault(("futures",), f"With so many strategies a run may hold {most:,} futures")
    yield from _switch_faults(body)
    yield from _date_faults(body)
    try:
        read_weights([f"{k}={v!r}" for k, v in weights_of(body).items()])
    except UsageError as error:
        yield Fault(pointer=point(("weights",)), detail=str(error))


def _switch_faults(body: RunBody) -> Iterable[Fault]:
    for i, name in enumerate(body.without):
        if name not in SWITCHES:
            yield _fault(("without", i), f"No switch is called {name!r}. {', '.join(SWITCHES)}")


def _date_faults(body: RunBody) -> Iterable[Fault]:
    try:
        ends = Calendar(until=body.until).month_ends()
    except UsageError as error:
        yield Fault(pointer=point(("until",)), detail=str(error))
        return
    last = ends[-1][0]
    if not body.start >= START or body.start.replace(day=1) > last:
        yield _fault(("start",), f"Choose a day from {START} to the last month, {_month(last)}")


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def _fault(place: tuple[int | str, ...], why: str) -> Fault:
    return Fault(pointer=point(place), detail=why if why.endswith(("?", ".")) else f"{why}.")
