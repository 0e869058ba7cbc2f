"""Registry of the parts of the API. To add one: a module with `ROUTER`, and one line here."""

from typing import Final

from fastapi import APIRouter

from sinews.present.web.api import health

ROUTERS: Final[tuple[APIRouter, ...]] = (health.ROUTER,)
