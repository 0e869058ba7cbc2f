"""One writer at a time: a lock of the operating system, which a killed process gives back."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sinews.errors import StoreError

_PAUSE = 0.05

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _try_lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


@contextmanager
def hold_lock(path: Path, *, timeout: float = 120.0) -> Iterator[None]:
    """Hold the lock on a file for the length of a `with` block; wait while another holds it.

    The file stays in place and may be left over from any earlier process: what counts is the
    operating system's lock on it, which ends with the process that holds it.

    Parameters
    ----------
    timeout
        Seconds to wait.

    Raises
    ------
    StoreError
        Another process held the lock for all that time.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _wait_for_lock(descriptor, path, timeout)
        try:
            yield
        finally:
            _unlock(descriptor)
    finally:
        os.close(descriptor)


def _wait_for_lock(descriptor: int, path: Path, timeout: float) -> None:
    end = time.monotonic() + timeout
    while True:
        try:
            _try_lock(descriptor)
        except OSError as error:
            if time.monotonic() >= end:
                raise StoreError(
                    f"Another sinews process has been writing to {path.parent} for more than "
                    f"{timeout:.0f} seconds. Wait until it ends, then repeat the command."
                ) from error
            time.sleep(_PAUSE)
        else:
            return
