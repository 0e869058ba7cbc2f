"""Queries: which cells of which tables make a number, and by which formula.

One declaration computes a published figure and explains it, so that the two cannot differ.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any, Final

import polars as pl

from sinews.errors import EvidenceError, ModelError

Frames = Callable[[str], pl.DataFrame]
_OPERATIONS: Final[Mapping[type[ast.operator], Callable[[float, float], float]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """The cells of one column in the rows whose keys hold given values; they are added up.

    Attributes
    ----------
    where
        Key columns with the values that are taken, every combination once.
    """

    table: str
    column: str
    where: tuple[tuple[str, tuple[str, ...]], ...]

    def describe(self) -> str:
        """Return the selection in words that a reader can repeat."""
        parts = [
            f"{k} is {v[0]}" if len(v) == 1 else f"{k} is one of {', '.join(v)}"
            for k, v in self.where
        ]
        told = f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]
        return f"Table {self.table}, column {self.column}, where {told}."

    def read(self, frames: Frames) -> pl.DataFrame:
        """Return the keys and values of the cells, in the order of the table."""
        chosen = pl.all_horizontal(pl.col(k).is_in(v) for k, v in self.where)
        return frames(self.table).filter(chosen).select([k for k, _ in self.where] + [self.column])


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Named sums of cells and the formula over their names: ``100 * allocated / gdp``."""

    terms: tuple[tuple[str, Cells], ...]
    formula: str

    def describe(self) -> str:
        """Return which cells are used, in words that a reader can repeat."""
        return " ".join(cells.describe() for _, cells in self.terms)


class Solver:
    """Computes queries; each table is indexed once for all of them.

    Parameters
    ----------
    frames
        Returns the frame of a table by its id.
    """

    def __init__(self, frames: Frames) -> None:
        self._frames = frames
        self._indices: dict[tuple[str, ...], dict[tuple[Any, ...], float | None]] = {}

    def solve(self, query: Query) -> float:
        """Return the value of a query.

        Raises
        ------
        EvidenceError
            A cell is missing; it is never read as 0.
        """
        sums = {name: self._sum(cells) for name, cells in query.terms}
        return evaluate(query.formula, sums)

    def _sum(self, cells: Cells) -> float:
        keys = [k for k, _ in cells.where]
        name = (cells.table, cells.column, *keys)
        if name not in self._indices:
            rows = self._frames(cells.table).select(*keys, cells.column).rows()
            self._indices[name] = {row[:-1]: row[-1] for row in rows}
        index, total = self._indices[name], 0.0
        for key in product(*(v for _, v in cells.where)):
            if (value := index.get(key)) is None:
                told = ", ".join(f"{k} {v}" for k, v in zip(keys, key, strict=True))
                raise EvidenceError(
                    f"Table {cells.table} has no {cells.column} for {told}; missing is not 0."
                )
            total += value
        return total


def evaluate(formula: str, values: Mapping[str, float]) -> float:
    """Return the value of an arithmetic formula over named values.

    Raises
    ------
    ModelError
        The formula holds more than numbers, names, ``+ - * /`` and brackets.
    """
    return _evaluate(_parse(formula), values)


@cache
def _parse(formula: str) -> ast.expr:
    return ast.parse(formula, mode="eval").body


def _evaluate(node: ast.expr, values: Mapping[str, float]) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name):
            return values[name]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATIONS:
            return _OPERATIONS[type(op)](_evaluate(left, values), _evaluate(right, values))
    raise ModelError(f"{ast.unparse(node)!r} is no sum, product or quotient of named cells.")
