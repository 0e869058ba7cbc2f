"""Hoisting: what depends on the run or the period alone is computed once a run or a period."""

import ast
from dataclasses import dataclass, field
from functools import reduce
from typing import Literal

from sinews.engine.declare.language import find_names

Level = Literal["constant", "run", "period", "state"]
"""What an expression changes with; `state` also stands for run and period together."""


@dataclass(slots=True)
class Hoister:
    """Rewrites expressions for the innermost loop and collects what leaves it.

    Products are regrouped by level, so that ``x / (a * b)`` with constants a, b of a run becomes
    one multiplication. This moves results by rounding only; sums are left as they are written.

    Attributes
    ----------
    levels
        The level of every name so far.
    once
        For `run` and `period`: text of a hoisted expression to the name that holds it, in order.
    """

    levels: dict[str, Level]
    once: dict[Level, dict[str, str]] = field(default_factory=lambda: {"run": {}, "period": {}})

    def define(self, name: str, tree: ast.expr) -> ast.expr | None:
        """Add a variable; return its expression for the innermost loop, None if it left it."""
        level = self.level_of(tree)
        if level in ("constant", "run", "period"):
            held: Level = "period" if level == "constant" else level
            self.levels[name] = held
            self.once[held][ast.unparse(tree) + f"  # {name}"] = name
            return None
        self.levels[name] = "state"
        return self.rewrite(tree)

    def level_of(self, tree: ast.expr) -> Level:
        """Return what an expression changes with."""
        return reduce(_join, (self.levels[name] for name in find_names(tree)), "constant")

    def rewrite(self, tree: ast.expr) -> ast.expr:
        """Return the expression with everything that is not of the state replaced by a name."""
        level = self.level_of(tree)
        if isinstance(tree, ast.Name | ast.Constant) or level == "constant":
            return tree
        if level != "state":
            return self._hold(tree, level)
        match tree:
            case ast.BinOp(op=ast.Mult() | ast.Div()):
                return self._regroup(tree)
            case ast.BinOp(left=left, op=op, right=right):
                return ast.BinOp(self.rewrite(left), op, self.rewrite(right))
            case ast.UnaryOp(op=op, operand=operand):
                return ast.UnaryOp(op, self.rewrite(operand))
            case ast.Call(func=func, args=args):
                return ast.Call(func, [self.rewrite(a) for a in args], [])
        raise AssertionError(ast.dump(tree))

    def _hold(self, tree: ast.expr, level: Level) -> ast.expr:
        held = self.once[level]
        name = held.setdefault(ast.unparse(tree), f"_{level}{len(held)}")
        self.levels[name] = level
        return ast.Name(name, ast.Load())

    def _regroup(self, tree: ast.expr) -> ast.expr:
        above, below = _factors(tree)
        coefficients = []
        constant = [f for f in (*above, *below) if self.level_of(f) == "constant"]
        for level in ("run", "period"):
            over = [f for f in above if self.level_of(f) == level]
            under = [f for f in below if self.level_of(f) == level]
            if over or under:
                over += [f for f in above if f in constant]
                under += [f for f in below if f in constant]
                constant = []
                coefficients.append(self.rewrite(_quotient(over, under)))
        over = [self.rewrite(f) for f in above if self.level_of(f) == "state" or f in constant]
        under = [self.rewrite(f) for f in below if self.level_of(f) == "state" or f in constant]
        return _quotient(over + coefficients, under)


def _join(a: Level, b: Level) -> Level:
    if "constant" in (a, b):
        return a if b == "constant" else b
    return a if a == b else "state"


def _factors(tree: ast.expr) -> tuple[list[ast.expr], list[ast.expr]]:
    match tree:
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            (a, b), (c, d) = _factors(left), _factors(right)
            return a + c, b + d
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            (a, b), (c, d) = _factors(left), _factors(right)
            return a + d, b + c
    return [tree], []


def _product(factors: list[ast.expr]) -> ast.expr:
    return reduce(lambda a, b: ast.BinOp(a, ast.Mult(), b), factors)


def _quotient(over: list[ast.expr], under: list[ast.expr]) -> ast.expr:
    above = _product(over) if over else ast.Constant(1.0)
    return ast.BinOp(above, ast.Div(), _product(under)) if under else above
