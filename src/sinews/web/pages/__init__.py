"""Registry of pages. To add one: a module with a router, and one line here.

A page that chapters name and that has no module is made of its chapters alone.
"""

from typing import Final

from fastapi import APIRouter

from sinews.web.pages import (
    chapters,
    circumvention,
    claims,
    country,
    figure,
    front,
    lab,
    materiel,
    overview,
    search,
    sources,
    style,
    support,
)

EXPLORERS: Final = frozenset({"support", "front", "materiel", "circumvention", "lab", "claims"})
"""Pages with a module of their own that also show the chapters that name them."""

PAGES: Final[tuple[APIRouter, ...]] = (
    style.ROUTER,
    overview.ROUTER,
    search.ROUTER,
    support.ROUTER,
    country.ROUTER,
    front.ROUTER,
    materiel.ROUTER,
    circumvention.ROUTER,
    lab.ROUTER,
    claims.ROUTER,
    sources.ROUTER,
    figure.ROUTER,
    chapters.router_of(EXPLORERS),
)
