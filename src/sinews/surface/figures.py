"""Evidence and figures for notebooks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

from sinews.core.figure import Figure
from sinews.core.table import html_table
from sinews.data.evidence.evidence import Evidence, open_evidence
from sinews.errors import UnknownNameError
from sinews.surface.charts import draw_intervals

if TYPE_CHECKING:
    import polars as pl

SHOWN = 50
"""Figures that a notebook shows; `FigureList.frame` has all."""


def load_evidence() -> Evidence:
    """Return the compiled tables: shipped with the package, or newer ones of the own store.

    ``evidence.ids`` names the tables, ``evidence.frame(id)`` returns one as a Polars frame.
    """
    return open_evidence()


def figures(prefix: str = "", *, evidence: Evidence | None = None) -> "FigureList":
    """Return published figures by the beginning of their ids.

    Parameters
    ----------
    prefix
        For example ``support.replace.us``; empty for all, which takes some seconds.
    evidence
        Tables to compute from; those available where none are given.

    Raises
    ------
    UnknownNameError
        No figure starts so; the nearest ids are suggested.
    """
    from sinews.claims.published import list_published

    return FigureList(list_published(evidence or open_evidence(), prefix))


@dataclass(frozen=True, slots=True)
class FigureList(Sequence[Figure]):
    """Figures in the order of their ids; look one up by its place or its id."""

    entries: tuple[Figure, ...]

    @overload
    def __getitem__(self, key: int | str) -> Figure: ...

    @overload
    def __getitem__(self, key: slice) -> "FigureList": ...

    def __getitem__(self, key: int | str | slice) -> "Figure | FigureList":
        """Return one figure, or a part of the list.

        Raises
        ------
        UnknownNameError
            No figure here has that id.
        """
        if isinstance(key, slice):
            return FigureList(self.entries[key])
        if isinstance(key, int):
            return self.entries[key]
        for figure in self.entries:
            if figure.id == key:
                return figure
        raise UnknownNameError("figure of this list", key, [f.id for f in self.entries])

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Figure]:
        return iter(self.entries)

    def __repr__(self) -> str:
        return f"<{len(self)} figures>"

    def frame(self) -> "pl.DataFrame":
        """Return one row a figure: id, label, value, low, high, unit, grade, as_of."""
        import polars as pl

        keys = ("id", "label", "value", "low", "high", "unit", "grade", "as_of")
        return pl.DataFrame([{k: getattr(f, k) for k in keys} for f in self.entries])

    def _repr_html_(self) -> str:
        rows = [
            (f.id, f.label, f.value, _interval(f), f.unit, f.describe_grade())
            for f in self.entries[:SHOWN]
        ]
        more = len(self) - len(rows)
        drawn = self._drawing()
        table = drawn + html_table(
            ("id", "figure", "value", "90 % interval", "unit", "grade"), rows
        )
        return f"{table}<p>{more} more; see .frame()</p>" if more else table

    def _drawing(self) -> str:
        """Return the figures drawn on one scale; nothing where their units differ."""
        if len({f.unit for f in self.entries}) != 1:
            return ""
        return draw_intervals([(f.label, f.low, f.value, f.high) for f in self.entries])


def _interval(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return ""
    return f"{figure.low:,.4g} to {figure.high:,.4g}"
