"""The application: pages, static files and the API under /api/v1."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib.resources import files
from threading import Thread
from typing import Final

from anyio import to_thread
from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from sinews import __version__
from sinews.decision.theories import HYPOTHESES
from sinews.web.api import ROUTERS
from sinews.web.app_state import Shelf
from sinews.web.http.answers import SecurityHeaders
from sinews.web.http.limits import BodyLimit, RateLimit
from sinews.web.http.problems import describe_api, install_problems
from sinews.web.lab.answers import Lab
from sinews.web.lab.lab_state import DEFAULTS, EQUAL, LabState
from sinews.web.lab.session_cache import desk_of
from sinews.web.pages import PAGES
from sinews.web.runs.plan import read_plan
from sinews.web.runs.runs import RunStore
from sinews.web.runs.shared import SharedRuns
from sinews.web.settings import Settings
from sinews.web.sharing import crawlers, embed

API: Final = "/api/v1"


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the application; nothing is read before the first request that needs it.

    Pages and API find what they share in ``request.app.state``: ``settings``, ``shelf``, ``runs``,
    ``lab``.
    """
    settings = settings or Settings()
    shelf = Shelf(settings.evidence)
    lab = Lab(cores=settings.cores)
    runs = _open_runs(settings, shelf, lab)

    @asynccontextmanager
    async def live(app: FastAPI) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = settings.threads
        if settings.warm:
            Thread(target=warm_up, args=(app,), daemon=True).start()
        yield
        runs.close()

    app = FastAPI(
        title="Sinews",
        lifespan=live,
        version=__version__,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        # the environment of a user must not make the server report to another computer
        telemetry={
            "auto_configure": False,
            "tracing": False,
            "metrics": False,
            "logs": False,
            "operation_spans": False,
        },
    )
    app.state.settings = settings
    app.state.shelf = shelf
    app.state.runs = runs
    app.state.lab = lab
    app.openapi = partial(describe_api, app)  # type: ignore[method-assign]
    install_problems(app)
    for router in ROUTERS:
        app.include_router(router, prefix=API)
    for page in PAGES:
        app.include_router(page, include_in_schema=False)
    app.include_router(embed.ROUTER)
    app.include_router(crawlers.ROUTER)
    app.mount("/static", StaticFiles(directory=str(files("sinews.web") / "static")))
    app.add_middleware(BodyLimit, most=settings.body, seconds=settings.patience)
    app.add_middleware(RateLimit, requests=settings.requests, runs=settings.runs_a_minute)
    # around what answers unforeseen errors too, which middleware is not
    build = app.build_middleware_stack
    app.build_middleware_stack = lambda: SecurityHeaders(build())  # type: ignore[method-assign]
    return app


def _open_runs(settings: Settings, shelf: Shelf, lab: Lab) -> RunStore:
    shared = None
    if settings.runs is not None:
        shared = SharedRuns(settings.runs, lambda body: read_plan(body, settings, shelf))
    return RunStore(
        lambda plan, ticker: lab.answer(shelf.evidence, plan, ticker),
        long=settings.long,
        waiting=settings.waiting,
        share=settings.share,
        kept=settings.kept,
        shared=shared,
    )


def warm_up(app: FastAPI) -> None:
    """Compute what the first reader would wait for: figures, verdicts, the actual path."""
    app.state.shelf.study()
    versus, outcome = DEFAULTS["vs"], DEFAULTS["o"]
    heavy = dict.fromkeys(HYPOTHESES.ids, EQUAL)
    start = DEFAULTS["from"]
    state = LabState(start=start, versus=versus, outcome=outcome, changed={}, heavy=heavy)
    desk_of(app).shipped(start, state)
