"""Answers that need not be sent twice: an ETag from what decides them, and 304."""

from collections.abc import Callable
from hashlib import sha256
from typing import Final

from fastapi import Request
from starlette.responses import Response

from sinews.web.app_state import Shelf

FRESH: Final = "public, max-age=300, must-revalidate"
"""Evidence changes when the server is started again; a browser may keep an answer 5 minutes."""


def shelf_of(request: Request) -> Shelf:
    """Return what all requests share."""
    shelf: Shelf = request.app.state.shelf
    return shelf


def make_tag(*parts: str) -> str:
    """Return a strong ETag of everything that decides a body."""
    return f'"{sha256(chr(31).join(parts).encode()).hexdigest()[:24]}"'


def send(
    request: Request, media: str, body: Callable[[], bytes], *, name: str = "", link: str = ""
) -> Response:
    """Return an answer that follows from the address, the media type and the evidence alone.

    Parameters
    ----------
    body
        Makes the body; not called where the client has it.
    name
        Name of the file when it is saved.
    link
        Address of the description, for the header Link.
    """
    url = request.url
    tag = make_tag(shelf_of(request).version, url.path, url.query, media)
    headers = {"etag": tag, "cache-control": FRESH, "vary": "accept"}
    headers["access-control-allow-origin"] = "*"
    if link:
        headers["link"] = f'<{link}>; rel="describedby"'
    if matches(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    if name:
        headers["content-disposition"] = f'inline; filename="{name}"'
    return Response(body(), media_type=media, headers=headers)


def matches(asked: str, tag: str) -> bool:
    """Return whether a header If-None-Match names the tag."""
    if asked.strip() == "*":
        return True
    return tag in (part.strip().removeprefix("W/") for part in asked.split(","))
