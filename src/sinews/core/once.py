"""Answers that are made once and kept while they are asked for."""

from collections.abc import Callable, Hashable
from threading import RLock
from typing import TypeVar, cast

from cachetools import LRUCache

T = TypeVar("T")


class Once:
    """What was made before is not made again; those least asked for are dropped first.

    One maker runs at a time and may ask for other answers, so that nothing is made twice.

    Parameters
    ----------
    room
        Answers that are kept.
    """

    def __init__(self, room: int) -> None:
        self._known: LRUCache[Hashable, object] = LRUCache(room)
        self._lock = RLock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the answer kept under a key, or make it."""
        with self._lock:
            if key not in self._known:
                self._known[key] = make()
            return cast(T, self._known[key])
