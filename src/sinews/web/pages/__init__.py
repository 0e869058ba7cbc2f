"""Registry of pages. To add one: a module with a router, and one line here."""

from typing import Final

from fastapi import APIRouter

from sinews.web.pages import (
    circumvention,
    claims,
    figure,
    lab,
    materiel,
    overview,
    sources,
    style,
    support,
)

PAGES: Final[tuple[APIRouter, ...]] = (
    style.ROUTER,
    overview.ROUTER,
    support.ROUTER,
    materiel.ROUTER,
    circumvention.ROUTER,
    lab.ROUTER,
    claims.ROUTER,
    sources.ROUTER,
    figure.ROUTER,
)
