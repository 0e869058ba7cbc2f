"""Registry of pages. To add one: a module with a router, and one line here."""

from typing import Final

from fastapi import APIRouter

from sinews.present.web.pages import claims, figure, overview, sources, style

PAGES: Final[tuple[APIRouter, ...]] = (
    style.ROUTER,
    overview.ROUTER,
    claims.ROUTER,
    sources.ROUTER,
    figure.ROUTER,
)
