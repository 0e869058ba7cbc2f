"""Checks of a whole model: names that exist, no algebraic loop, units that agree."""

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING

from sinews.engine.declare.declarations import Reading
from sinews.engine.declare.place import Place, refuse
from sinews.engine.declare.units import (
    Unit,
    infer_unit,
    parse_unit,
    power,
    times,
    write_unit,
)
from sinews.errors import ModelError, suggest

if TYPE_CHECKING:
    from sinews.engine.declare.model import Model, Rule


def check_references(model: "Model") -> None:
    """Refuse a name that nothing declares, a flow of no stock, and a start that reads a state.

    Raises
    ------
    ModelError
        With file, line and the nearest valid name.
    """
    stocks = [s.name for s in model.stocks]
    rules = [r.name for r in model.rules]
    constants = [p.name for p in (*model.parameters, *model.inputs)]
    known = [*stocks, *rules, *constants, *(n.name for n in model.noises)]
    for rule in model.rules:
        _require(rule.formula.reads, known, rule.place, f"{rule.name!r} reads")
        sides = [s for s in (rule.out_of, rule.into) if s is not None]
        _require(sides, stocks, rule.place, f"the flow {rule.name!r} changes the stock")
    for stock, start in zip(model.stocks, model.starts, strict=True):
        _require(start.reads, constants, stock.place, f"the start of {stock.name!r} reads")
    readings: list[Reading] = [*model.outcomes, *model.bounds]
    for o in readings:
        _require([o.of], [*stocks, *rules], o.place, f"{o.name!r} reads")
    for c in model.correlations:
        _require(c.names, [p.name for p in model.parameters], c.place, f"{c.name!r} correlates")


def _require(names: Iterable[str], known: list[str], place: Place, what: str) -> None:
    for name in names:
        if name not in known:
            refuse(place, f"{what} {name!r}, which is not declared.{suggest(name, known)}")


def sort_equations(rules: "tuple[Rule, ...]") -> "tuple[Rule, ...]":
    """Return the rules in an order in which each follows all that it reads.

    Raises
    ------
    ModelError
        Some rules read each other in a circle.
    """
    by_name = {r.name: r for r in rules}
    done: dict[str, Rule] = {}

    def visit(name: str, path: list[str]) -> None:
        if name in path:
            loop = [*path[path.index(name) :], name]
            refuse(
                by_name[name].place,
                f"an algebraic loop: {' <- '.join(loop)}. Let one of them read a stock instead.",
            )
        if name not in done:
            for read in by_name[name].formula.reads:
                if read in by_name:
                    visit(read, [*path, name])
            done[name] = by_name[name]

    for rule in rules:
        visit(rule.name, [])
    return tuple(done.values())


def check_units(model: "Model") -> None:
    """Refuse equations, flows and starts whose units do not follow from what they read.

    Raises
    ------
    ModelError
        With file and line, and both units.
    """
    units = {v.name: _parse(v.unit, v.place) for v in model.quantities()}
    for stock, start in zip(model.stocks, model.starts, strict=True):
        is_number = isinstance(start.tree(), ast.Constant)
        if not is_number:
            _compare(start.tree(), units, stock.name, stock.place)
    for rule in model.rules:
        if not rule.empirical:
            _compare(rule.formula.tree(), units, rule.name, rule.place)
    per_time = power(parse_unit(model.time), -1)
    for rule in (r for r in model.rules if r.is_flow):
        for side in (rule.out_of, rule.into):
            if side is not None and units[rule.name] != times(units[side], per_time):
                refuse(
                    rule.place,
                    f"the flow {rule.name!r} is in {rule.unit}, but the stock {side!r} changes in "
                    f"{write_unit(times(units[side], per_time))}.",
                )


def _parse(text: str, place: Place) -> Unit:
    try:
        return parse_unit(text)
    except ModelError as error:
        refuse(place, str(error))


def _compare(tree: ast.expr, units: dict[str, Unit], name: str, place: Place) -> None:
    try:
        found = infer_unit(tree, units)
    except ModelError as error:
        refuse(place, f"{name!r}: {error}")
    if found is not None and found != units[name]:
        refuse(
            place,
            f"{name!r} is declared in {write_unit(units[name])}, but its equation gives "
            f"{write_unit(found)}: {ast.unparse(tree)}",
        )
