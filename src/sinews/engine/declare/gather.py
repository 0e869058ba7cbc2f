"""Gather declarations from modules, name them after their variables and fill templates."""

import ast
import keyword
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import ModuleType
from typing import Any, TypeVar, cast

from sinews.engine.declare.declarations import (
    Bounds,
    Correlation,
    Declaration,
    Equation,
    Outcome,
    Stock,
)
from sinews.engine.declare.language import (
    FUNCTIONS,
    Formula,
    read_function,
    read_text,
)
from sinews.engine.declare.place import refuse
from sinews.engine.declare.template import fill_doc, fill_name
from sinews.errors import ModelError

D = TypeVar("D", bound=Declaration)
Namespace = Mapping[str, Any] | ModuleType | Iterable[Declaration]
RESERVED = frozenset({*FUNCTIONS, "time", "dt", "pi"})


def gather(namespaces: Iterable[Namespace]) -> list[tuple[Declaration, Formula | None]]:
    """Return all declarations, each once, named and with templates filled, and their formulas.

    Raises
    ------
    ModelError
        A name is given twice or cannot be used, or an equation leaves the language.
    """
    named: dict[int, Declaration] = {}
    for namespace in namespaces:
        for declaration, key in _find(namespace):
            named.setdefault(id(declaration), _name(declaration, key))
    filled = [pair for d in named.values() for pair in _fill(d)]
    seen: dict[str, Declaration] = {}
    for d, _ in filled:
        _check_name(d, seen.setdefault(d.name.casefold(), d))
    return filled


def _find(namespace: Namespace) -> Iterator[tuple[Declaration, str]]:
    held: object = vars(namespace) if isinstance(namespace, ModuleType) else namespace
    if not isinstance(held, Mapping):
        yield from ((d, d.name) for d in cast(Iterable[Declaration], held))
        return
    for key, value in list(held.items()):
        if isinstance(value, Declaration):
            yield value, key
        elif isinstance(value, tuple | list) and value and isinstance(value[0], Declaration):
            yield from ((d, d.name) for d in value)


def _name(declaration: Declaration, key: str) -> Declaration:
    if declaration.name and key and declaration.name != key:
        refuse(declaration.place, f"{declaration.name!r} is bound to another name, {key!r}.")
    return replace(declaration, name=declaration.name or key)


def _check_name(declaration: Declaration, first: Declaration) -> None:
    name, place = declaration.name, declaration.place
    if not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_"):
        refuse(place, f"{name!r} cannot name a variable.")
    if name in RESERVED:
        refuse(place, f"{name!r} is a word of the language; choose another name.")
    if first is declaration:
        return
    both = (first, declaration)
    if any(isinstance(d, Stock) for d in both) and any(isinstance(d, Equation) for d in both):
        refuse(
            place,
            f"{name!r} is a stock ({first.place}): it changes only through flows; "
            "declare @flow(..., into=...) under another name.",
        )
    refuse(place, f"{name!r} is declared twice; first at {first.place}.")


def _fill(declaration: Declaration) -> Iterator[tuple[Declaration, Formula | None]]:
    formula = None
    if isinstance(declaration, Equation):
        formula = read_function(declaration.function)
    elif isinstance(declaration, Stock):
        formula = read_text(declaration.start, declaration.place)
    if declaration.each is None:
        yield declaration, formula
        return
    for row in declaration.each:
        filled = formula and rename(formula, row)
        yield _fill_row(declaration, filled, row), filled


def _fill_row(declaration: D, formula: Formula | None, row: dict[str, str]) -> D:
    changes: dict[str, Any] = {
        "name": fill_name(declaration.name, row),
        "doc": fill_doc(declaration.doc, row),
        "each": None,
    }
    if isinstance(declaration, Outcome | Bounds):
        changes["of"] = fill_name(declaration.of, row)
    if isinstance(declaration, Stock) and formula:
        changes["start"] = formula.text
    if isinstance(declaration, Equation):
        for side in ("out_of", "into"):
            stock = getattr(declaration, side)
            changes[side] = stock and fill_name(stock, row)
    if isinstance(declaration, Correlation):
        raise ModelError(f"{declaration.place}: a correlation takes no each().")
    return replace(declaration, **changes)


def rename(formula: Formula, row: dict[str, str]) -> Formula:
    """Return the formula with the placeholders in all its names replaced."""
    tree = formula.tree()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id not in FUNCTIONS:
            node.id = fill_name(node.id, row)
    return Formula(ast.unparse(tree), tuple(fill_name(n, row) for n in formula.reads))
