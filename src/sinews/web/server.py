"""The server process: how connections are held, and what of a proxy is believed (nothing)."""

from typing import Any, Final

import uvicorn
from fastapi import FastAPI

OPTIONS: Final[dict[str, Any]] = {
    "ws": "none",
    "proxy_headers": False,
    "server_header": False,
    # longer than a reader looks at an answer: the next question then finds its connection open
    "timeout_keep_alive": 75,
    "timeout_graceful_shutdown": 2,
}


def run_server(app: FastAPI, *, host: str, port: int, quiet: bool = False) -> None:
    """Serve an application until it is stopped."""
    uvicorn.run(app, host=host, port=port, log_level="error" if quiet else "info", **OPTIONS)
