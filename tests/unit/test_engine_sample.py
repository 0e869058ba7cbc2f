"""Draws depend on the seed and the run alone, and follow the distributions declared."""

import numpy as np
import pytest
from engine_zoo import model
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sinews.engine import (
    Beta,
    Fixed,
    InLog,
    Normal,
    Sampling,
    Triangular,
    Uniform,
    distribution,
    draw_noise,
    draw_parameters,
)
from sinews.engine.sample.design import draw_uniforms
from sinews.errors import UnknownNameError, UsageError

POSTERIOR = {"birth": np.arange(50) / 1000, "death": np.arange(50) / 500}
TABLES = {"posterior": POSTERIOR}
NAMES = tuple(f"p{k}" for k in range(7))


@given(
    design=st.sampled_from(["sobol", "philox"]),
    first=st.integers(0, 300),
    count=st.integers(0, 40),
    seed=st.integers(0, 5),
)
def test_row_i_depends_on_the_seed_and_i_only(design, first, count, seed):
    sampling = Sampling(seed=seed, design=design)
    whole = draw_uniforms(sampling, NAMES, 0, 341)
    part = draw_uniforms(sampling, NAMES, first, count)
    np.testing.assert_array_equal(part, whole[:, first : first + count])
    assert ((whole > 0) & (whole < 1)).all()


def test_seeds_and_names_give_other_draws():
    for design in ("sobol", "philox"):
        a, b = (draw_uniforms(Sampling(seed=s, design=design), NAMES, 0, 64) for s in (1, 2))
        assert not np.isclose(a, b).all()
        assert np.unique(a, axis=0).shape == a.shape


def test_a_parameter_that_is_added_leaves_philox_draws_as_they_were():
    sampling = Sampling(seed=1, design="philox")
    few, more = draw_uniforms(sampling, NAMES[1:], 5, 9), draw_uniforms(sampling, NAMES, 5, 9)
    np.testing.assert_array_equal(few, more[1:])


def test_sobol_points_settle_faster_than_independent_ones():
    errors = {
        design: np.abs(draw_uniforms(Sampling(seed=2, design=design), NAMES, 0, 4096).mean(1) - 0.5)
        for design in ("sobol", "philox")
    }
    assert errors["sobol"].max() < 1e-4 < errors["philox"].max()


@pytest.mark.parametrize(
    ("chosen", "peer"),
    [
        (Uniform(2, 5), stats.uniform(2, 3)),
        (Triangular(1, 2, 6), stats.triang(0.2, 1, 5)),
        (Triangular(1, 1, 6), stats.triang(0, 1, 5)),
        (Normal(3, 2), stats.norm(3, 2)),
        (Normal(3, 2, low=2, high=7), stats.truncnorm(-0.5, 2, 3, 2)),
        (Beta(2, 5, 1, 4), stats.beta(2, 5, 1, 3)),
        (InLog(Normal(0, 0.5)), stats.lognorm(0.5)),
        (distribution("loguniform", 1, 2, 8), stats.loguniform(1, 8)),
        (Fixed(4), stats.uniform(4, 1e-12)),
    ],
)
def test_inverse_functions_equal_those_of_scipy(chosen, peer):
    u = (np.arange(1000) + 0.5) / 1000
    np.testing.assert_allclose(chosen.quantile(u), peer.ppf(u), rtol=1e-9)


def test_normal_forms_are_given_by_their_90_percent_interval():
    u = np.array([0.05, 0.5, 0.95])
    np.testing.assert_allclose(distribution("normal", -2, 0, 2).quantile(u), [-2, 0, 2], atol=1e-9)
    np.testing.assert_allclose(distribution("lognormal", 1, 3, 9).quantile(u), [1, 3, 9])


def test_a_joint_table_is_read_by_row():
    drawn = draw_parameters(model, Sampling(seed=1, tables=TABLES), 0, 2000)
    names = [p.name for p in model.parameters]
    birth, death = drawn[names.index("birth")], drawn[names.index("death")]
    np.testing.assert_allclose(death, 2 * birth)
    assert set(birth) == set(POSTERIOR["birth"])
    assert np.bincount((birth * 1000).round().astype(int)).min() > 20


def test_correlated_parameters_keep_their_own_distributions():
    drawn = draw_parameters(model, Sampling(seed=1, tables=TABLES), 0, 8192)
    names = [p.name for p in model.parameters]
    east, west = drawn[names.index("fish0_east")], drawn[names.index("fish0_west")]
    u = (np.arange(8192) + 0.5) / 8192
    np.testing.assert_allclose(np.sort(west), Triangular(10, 20, 40).quantile(u), rtol=0.02)
    wanted = 6 / np.pi * np.arcsin(0.8 / 2)  # Spearman's rho of a Gaussian copula
    assert stats.spearmanr(east, west).statistic == pytest.approx(wanted, abs=0.01)


def test_a_parameter_can_be_held():
    sampling = Sampling(seed=1, tables=TABLES, fixed={"room": 40.0, "fish0_east": 12.0})
    drawn = draw_parameters(model, sampling, 0, 100)
    names = [p.name for p in model.parameters]
    assert set(drawn[names.index("room")]) == {40.0}
    assert drawn[names.index("fish0_west")].std() > 1


def test_noise_is_keyed_by_run_period_and_name():
    whole = draw_noise(model, 4, 12, 0, 50)
    np.testing.assert_array_equal(draw_noise(model, 4, 12, 17, 9), whole[:, :, 17:26])
    np.testing.assert_array_equal(draw_noise(model, 4, 5, 0, 50), whole[:, :5])
    assert not np.isclose(draw_noise(model, 5, 12, 0, 50), whole).any()
    many = draw_noise(model, 4, 50, 0, 4000).ravel()
    assert stats.kstest(many, "norm").pvalue > 0.01
    lagged = np.corrcoef(many.reshape(50, -1)[:-1].ravel(), many.reshape(50, -1)[1:].ravel())
    assert abs(lagged[0, 1]) < 0.01


def test_samplings_that_do_not_fit_are_refused():
    with pytest.raises(UnknownNameError, match="Did you mean 'sobol'"):
        Sampling(seed=1, design="sobl")
    with pytest.raises(UsageError, match="not negative"):
        Sampling(seed=-1)
    with pytest.raises(UsageError, match="differ in length"):
        Sampling(seed=1, tables={"t": {"a": np.zeros(2), "b": np.zeros(3)}})
    with pytest.raises(UnknownNameError, match="table of draws"):
        draw_parameters(model, Sampling(seed=1), 0, 1)
    short = {"posterior": {"birth": np.zeros(3)}}
    with pytest.raises(UnknownNameError, match="column of posterior"):
        draw_parameters(model, Sampling(seed=1, tables=short), 0, 1)
    with pytest.raises(UnknownNameError, match="Did you mean 'room'"):
        draw_parameters(model, Sampling(seed=1, tables=TABLES, fixed={"rom": 1.0}), 0, 1)
