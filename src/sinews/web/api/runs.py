"""/runs: a strategy is posted and becomes a run; progress, results, rerun."""

import re
from time import monotonic
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from sinews.decision.plans.plan import write_plan
from sinews.errors import UnknownNameError
from sinews.web.api.models import RunList, RunView
from sinews.web.http.answers import MEDIA, matches, shelf_of
from sinews.web.http.formats import (
    Format,
    choose_format,
    write_frame,
    write_json,
)
from sinews.web.http.problems import DOCUMENTED, ProblemError
from sinews.web.runs.plan import Plan, read_plan
from sinews.web.runs.results import flatten_results, stream_run
from sinews.web.runs.runs import Run, RunStore

ROUTER = APIRouter(prefix="/runs", tags=["runs"], responses=DOCUMENTED)
_WAIT: Final = re.compile(r"\bwait=(\d{1,3})\b")
_LONGEST: Final = 30
_PREFIX: Final = "/api/v1"
BODY: Final[dict[str, object]] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/RunBody"}}},
    }
}
_PREFER: Final[dict[str, object]] = {
    "name": "Prefer",
    "in": "header",
    "required": False,
    "description": f"wait=N holds the answer until the run is over, {_LONGEST} s at most.",
    "schema": {"type": "string"},
}
ASKED: Final = {**BODY, "parameters": [_PREFER]}
EVENT: Final = {
    "type": "object",
    "properties": {
        "event": {"enum": ["progress", "done", "stopped", "failed"]},
        "data": {"type": "string", "description": "JSON: id, state, done, total, problem."},
    },
    "required": ["event", "data"],
}
OVER: Final[dict[int | str, dict[str, object]]] = {
    200: {"model": RunView, "description": "The run was there already, and is over"},
    201: {"model": RunView, "description": "The run was started, and is over"},
}


def store_of(request: Request) -> RunStore:
    """Return the runs of the server."""
    store: RunStore = request.app.state.runs
    return store


def find_run(request: Request, id: str) -> Run:
    """Return a run.

    Raises
    ------
    UnknownNameError
        The server does not remember it: it was never posted, or forgotten since.
    """
    store = store_of(request)
    run = store.find(id)
    if run is None:
        raise UnknownNameError("run", id, store.ids())
    return run


@ROUTER.post("", response_model=RunView, status_code=202, openapi_extra=ASKED, responses=OVER)
async def start_run(request: Request) -> Response:
    """Post a strategy; the same body gives the same run."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "application/json":
        raise ProblemError(415, "Post the strategy as application/json.")
    raw = await request.body()
    plan = await run_in_threadpool(_read, request, raw)
    return await _ask(request, plan)


def _read(request: Request, raw: bytes) -> Plan:
    return read_plan(raw, request.app.state.settings, shelf_of(request))


async def _ask(request: Request, plan: Plan, *, afresh: bool = False) -> Response:
    store = store_of(request)
    client = request.client.host if request.client else ""
    run, started = await run_in_threadpool(store.ask, plan, client=client, afresh=afresh)
    results = await _wait(request, store, run)
    headers = {"location": f"{_PREFIX}/runs/{run.id}", "cache-control": "no-store"}
    ended = 201 if started else 200
    status = ended if run.over else 202
    return Response(_write(run, results=results), status, headers, media_type=MEDIA["json"])


async def _wait(request: Request, store: RunStore, run: Run) -> bool:
    """Wait as the client prefers; who leaves meanwhile takes the request back."""
    found = _WAIT.search(request.headers.get("prefer", ""))
    if found is None:
        return False
    until = monotonic() + min(int(found[1]), _LONGEST)
    while not run.over and monotonic() < until:
        await run.changed(0.25)
        if await request.is_disconnected():
            store.withdraw(run)
            break
    return run.over


def _write(run: Run, *, results: bool = False) -> bytes:
    settings = run.plan.body
    options = f"--futures {settings['futures']} --seed {settings['seed']} "
    options += f"--until {settings['until']} --start {settings['start']}"
    options += "".join(f" --weight {k}={v:g}" for k, v in settings["weights"].items())
    options += " --anchored" if settings["anchored"] else ""
    own = run.plan.question.strategies[-1]
    record = {
        **run.view(_PREFIX),
        "command": f"sinews strategy compare {' '.join(settings['against'])} {own.id}.toml "
        f"{options}",
        "toml": write_plan(own),
    }
    text = write_json(record)
    return text[:-1] + b', "results": ' + run.results + b"}" if results and run.results else text


@ROUTER.get("", response_model=RunList)
def list_runs(request: Request) -> Response:
    """List the runs that the server remembers, newest first."""
    views = [r.view(_PREFIX) for r in store_of(request).list()]
    entries = [{k: v[k] for k in ("id", "state", "links")} for v in views]
    headers = {"cache-control": "no-store"}
    return Response(write_json({"runs": entries}), headers=headers, media_type=MEDIA["json"])


@ROUTER.get("/{id}", response_model=RunView)
def show_run(request: Request, id: str) -> Response:
    """Show how far a run is."""
    headers = {"cache-control": "no-store"}
    return Response(_write(find_run(request, id)), headers=headers, media_type=MEDIA["json"])


@ROUTER.delete("/{id}", response_model=RunView)
def stop_run(request: Request, id: str) -> Response:
    """Take a request back; the run stops unless others asked for it too."""
    run = find_run(request, id)
    store_of(request).withdraw(run)
    headers = {"cache-control": "no-store"}
    return Response(_write(run), headers=headers, media_type=MEDIA["json"])


@ROUTER.get(
    "/{id}/events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": EVENT}}}},
)
async def follow_run(request: Request, id: str) -> StreamingResponse:
    """Follow a run as server-sent events; a client that leaves stops it."""
    return stream_run(request, store_of(request), find_run(request, id))


@ROUTER.get(
    "/{id}/results",
    response_model=dict[str, object],
    responses={
        200: {"content": {"text/csv": {}, "application/vnd.apache.parquet": {}}},
        409: DOCUMENTED[404],
    },
)
def show_results(
    request: Request,
    id: str,
    format: Annotated[Format | None, Query(description="Decides before Accept.")] = None,
) -> Response:
    """Return the results: JSON, or one row an outcome, strategy and theory."""
    run, form = find_run(request, id), choose_format(request, format)
    if run.state != "done":
        again = {"retry-after": "1"} if not run.over else {}
        why = f"{run.problem} " if run.problem else ""
        detail = f"The run is {run.state}. {why}Results come once it is done."
        raise ProblemError(409, detail, headers=again)
    tag = f'"{run.digest[:24]}-{form}"'
    headers = {"etag": tag, "cache-control": "private, no-cache", "vary": "accept"}
    if matches(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    headers["content-disposition"] = f'inline; filename="run-{run.id}.{form}"'
    if form == "json":
        return Response(run.results, headers=headers, media_type=MEDIA["json"])
    body = write_frame(flatten_results(run.results), form, run.plan.run.to_json())
    return Response(body, headers=headers, media_type=MEDIA[form])


@ROUTER.post(
    "/{id}/rerun",
    response_model=RunView,
    status_code=202,
    openapi_extra={"parameters": [_PREFER]},
    responses=OVER,
)
async def repeat_run(request: Request, id: str) -> Response:
    """Compute a run again; ``sha256`` and ``sha256_before`` show that nothing changed."""
    return await _ask(request, find_run(request, id).plan, afresh=True)
