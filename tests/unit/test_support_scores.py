"""Scores against closed forms and against another program."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinews.core.scores import is_covered, measure_skill, score_crps


def test_crps_of_a_normal_sample_agrees_with_the_closed_form():
    from scipy.stats import norm

    quantiles = norm.ppf((np.arange(200_000) + 0.5) / 200_000)
    for y in (-1.5, 0.0, 2.0):
        closed = y * (2 * norm.cdf(y) - 1) + 2 * norm.pdf(y) - 1 / np.sqrt(np.pi)
        assert score_crps(quantiles, y) == pytest.approx(closed, abs=2e-5)


def test_crps_of_a_uniform_sample_agrees_with_the_closed_form():
    u = (np.arange(100_000) + 0.5) / 100_000
    for y in (0.1, 0.5, 0.9):
        assert score_crps(u, y) == pytest.approx(y**2 - y + 1 / 3, abs=1e-5)


def test_crps_agrees_with_scoringrules_over_many_forecasts():
    scoringrules = pytest.importorskip("scoringrules")
    rng = np.random.default_rng(1)
    draws = rng.gamma(2, 3, size=(40, 300))
    observed = rng.gamma(2, 3, size=40)
    other = scoringrules.crps_ensemble(observed, draws, estimator="nrg")
    np.testing.assert_allclose(score_crps(draws, observed), other, rtol=1e-10)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_crps_of_one_certain_value_is_the_absolute_error(x, y):
    assert score_crps(np.full(7, x), y) == pytest.approx(abs(x - y), abs=1e-6)


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=30), st.floats(-1e3, 1e3))
def test_crps_is_never_negative_and_ignores_order(draws, y):
    x = np.array(draws)
    assert score_crps(x, y) >= -1e-9
    assert score_crps(x, y) == pytest.approx(float(score_crps(x[::-1], y)), abs=1e-9)


def test_coverage_counts_both_ends():
    draws = np.tile(np.linspace(0, 1, 101), (3, 1))
    assert is_covered(draws, np.array([0.05, 0.5, 0.951])).tolist() == [True, True, False]


def test_skill_of_a_perfect_reference_is_not_a_division_by_zero():
    assert measure_skill(0, 0) == 0
    assert measure_skill(1, 0) == -np.inf
    assert measure_skill(1, 2) == 0.5
