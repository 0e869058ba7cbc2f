"""Collect what is wrong with a file, to raise it at once, and what was set aside, to keep it."""

from collections.abc import Iterable
from typing import NoReturn

from sinews.errors import EvidenceError, suggest

_SHOWN = 12


class Problems:
    """The problems found so far in one file, and the notes on what was set aside.

    Parameters
    ----------
    where
        The file, and the sheet where there is one, as the user knows it.
    remedy
        The command or edit that fixes the usual problem of this source.
    """

    def __init__(self, where: str, *, remedy: str) -> None:
        self.where, self.remedy = where, remedy
        self._found: list[str] = []
        self._remedies: dict[str, None] = {}
        self._notes: dict[str, None] = {}

    @property
    def notes(self) -> tuple[str, ...]:
        """What was set aside, in sentences with counts, for `Parsed.notes`."""
        return tuple(self._notes)

    def note(self, message: str) -> None:
        """Note something that is set aside and falsifies nothing; it travels with the vintage."""
        self._notes[message] = None

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(
        self,
        message: str,
        *,
        row: int | None = None,
        column: str | None = None,
        remedy: str | None = None,
    ) -> None:
        """Note one problem; `row` counts from 1 as a spreadsheet does, header included.

        Parameters
        ----------
        remedy
            What fixes this problem, where it is not the usual one of the source.
        """
        self._remedies[remedy or self.remedy] = None
        place = ", ".join(
            p for p in (f"row {row}" if row else "", f"column {column!r}" if column else "") if p
        )
        self._found.append(f"{place}: {message}" if place else message)

    def stop(self, message: str, *, row: int | None = None, column: str | None = None) -> NoReturn:
        """Note a problem after which nothing can be read, and raise.

        Raises
        ------
        EvidenceError
            Always, with all problems noted so far.
        """
        self.add(message, row=row, column=column)
        self.raise_if_any()
        raise AssertionError

    def add_unknown(
        self,
        kind: str,
        name: object,
        known: Iterable[str],
        *,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        """Note a label that is not in the closed set, with the nearest known ones."""
        hint = suggest(str(name), known)
        self.add(f"unknown {kind} {str(name)!r}.{hint}", row=row, column=column)

    def raise_if_any(self) -> None:
        """Raise one error that lists the problems and the remedy.

        Raises
        ------
        EvidenceError
            At least one problem was noted.
        """
        if not self._found:
            return
        shown = self._found[:_SHOWN]
        if len(self._found) > _SHOWN:
            shown.append(f"and {len(self._found) - _SHOWN} more")
        lines = "\n  ".join(shown)
        raise EvidenceError(f"{self.where}:\n  {lines}\nTo fix this: {' '.join(self._remedies)}")
