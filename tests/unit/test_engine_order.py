"""The innermost loop: nothing is read before it is there, chains stand side by side."""

import ast

import pytest

from sinews.engine import (
    Triangular,
    bounds,
    build_model,
    flow,
    outcome,
    parameter,
    stock,
)
from sinews.engine.compile.kernel_text import CACHE, choose_block, write_kernel
from sinews.engine.compile.order import order_statements


def read(text):
    lines = (line.split(" = ", 1) for line in text.strip().splitlines())
    return [(name.strip(), ast.parse(value, mode="eval").body) for name, value in lines]


def write(statements):
    return [f"{name} = {ast.unparse(tree)}" for name, tree in statements]


CHAINS = """
    a1 = _exp(_log(x * 2.0) * y)
    a2 = _exp(_log(a1 + z) * y) - a1
    b1 = _exp(_log(z * 3.0) * y)
    b2 = _exp(_log(b1 + x) * y) / b1
    end = a2 + _lesser(b2, 1.0)
    """


def test_nothing_is_read_before_it_is_there():
    known = {"x", "y", "z"}
    for name, tree in order_statements(read(CHAINS)):
        calls = {id(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call)}
        reads = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and id(n) not in calls}
        assert reads <= known
        assert name not in known
        known.add(name)
    assert {"a1", "a2", "b1", "b2", "end"} <= known


def test_the_same_operations_give_the_same_numbers():
    from math import exp, log

    names = {"_exp": exp, "_log": log, "_lesser": min, "x": 1.3, "y": 0.7, "z": 0.4}
    first, second = dict(names), dict(names)
    exec("\n".join(write(read(CHAINS))), first)
    exec("\n".join(write(order_statements(read(CHAINS)))), second)
    assert all(first[n] == second[n] for n in ("a1", "a2", "b1", "b2", "end"))


def test_chains_that_do_not_meet_stand_side_by_side():
    lines = write(order_statements(read(CHAINS)))
    calls = [f for line in lines for f in ("_log", "_exp") if f"= {f}(" in line]
    assert calls == ["_log", "_log", "_exp", "_exp"] * 2


@pytest.mark.parametrize(("rows", "block"), [(10, 32), (150, 32), (300, 16), (413, 8), (9000, 8)])
def test_a_block_fits_into_the_cache_where_one_does(rows, block):
    assert choose_block(rows) == block
    assert rows * block * 8 <= CACHE or block == 8


def test_the_text_of_bounds_grows_with_their_number_only():
    ends = {f"end_{k}": bounds("water", low=-k, high=k + 9, doc="End.") for k in range(6)}
    names = {
        "water": stock("m3", 5.0, doc="Water."),
        "rain": flow("m3/week", into="water")(rain),
        "level": outcome("water", doc="End."),
    }
    text = write_kernel(build_model("wet", names | ends))
    assert text.count("(_new_water < ") + text.count("(_new_water > ") == 12


def rain() -> float:
    """Rain."""
    return 0.0


def test_no_name_of_the_kernel_but_counters_and_sums_is_given_twice():
    tree = ast.parse(write_kernel(reservoir()))
    given = [
        n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    ]
    again = {n for n in given if given.count(n) > 1}
    assert again <= {"_j", "_k", "_sum"}, "each such name costs a pass of the compiler"


def reservoir():
    names = {
        "water": stock("m3", 5.0, doc="Water."),
        "rate": parameter("m3/week", Triangular(0.1, 0.2, 0.3), doc="Rate.", source="test"),
        "steady_rain": flow("m3/week", into="water")(steady_rain),
        "level": outcome("water", "lowest", doc="Water."),
        "ends": bounds("water", low=0.0, doc="End."),
    }
    return build_model("reservoir", names)


def steady_rain(rate: float, water: float) -> float:
    """Rain."""
    return min(rate, rate * rate * water / (rate + rate) / water)
