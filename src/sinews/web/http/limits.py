"""Limits a client meets: size and time of a body, requests a minute, runs a minute."""

import asyncio
from collections import OrderedDict
from math import ceil
from time import monotonic
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sinews.web.http.problems import write_problem

_CLIENTS: Final = 10_000
_FREE: Final = ("/static/", "/assets/")


class BodyLimit:
    """Refuses bodies above a size, announced or not, and bodies that take too long to arrive."""

    def __init__(self, app: ASGIApp, *, most: int, seconds: float) -> None:
        self.app, self.most, self.seconds = app, most, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > self.most:
            await self._refuse(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self.seconds):
                body = await self._read(scope, receive)
        except TimeoutError:
            problem = write_problem(
                408,
                f"The body did not arrive within {self.seconds:g} s.",
                headers={"connection": "close"},
            )
            await problem(scope, receive, send)
            return
        if body is None:
            return
        if len(body) > self.most:
            await self._refuse(scope, receive, send)
            return
        await self.app(scope, _replay(body, receive), send)

    async def _read(self, scope: Scope, receive: Receive) -> bytes | None:
        """Return the body, as far as it shows that it is too large; None where the client left."""
        body, more = bytearray(), scope["method"] in ("POST", "PUT", "PATCH")
        while more and len(body) <= self.most:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            body += message.get("body", b"")
            more = message.get("more_body", False)
        return bytes(body)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        problem = write_problem(413, f"A body may hold {self.most:,} bytes.")
        await problem(scope, receive, send)


def _replay(body: bytes, receive: Receive) -> Receive:
    first = True

    async def replayed() -> Message:
        nonlocal first
        if first:
            first = False
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return replayed


class Bucket:
    """Tokens of each client: a minute's worth at once, refilled evenly; bounded in clients."""

    def __init__(self, a_minute: int) -> None:
        self.most = a_minute
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str, now: float) -> float:
        """Take one token and return 0, or return the seconds until there is one."""
        left, before = self._left.pop(client, (float(self.most), now))
        left = min(self.most, left + (now - before) * self.most / 60)
        wait = 0.0 if left >= 1 else (1 - left) * 60 / self.most
        self._left[client] = (left if wait else left - 1, now)
        while len(self._left) > _CLIENTS:
            self._left.popitem(last=False)
        return wait


class RateLimit:
    """Refuses clients that ask too often, and says when to come back."""

    def __init__(self, app: ASGIApp, *, requests: int, runs: int) -> None:
        self.app, self.requests, self.runs = app, Bucket(requests), Bucket(runs)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] == "http" and not scope["path"].startswith(_FREE):
            client = (scope.get("client") or ("unknown", 0))[0]
            now = monotonic()
            wait = self.requests.take(client, now)
            if not wait and _starts_a_run(scope):
                wait = self.runs.take(client, now)
            if wait:
                seconds = str(ceil(wait))
                problem = write_problem(
                    429,
                    f"Too many requests from one client; ask again in {seconds} s.",
                    headers={"retry-after": seconds},
                )
                await problem(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _starts_a_run(scope: Scope) -> bool:
    path: str = scope["path"]
    return scope["method"] == "POST" and path.rstrip("/").endswith(("/runs", "/rerun"))
