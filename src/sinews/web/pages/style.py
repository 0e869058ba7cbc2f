"""The style sheet of all pages."""

from typing import Final

from fastapi import APIRouter
from fastapi.responses import Response

from sinews.web.style import style_digest, style_sheet

ROUTER: Final = APIRouter()


@ROUTER.get("/style.css")
def style() -> Response:
    """Return the style sheet; its address changes with it, so it may be kept for long."""
    return Response(
        style_sheet(),
        media_type="text/css",
        headers={"cache-control": "public, max-age=86400", "etag": f'"{style_digest()}"'},
    )
