"""Results of a run as one flat table."""

import json
from collections.abc import AsyncIterator
from time import monotonic
from typing import Final

import polars as pl
from fastapi import Request
from starlette.responses import StreamingResponse

from sinews.decision.report.shape import ComparisonCells, MeanCell, OutcomeCells
from sinews.web.http.problems import ProblemError
from sinews.web.runs.runs import Run, RunStore

_BEAT: Final = 0.5
"""Seconds after which a client that left is noticed at the latest."""
_LONGEST: Final = 600.0


def stream_run(request: Request, store: RunStore, run: Run) -> StreamingResponse:
    """Return the stream of one run: ``progress`` events, then ``done``, ``stopped``, ``failed``.

    Raises
    ------
    ProblemError
        503: too many clients follow runs already.
    """
    if store.watching >= request.app.state.settings.streams:
        again = {"retry-after": "5"}
        raise ProblemError(503, "Too many clients follow runs; ask for its state.", headers=again)
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    events = _events(request, store, run)
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)


async def _events(request: Request, store: RunStore, run: Run) -> AsyncIterator[bytes]:
    store.watch(run)
    began, last = monotonic(), b""
    try:
        while not run.over and monotonic() - began < _LONGEST:
            event = _event("progress", run)
            yield event if event != last else b": still here\n\n"
            last = event
            await run.changed(_BEAT)
            if await request.is_disconnected():
                return
        if run.over:
            yield _event(run.state, run)
    finally:
        store.leave(run)


def _event(name: str, run: Run) -> bytes:
    data: dict[str, object] = {
        "id": run.id,
        "state": run.state,
        "done": run.done,
        "total": run.total,
    }
    if run.problem:
        data["problem"] = run.problem
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()


def flatten_results(results: bytes) -> pl.DataFrame:
    """Return one row an outcome, strategy and theory; ``weighted`` is the reader's mixture.

    The difference is to the baseline on the same futures, with its 90 % interval.
    """
    record: ComparisonCells = json.loads(results)
    rows = [
        _row(o, s["id"], theory, cell)
        for o in record["outcomes"]
        for s in o["strategies"]
        for theory, cell in [*s["per_theory"].items(), ("weighted", s["mixture"])]
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _row(
    outcome: OutcomeCells, strategy: str, theory: str, cell: MeanCell
) -> dict[str, str | float | None]:
    d = cell["difference"]
    return {
        "outcome": outcome["id"],
        "unit": outcome["unit"],
        "better": outcome["better"],
        "strategy": strategy,
        "theory": theory,
        "mean": cell["mean"],
        "difference": d["mean"],
        "difference_low": d["low"],
        "difference_high": d["high"],
        "share_positive": d.get("share_positive"),
        "grade": "assumed",
    }
