"""`sinews serve`: the web page and the API on this computer."""

import socket
from pathlib import Path
from typing import Annotated

import typer

from sinews.cli.options import count
from sinews.errors import UsageError

_WANTED = {"fastapi", "starlette", "uvicorn"}


def serve(
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, count("0 picks a free one.", 0, 65_535)] = 8_321,
    proxy: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS,...",
            help="Proxies whose X-Forwarded-For names the client; else nobody is believed.",
        ),
    ] = "",
    runs: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Where servers side by side share their runs."),
    ] = None,
) -> None:
    """Serve the web page and the API; stop with Ctrl-C. Nothing is asked of other computers."""
    _check_address(host, port)
    try:
        from sinews.web.app import create_app
        from sinews.web.server import run_server
        from sinews.web.settings import Settings
    except ModuleNotFoundError as error:
        if error.name in _WANTED:
            raise UsageError(
                f"The web page needs {error.name}, which is not installed. "
                'Install the extra: pip install "sinews[web]".'
            ) from error
        raise
    settings = Settings(warm=True, runs=runs)
    run_server(create_app(settings), host=host, port=port, proxy=proxy)


def _check_address(host: str, port: int) -> None:
    """Refuse an address at which this computer cannot listen, before anything is loaded."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise UsageError(
            f"Cannot listen at {host}, port {port}: {error.strerror}. Name an address of this "
            "computer with --host, or another port with --port."
        ) from error
