"""Answers that need not be sent twice: an ETag from what decides them, and 304."""

from collections.abc import Callable
from hashlib import sha256
from typing import Final

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sinews.web.app_state import Shelf

_OWN: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; "
)
PAGE_POLICY: Final = _OWN + "frame-src 'self'; frame-ancestors 'self'"
"""No script, style or image from elsewhere; no inline script, no inline style."""
EMBED_POLICY: Final = _OWN + "frame-src 'none'; frame-ancestors *"
EMBED: Final = "/embed/"

_ALWAYS: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
}


class SecurityHeaders:
    """Adds the headers to every HTTP answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        policy = EMBED_POLICY if scope["path"].startswith(EMBED) else PAGE_POLICY

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    headers.setdefault(name, value)
                headers.setdefault("content-security-policy", policy)
            await send(message)

        await self.app(scope, receive, send_with_headers)


MEDIA: Final[dict[str, str]] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "svg": "image/svg+xml",
    "png": "image/png",
}

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
