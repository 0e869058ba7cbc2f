"""Where a declaration stands: the file and line that every refusal names."""

import sys
from dataclasses import dataclass
from typing import NoReturn

from sinews.errors import ModelError


@dataclass(frozen=True, slots=True)
class Place:
    """A file and a line in it."""

    file: str
    line: int

    def __str__(self) -> str:
        """Return ``model.py:31``, the form that editors open."""
        return f"{self.file}:{self.line}"


def find_caller() -> Place:
    """Return the place that called the function which calls this one."""
    frame = sys._getframe(2)
    return Place(frame.f_code.co_filename, frame.f_lineno)


def refuse(place: Place, message: str) -> NoReturn:
    """Raise the ModelError of a declaration, with its file and line.

    Raises
    ------
    ModelError
        Always.
    """
    raise ModelError(f"{place}: {message}")
