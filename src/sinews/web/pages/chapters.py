"""Pages made of the chapters that name them, for instruments without an explorer."""

from collections.abc import Callable, Set

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from sinews.web.page import CHAPTER_PAGES, PageRoute, read_request, render
from sinews.web.views import chapter_views


def router_of(explorers: Set[str]) -> APIRouter:
    """Return the routes of all pages that chapters name, except the explorers."""
    router = APIRouter(route_class=PageRoute)
    for page, address in CHAPTER_PAGES:
        if page not in explorers:
            router.get(address, response_class=HTMLResponse, name=page)(_show(page))
    return router


def _show(page: str) -> Callable[[Request], HTMLResponse]:
    def show(request: Request) -> HTMLResponse:
        reader = read_request(request)
        return render(reader, "chapters", page=page, chapters=chapter_views(reader, page))

    return show
