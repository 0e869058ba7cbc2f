"""Registry of the parts of the API. To add one: a module with `ROUTER`, and one line here."""

from typing import Final

from fastapi import APIRouter

from sinews.web.api import (
    charts,
    claims,
    figures,
    health,
    runs,
    strategies,
    tables,
)

ROUTERS: Final[tuple[APIRouter, ...]] = (
    figures.ROUTER,
    tables.ROUTER,
    charts.ROUTER,
    claims.ROUTER,
    strategies.ROUTER,
    runs.ROUTER,
    health.ROUTER,
)
