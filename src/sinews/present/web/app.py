"""The application: pages, static files and the API under /api/v1."""

from importlib.resources import files
from typing import Final

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from sinews import __version__
from sinews.present.web.api import ROUTERS
from sinews.present.web.pages import PAGES
from sinews.present.web.security import SecurityHeaders
from sinews.present.web.settings import Settings
from sinews.present.web.shelf import Shelf

API: Final = "/api/v1"


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the application; nothing is read before the first request that needs it.

    Pages and API find what they share in ``request.app.state``: ``settings`` and ``shelf``.
    """
    settings = settings or Settings()
    app = FastAPI(
        title="Sinews",
        version=__version__,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.shelf = Shelf(settings.evidence)
    for router in ROUTERS:
        app.include_router(router, prefix=API)
    for page in PAGES:
        app.include_router(page, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=str(files("sinews.present.web") / "static")))
    app.add_middleware(SecurityHeaders)
    return app
