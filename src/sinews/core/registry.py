"""Registries: an explicit tuple of entries of one kind, looked up by id."""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar

from sinews.errors import UnknownNameError


class Identified(Protocol):
    """Anything with a stable id."""

    @property
    def id(self) -> str:
        """The stable name, used in files, links and code; never renamed."""
        ...


T = TypeVar("T", bound=Identified)


class Registry(Generic[T]):
    """A closed, ordered set of entries.

    Entries are listed by hand in the package that owns them; nothing registers itself on import.

    Parameters
    ----------
    kind
        What the entries are, for messages: ``"chart"``.
    entries
        The entries, in the order in which they are shown.
    """

    def __init__(self, kind: str, entries: tuple[T, ...]) -> None:
        self.kind = kind
        self._entries = {e.id: e for e in entries}
        if len(self._entries) != len(entries):
            twice = [e.id for e in entries]
            raise ValueError(f"Two {kind} entries share an id among {twice}.")

    def __getitem__(self, id: str) -> T:
        """Return the entry of that id.

        Raises
        ------
        UnknownNameError
            No entry has it; the nearest ids are suggested.
        """
        if id in self._entries:
            return self._entries[id]
        raise UnknownNameError(self.kind, id, self._entries)

    def __contains__(self, id: object) -> bool:
        return id in self._entries

    def __iter__(self) -> Iterator[T]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids, in order."""
        return tuple(self._entries)
