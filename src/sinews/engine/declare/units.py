"""Unit algebra: every equation's unit follows from the units of what it reads.

Units are opaque: a week and a year are different units, as are ``k rounds`` and ``rounds``, because
a kernel multiplies bare numbers and converts nothing. What converts is a parameter with a unit
(``52 week/year``), so a missing factor cannot pass.
"""

import ast
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from sinews.errors import ModelError

Unit = frozenset[tuple[str, Fraction]]
"""Pairs of a base unit and its exponent; the empty set is a pure number."""

PURE: Final[Unit] = frozenset()
PURE_WORDS: Final = frozenset({"1", "share", "ratio", "index", "probability"})
_TOKEN = re.compile(r"\s*(\*\*|[/*^()]|[A-Za-z%][\w ]*|\d+)")


class UnitClash(ModelError):
    """Two units that an equation treats as one."""


def parse_unit(text: str) -> Unit:
    """Return the unit of a text like ``k rounds/week``, ``1/(EUR m/week)`` or ``km^2``.

    Raises
    ------
    ModelError
        The text is not a product or quotient of units.
    """
    tokens = _TOKEN.findall(text)
    if "".join(tokens).replace(" ", "") != text.replace(" ", "") or not tokens:
        raise ModelError(f"{text!r} is not a unit; write it like 'k rounds/week' or '1'.")
    unit, rest = _read_product([t.strip() for t in tokens], text)
    if rest:
        raise ModelError(f"{text!r} is not a unit: {' '.join(rest)!r} is left over.")
    return unit


def _read_product(tokens: list[str], text: str) -> tuple[Unit, list[str]]:
    unit, tokens = _read_factor(tokens, text)
    while tokens and tokens[0] in "*/":
        sign = 1 if tokens[0] == "*" else -1
        factor, tokens = _read_factor(tokens[1:], text)
        unit = times(unit, power(factor, sign))
    return unit, tokens


def _read_factor(tokens: list[str], text: str) -> tuple[Unit, list[str]]:
    head, *rest = tokens or [""]
    if head == "(":
        unit, rest = _read_product(rest, text)
        if not rest or rest[0] != ")":
            raise ModelError(f"{text!r} is not a unit: a parenthesis is not closed.")
        rest = rest[1:]
    elif head in PURE_WORDS:
        unit = PURE
    elif re.match(r"[A-Za-z%]", head):
        unit = frozenset({(head, Fraction(1))})
    else:
        raise ModelError(f"{text!r} is not a unit: expected a name, found {head or 'its end'!r}.")
    if len(rest) > 1 and rest[0] in ("^", "**") and rest[1].isdigit():
        return power(unit, int(rest[1])), rest[2:]
    return unit, rest


def times(a: Unit, b: Unit) -> Unit:
    """Return the unit of a product."""
    exponents = dict(a)
    for base, exponent in b:
        exponents[base] = exponents.get(base, Fraction(0)) + exponent
    return frozenset((base, e) for base, e in exponents.items() if e)


def power(unit: Unit, exponent: int | Fraction) -> Unit:
    """Return the unit of a power."""
    return frozenset((base, e * exponent) for base, e in unit if exponent)


def write_unit(unit: Unit) -> str:
    """Return the unit as text, numerator first."""

    def join(sign: int) -> list[str]:
        chosen = sorted((b, abs(e)) for b, e in unit if e * sign > 0)
        return [b if e == 1 else f"{b}^{e}" for b, e in chosen]

    above, below = "*".join(join(1)) or "1", join(-1)
    return "/".join([above, *below])


def infer_unit(  # noqa: C901 one case an operation of the language
    expression: ast.expr, units: Mapping[str, Unit]
) -> Unit | None:
    """Return the unit of an expression; None for a zero, which fits any unit.

    Raises
    ------
    UnitClash
        A sum, a comparison or a function's argument mixes units.
    """
    match expression:
        case ast.Constant(value=value):
            return None if value == 0 else PURE
        case ast.Name(id=name):
            return units[name]
        case ast.UnaryOp(operand=operand):
            return infer_unit(operand, units)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=right):
            return _require_same(expression, [left, right], units)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return _multiply(infer_unit(left, units), infer_unit(right, units), 1)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return _multiply(infer_unit(left, units), infer_unit(right, units), -1)
        case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=value)):
            return power(infer_unit(left, units) or PURE, Fraction(str(value)))
        case ast.Call(func=ast.Name(id="min" | "max"), args=args):
            return _require_same(expression, args, units)
        case ast.Call(func=ast.Name(id="sqrt"), args=[argument]):
            return power(infer_unit(argument, units) or PURE, Fraction(1, 2))
        case ast.Call(func=ast.Name(id=function), args=[argument]):
            return _require_pure(function, argument, infer_unit(argument, units))
    raise AssertionError(f"the language has no {ast.dump(expression)}")


def _multiply(a: Unit | None, b: Unit | None, sign: int) -> Unit | None:
    return None if a is None else times(a, power(b or PURE, sign))


def _require_pure(function: str, argument: ast.expr, unit: Unit | None) -> Unit:
    if unit:
        raise UnitClash(
            f"{function}() needs a pure number; {ast.unparse(argument)!r} is in "
            f"{write_unit(unit)}. Divide it by a reference in that unit."
        )
    return PURE


def _require_same(
    expression: ast.expr, parts: list[ast.expr], units: Mapping[str, Unit]
) -> Unit | None:
    known = [(p, u) for p in parts if (u := infer_unit(p, units)) is not None]
    for part, unit in known[1:]:
        if unit != known[0][1]:
            raise UnitClash(
                f"{ast.unparse(expression)!r} puts together {ast.unparse(known[0][0])!r} in "
                f"{write_unit(known[0][1])} and {ast.unparse(part)!r} in {write_unit(unit)}."
            )
    return known[0][1] if known else None
