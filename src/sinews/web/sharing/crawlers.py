"""What search engines and browsers ask for by themselves: map of the site, rules, icons."""

from functools import cache
from importlib.resources import files
from typing import Final

from fastapi import APIRouter, Request
from markupsafe import escape
from starlette.responses import PlainTextResponse, Response

from sinews.present.figures.render import file_png
from sinews.web.http.answers import MEDIA, send
from sinews.web.page import NAV, address, languages, read_request
from sinews.web.search import list_countries

ROUTER: Final = APIRouter(include_in_schema=False)
FURTHER: Final = ("/figures", "/circumvention/measure", "/search")
"""Pages besides those of the navigation."""
_ICON: Final = 16


@ROUTER.get("/robots.txt")
def robots(request: Request) -> Response:
    """Let everything be read that is one page a thing, and name the map."""
    base = str(request.base_url)
    lines = ("User-agent: *", "Disallow: /api/", "Disallow: /*part=", f"Sitemap: {base}sitemap.xml")
    return PlainTextResponse("\n".join(lines) + "\n")


@ROUTER.get("/sitemap.xml")
def sitemap(request: Request) -> Response:
    """Return every page with its address in each language."""
    host = str(request.base_url).rstrip("/")
    donors = (to for _, _, to in list_countries(read_request(request)) if "?" not in to)
    paths = [*dict.fromkeys(to for _, to in NAV), *FURTHER, *donors]
    entries = "".join(_entry(host, p, code) for p in paths for code in languages())
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:xhtml="http://www.w3.org/1999/xhtml">{entries}</urlset>\n'
    )
    return Response(text, media_type="application/xml")


def _entry(host: str, path: str, language: str) -> str:
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" '
        f'href="{escape(host + address(path, {"lang": code}))}"/>'
        for code in languages()
    )
    return f"<url><loc>{escape(host + address(path, {'lang': language}))}</loc>{others}</url>\n"


@ROUTER.get("/favicon.ico")
def favicon(request: Request) -> Response:
    """Return the sign as a picture, for programs that know no SVG."""
    return send(request, MEDIA["png"], lambda: _icon(48))


@ROUTER.get("/apple-touch-icon.png")
def touch_icon(request: Request) -> Response:
    """Return the sign as a large picture."""
    return send(request, MEDIA["png"], lambda: _icon(180))


@cache
def _icon(size: int) -> bytes:
    drawing = (files("sinews.web") / "static" / "icon.svg").read_text(encoding="utf-8")
    return file_png(drawing, scale=size / _ICON)
