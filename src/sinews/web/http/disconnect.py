"""Long answers stop when the reader leaves before they are there."""

import asyncio
from collections.abc import Callable, Coroutine
from threading import Event
from typing import Any, Final

from fastapi import Request
from fastapi.responses import Response

from sinews.web.lab.answers import StoppedError
from sinews.web.page import PageRoute

_BEAT: Final = 0.25
"""Seconds between two looks whether the reader is still there."""
_LEFT: Final = 499
"""Nobody reads this status; logs do."""


class LeavingRoute(PageRoute):
    """A page whose function finds an event in ``request.state.left``, set when the reader left."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler of the route."""
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            left = request.state.left = Event()
            answer = asyncio.ensure_future(inner(request))
            while not answer.done():
                await asyncio.wait({answer}, timeout=_BEAT)
                if not answer.done() and await request.is_disconnected():
                    left.set()
            try:
                return answer.result()
            except StoppedError:
                return Response(status_code=_LEFT)

        return handle


def check_of(request: Request) -> Callable[[], None]:
    """Return what raises where the reader of a request has left."""
    left: Event = request.state.left

    def check() -> None:
        if left.is_set():
            raise StoppedError

    return check
