"""The web application behind a real socket of this computer, for tests."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from time import monotonic, sleep
from typing import Any

import uvicorn
from fastapi import FastAPI

from sinews.web.app import create_app
from sinews.web.settings import Settings


@contextmanager
def serve(settings: Settings) -> Iterator[str]:
    """Yield the address of a server with these settings; it stops at the end."""
    with serve_app(create_app(settings)) as address:
        yield address


@contextmanager
def serve_app(app: FastAPI, **options: Any) -> Iterator[str]:
    """Yield the address of an application; it stops at the end."""
    held = {"log_level": "warning", "ws": "none", **options, "timeout_graceful_shutdown": 1}
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, **held)
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    until = monotonic() + 120
    while not server.started and monotonic() < until:
        sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
