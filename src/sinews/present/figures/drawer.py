"""The converter in a process of its own, for documents of many charts.

In this process it would hold up every table operation while it draws. The child is a plain program
that reads a request a line, so that a script that asks for a brief needs no guard.
"""

import json
import os
import subprocess
import sys
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final

from sinews.present.figures.render import file_png, render_svg
from sinews.present.figures.theme import Spec

EMPTY: Final[Spec] = {"mark": "line", "data": {"values": []}, "encoding": {}}
"""Drawn first, so that the converter, which takes half a second to start, is ready."""
_own = threading.local()


@contextmanager
def open_drawer() -> Iterator[Executor]:
    """Yield an executor that draws in order, beside this process: `draw_svg` and `draw_png`."""
    child = _start()
    try:
        with ThreadPoolExecutor(1, initializer=_own.__setattr__, initargs=("child", child)) as pool:
            yield pool
    finally:
        if child is not None:
            child.communicate()


def draw_svg(spec: Spec) -> str:
    """Return what `render_svg` returns, from the child where this thread has one."""
    drawn = _ask({"svg": spec})
    return render_svg(spec) if drawn is None else drawn


def draw_png(svg: str) -> bytes:
    """Return what `file_png` returns, from the child where this thread has one."""
    drawn = _ask({"png": svg})
    return file_png(svg) if drawn is None else b64decode(drawn)


def _start() -> "subprocess.Popen[str] | None":
    command = [sys.executable, "-m", "sinews.present.figures.drawer"]
    path = os.pathsep.join(p for p in sys.path if p)
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=os.environ | {"PYTHONPATH": path},
        )
    except OSError:  # no process to be had: this one draws
        return None


def _ask(request: dict[str, object]) -> str | None:
    """Return the child's answer; None where this thread has no child, or it cannot answer."""
    child = getattr(_own, "child", None)
    if child is None:
        return None
    try:
        child.stdin.write(json.dumps(request) + "\n")
        child.stdin.flush()
        answer = child.stdout.readline()
    except (OSError, ValueError):
        answer = ""
    if not answer:
        _own.child = None
        return None
    drawn: str | None = json.loads(answer)
    return drawn


def _serve() -> None:
    """Answer requests, a line each; null where drawing fails, so that the parent says why."""
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if "svg" in request:
                drawn = render_svg(request["svg"])
            else:
                drawn = b64encode(file_png(request["png"])).decode()
        except Exception:  # noqa: BLE001
            drawn = None
        sys.stdout.write(json.dumps(drawn) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    _serve()
