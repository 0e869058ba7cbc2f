"""Runs in a folder that several servers share: each knows what was posted to the others."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sinews.data.store.files import write_file
from sinews.web.runs.plan import Plan

_ID: Final = re.compile(r"[0-9a-f]{8,64}")
ROOM: Final = 2_000
"""Files that are kept in the folder, two a run; the oldest go first."""


class SharedRuns:
    """Bodies and results of runs by id, as files that appear by one rename.

    A server that is asked for a run it has not seen reads its body here and takes its results, or
    computes them itself: the same body gives the same bytes everywhere.

    Parameters
    ----------
    read
        Makes the plan of a body.
    """

    def __init__(self, folder: Path, read: Callable[[bytes], Plan]) -> None:
        self._folder, self._read = folder, read
        folder.mkdir(parents=True, exist_ok=True)

    def find(self, id: str) -> tuple[Plan, bytes] | None:
        """Return plan and results (empty before they are there) of a run, or None.

        None too where this server would give the body another id: its data or code are others.
        """
        if not _ID.fullmatch(id) or not (raw := self._bytes(f"{id}.body")):
            return None
        plan = self._read(raw)
        return (plan, self._bytes(f"{id}.results")) if plan.run.id == id else None

    def keep(self, id: str, kind: str, content: bytes) -> None:
        """Keep the ``body`` or the ``results`` of a run."""
        write_file(self._folder / f"{id}.{kind}", content)
        files = sorted(self._folder.glob("*.*"), key=_age)
        for path in files[: max(0, len(files) - ROOM)]:
            path.unlink(missing_ok=True)

    def _bytes(self, name: str) -> bytes:
        try:
            return (self._folder / name).read_bytes()
        except FileNotFoundError:
            return b""


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
