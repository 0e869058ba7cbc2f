"""Figure families: all published figures under one prefix, built from the evidence."""

from collections.abc import Callable
from dataclasses import dataclass

from sinews.core.figure import Figure
from sinews.data.evidence.evidence import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureFamily:
    """The figures whose ids start with `id`.

    Attributes
    ----------
    id
        The common prefix, for example ``support.allocated``.
    build
        Returns all of them; deterministic in the evidence.
    """

    id: str
    label: str
    build: Callable[[Evidence], tuple[Figure, ...]]
