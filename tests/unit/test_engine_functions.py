"""The vectorised functions against numpy, in units of the last place."""

import numpy as np
import pytest

nb = pytest.importorskip("numba")
functions = pytest.importorskip("sinews.engine.compile.functions")


def over(function):
    @nb.njit(error_model="numpy")
    def apply(x):
        out = np.empty_like(x)
        for i in range(x.size):
            out[i] = function(x[i])
        return out

    return apply


def distance(found, wanted) -> float:
    """Return the largest distance in units of the last place."""
    return float(np.max(np.abs(found - wanted) / np.spacing(np.abs(wanted))))


RNG = np.random.default_rng(11)
EXPONENTS = [RNG.uniform(-708, 709.7, 200_000), RNG.uniform(-1, 1, 200_000)]
EXPONENTS += [RNG.uniform(-1e-9, 1e-9, 1000), np.arange(-700.0, 700.0)]
POSITIVE = [np.exp(RNG.uniform(-708, 709, 200_000)), 1 + RNG.uniform(-1e-6, 1e-6, 100_000)]
POSITIVE += [RNG.uniform(0.4, 2.5, 200_000), 2.0 ** np.arange(-1000, 1000)]


def test_exp_log_tanh_agree_with_numpy():
    exp, log, tanh = map(over, (functions.exp, functions.log, functions.tanh))
    for x in EXPONENTS:
        assert distance(exp(x), np.exp(x)) <= 2
        y = x[x != 0] / 20
        assert distance(tanh(y), np.tanh(y)) <= 3
    for x in POSITIVE:
        x = x[x != 1]
        assert distance(log(x), np.log(x)) <= 2


def test_what_lies_beyond_the_numbers_is_not_hidden():
    exp, log, tanh = map(over, (functions.exp, functions.log, functions.tanh))
    x = np.array([np.nan, np.inf, -np.inf, 710.0, -800.0, 0.0])
    np.testing.assert_array_equal(exp(x)[[0, 1, 3, 5]], [np.nan, np.inf, np.inf, 1.0])
    assert (exp(x)[[2, 4]] < 3.4e-308).all()
    np.testing.assert_array_equal(
        log(np.array([np.nan, -1.0, 0.0, 1.0, np.inf])), [np.nan, np.nan, -np.inf, 0.0, np.nan]
    )
    np.testing.assert_array_equal(tanh(x)[[0, 1, 2, 5]], [np.nan, 1.0, -1.0, 0.0])


def test_the_smaller_and_the_larger_keep_what_is_not_a_number():
    @nb.njit
    def both(a, b):
        return functions.lesser(a, b), functions.greater(a, b)

    assert both(1.0, 2.0) == (1.0, 2.0)
    assert both(2.0, 1.0) == (1.0, 2.0)
    assert np.isnan(both(np.nan, 1.0)).all()
    assert np.isnan(both(1.0, np.nan)).all()
