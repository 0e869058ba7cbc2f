"""Progress of a run as server-sent events; who stops listening stops the run."""

import json
from collections.abc import AsyncIterator
from time import monotonic
from typing import Any, Final

from fastapi import Request
from starlette.responses import StreamingResponse

from sinews.web.runs.runs import Run, RunStore

_BEAT: Final = 0.5
"""Seconds after which a client that left is noticed at the latest."""
_LONGEST: Final = 600.0


def stream_run(request: Request, store: RunStore, run: Run) -> StreamingResponse:
    """Return the stream of one run: ``progress`` events, then ``done``, ``stopped``, ``failed``."""
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
    data: dict[str, Any] = {"id": run.id, "state": run.state, "done": run.done, "total": run.total}
    if run.problem:
        data["problem"] = run.problem
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()
