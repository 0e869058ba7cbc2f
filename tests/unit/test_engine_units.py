"""Unit algebra, and the same equations evaluated by pint where it is installed."""

import ast
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinews.engine.declare.units import (
    PURE,
    UnitClash,
    infer_unit,
    parse_unit,
    power,
    times,
    write_unit,
)
from sinews.errors import ModelError

TEXTS = ["1", "week", "k rounds/week", "1/(EUR m/week)", "km^2", "drone/man/week", "share", "a*b/c"]


@pytest.mark.parametrize(
    ("text", "written"),
    [("k rounds/week", "k rounds/week"), ("1/(EUR m/week)", "week/EUR m"), ("share", "1"),
     ("km**2/week/week", "km^2/week^2"), ("a*b/b", "a"), ("1/week", "1/week")],
)  # fmt: skip
def test_units_are_read_and_written(text, written):
    assert write_unit(parse_unit(text)) == written


@pytest.mark.parametrize("text", ["", "/", "a//b", "a/", "(a", "a)", "2 rounds", "a^b", "a+b"])
def test_what_is_not_a_unit_is_refused(text):
    with pytest.raises(ModelError, match="is not a unit"):
        parse_unit(text)


@given(st.sampled_from(TEXTS), st.sampled_from(TEXTS), st.sampled_from(TEXTS))
def test_units_form_a_group(a, b, c):
    a, b, c = map(parse_unit, (a, b, c))
    assert times(a, b) == times(b, a)
    assert times(times(a, b), c) == times(a, times(b, c))
    assert times(a, power(a, -1)) == PURE
    assert parse_unit(write_unit(a)) == a


def test_zero_fits_any_unit_and_one_does_not():
    units = {"stock": parse_unit("rounds")}
    tree = ast.parse("max(0, stock)", mode="eval").body
    assert infer_unit(tree, units) == units["stock"]
    with pytest.raises(UnitClash):
        infer_unit(ast.parse("max(1, stock)", mode="eval").body, units)


def test_pint_finds_the_same_units(reference_model):
    pint = pytest.importorskip("pint", reason="pint comes with the extra explore")
    registry = pint.UnitRegistry(None)
    atoms = {a for u in reference_model.units().values() for a, _ in parse_unit(u)}
    for atom in atoms:
        registry.define(f"{atom} = [{atom}]")

    def quantity(text):
        value = registry.Quantity(1.0, "dimensionless")
        for atom, exponent in parse_unit(text):
            value = value * registry.Quantity(1.0, atom) ** int(exponent)
        return value

    def plain(function):
        return lambda x: registry.Quantity(function(x.to("dimensionless").magnitude), "")

    def lift(x, like):
        return x if hasattr(x, "units") else registry.Quantity(x, like.units)

    def least(a, b):
        a, b = (lift(a, b), b) if not hasattr(a, "units") else (a, lift(b, a))
        return min(a, b.to(a.units))

    known = {v.name: quantity(v.unit) for v in reference_model.quantities()}
    functions = {"exp": plain(math.exp), "tanh": plain(math.tanh), "sqrt": lambda x: x**0.5}
    functions |= {"log": plain(lambda x: 0.0), "min": least, "max": least}
    for rule in reference_model.rules:
        found = eval(rule.formula.text, functions, known)
        assert found.is_compatible_with(known[rule.name].units), rule.name
