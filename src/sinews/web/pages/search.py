"""Search: the index for the box in every page's head, and the page that answers without script."""

import json
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import RedirectResponse, Response

from sinews.errors import UnknownNameError
from sinews.web.http.answers import MEDIA, send
from sinews.web.page import PageRoute, address, read_request, render
from sinews.web.search import KINDS, find, list_countries, list_entries

ROUTER: Final = APIRouter(route_class=PageRoute)
MOST: Final = 60


@ROUTER.get("/search", response_class=HTMLResponse)
def search(request: Request) -> HTMLResponse:
    """List what holds every word of the query, best first."""
    reader = read_request(request, ("q",))
    query = request.query_params.get("q", "").strip()
    found = find(list_entries(reader), query, MOST) if query else []
    rows = [(e.kind, e.label, address_in(e.to, reader.language), e.other) for e in found]
    return render(reader, "search", q=query, rows=rows, most=MOST)


@ROUTER.get("/search.json")
def index(request: Request) -> Response:
    """Return everything that can be found, for the search box."""
    reader = read_request(request)

    def body() -> bytes:
        kinds = [reader.words.say(f"web.search.kinds.{k}") for k in KINDS]
        rows = [e.row() for e in list_entries(reader)]
        record = {"kinds": kinds, "entries": rows}
        return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()

    return send(request, MEDIA["json"], body)


@ROUTER.get("/go")
def go(request: Request) -> Response:
    """Lead to the page of a country that was chosen from the list."""
    reader = read_request(request, ("country",))
    asked = request.query_params.get("country", "").lower()
    if not asked:
        return RedirectResponse(address("/country", {"lang": reader.language}), status_code=303)
    pages = {id: to for id, _, to in list_countries(reader)}
    if asked not in pages:
        raise UnknownNameError("country", asked, pages)
    return RedirectResponse(address_in(pages[asked], reader.language), status_code=303)


def address_in(to: str, language: str) -> str:
    """Return an address in a language; what stands behind ``#`` stays behind."""
    path, mark, place = to.partition("#")
    path, _, query = path.partition("?")
    given = dict(pair.split("=", 1) for pair in query.split("&") if pair)
    return f"{address(path, {**given, 'lang': language})}{mark}{place}"
