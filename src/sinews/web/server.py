"""The server process: how connections are held, and what of a proxy is believed."""

from asyncio import TimerHandle, Transport
from typing import Any, Final

import h11
import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

from sinews.web.settings import PATIENCE


class PatientProtocol(H11Protocol):
    """Closes a connection whose request does not begin in time: uvicorn waits for ever."""

    patience: float = PATIENCE
    _waiting: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Start the clock for the first request."""
        super().connection_made(transport)
        self._restart()

    def data_received(self, data: bytes) -> None:
        """Stop the clock once the head of a request is whole."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop()
        elif self._waiting is None:
            self._restart()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._stop()
        super().connection_lost(exc)

    def _restart(self) -> None:
        self._waiting = self.loop.call_later(self.patience, self.transport.close)

    def _stop(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


OPTIONS: Final[dict[str, Any]] = {
    "http": PatientProtocol,
    "ws": "none",
    "proxy_headers": False,
    "server_header": False,
    # more open connections are answered with 503
    "limit_concurrency": 1_000,
    # longer than a reader looks at an answer: the next question then finds its connection open
    "timeout_keep_alive": 75,
    "timeout_graceful_shutdown": 2,
}


def run_server(app: FastAPI, *, host: str, port: int, proxy: str = "", quiet: bool = False) -> None:
    """Serve an application until it is stopped.

    Parameters
    ----------
    proxy
        Addresses whose ``X-Forwarded-For`` names the client, by commas; empty to believe nobody.
    """
    believed = {"proxy_headers": True, "forwarded_allow_ips": proxy} if proxy else {}
    level = "error" if quiet else "info"
    uvicorn.run(app, host=host, port=port, log_level=level, **{**OPTIONS, **believed})
