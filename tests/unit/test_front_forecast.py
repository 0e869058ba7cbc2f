"""Forecasts: the pool's mathematics, no look-ahead, planted truth, a planted break."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr

from sinews.core.scores import score_crps
from sinews.front.forecast.filtering import mix_members
from sinews.front.forecast.learning import Learner, pool_panel
from sinews.front.forecast.members import MEMBERS, filter_level
from sinews.front.forecast.panel import Column, Panel
from sinews.front.forecast.pool import LEVELS, NAMES, PERSISTENCE, Mixture, fit_weights
from sinews.front.forecast.settings import read_settings

SETTINGS = read_settings()
HORIZON = 6


def column(values, scale="natural", id="x", family="f", start=0):
    days = np.ones(start + len(values) + 30)
    return Column(
        id=id, family=family, scale=scale, start=start, values=np.array(values, float), days=days
    )


def local_level(rng, months, noise=1.0, drift=0.5, count=4):
    level = 50 + np.cumsum(rng.normal(0, drift, (count, months)), axis=1)
    return level + rng.normal(0, noise, (count, months))


def panel(values, known):
    columns = tuple(column(v[:known], id=f"x{i}") for i, v in enumerate(values))
    return Panel(columns=columns, n_months=known)


def test_quadratic_form_is_the_score_of_the_mixture():
    values = local_level(np.random.default_rng(1), 30, count=1)[0]
    cdfs = np.linspace(0, 1, 161)[None, None].repeat(len(MEMBERS), 0)
    points = np.linspace(48, 52, len(MEMBERS))[:, None]
    mixture = mix_members(column(values), points, 1.0, cdfs, 29)[0]
    weights = np.random.default_rng(2).dirichlet(np.ones(len(NAMES)))
    draws = mixture.quantiles(weights, 0.0)
    direct = float(score_crps(draws, 51.3))
    assert weights @ mixture.score(51.3) @ weights == pytest.approx(direct, rel=0.02)


def test_weights_are_the_minimum_of_their_objective():
    rng = np.random.default_rng(3)
    root = rng.normal(size=(4, 4))
    losses, strength = (root @ root.T + 1)[None], np.array([0.2])
    prior = np.array([0.5, 0.2, 0.2, 0.1])

    def objective(w):
        return w @ losses[0] @ w - strength[0] * prior @ np.log(w)

    best = fit_weights(losses, strength, prior)[0]
    assert best.sum() == pytest.approx(1)
    others = rng.dirichlet(np.ones(4), 20_000)
    assert objective(best) <= min(map(objective, others)) + 1e-3


def test_weights_are_the_prior_before_the_first_score():
    prior = np.array([0.1, 0.1, 0.1, 0.2, 0.5])
    found = fit_weights(np.zeros((2, 5, 5)), np.ones(2), prior)
    np.testing.assert_allclose(found, [prior, prior])


def learn(values, months):
    """Return a learner after some months on standard normal forecasts of its series."""
    learner = Learner(panel(values, months), 12, SETTINGS)
    x = np.linspace(-30, 30, 400)
    members = np.tile(ndtr(x), (len(NAMES), 1))
    mixture = Mixture(x=x, members=members, wide=ndtr(x / 2.5))
    for month in range(months):
        learner.score_month(month)
        learnt = learner.learn()
        for h in range(12):
            learner.wait_for((month + 1 + h, 0, h), mixture, learnt)
    return learner.learn()


def test_thin_evidence_leaves_half_of_the_weight_to_persistence():
    first = learn(np.zeros((1, 2)), 2)
    np.testing.assert_allclose(first.weights[0, 11, PERSISTENCE], 0.5, atol=0.01)


def test_spread_grows_with_misses_and_shrinks_with_hits():
    rng = np.random.default_rng(10)
    wild = learn(rng.normal(0, 4, (1, 90)), 90).spread[0]
    calm = learn(rng.normal(0, 0.25, (1, 90)), 90).spread[0]
    right = learn(rng.normal(0, 1, (1, 90)), 90).spread[0]
    assert (wild > 2).all()
    assert (calm < 0.7).all()
    assert ((right > 0.7) & (right < 1.5)).all()


def test_the_pool_does_not_look_ahead():
    values = local_level(np.random.default_rng(11), 30)
    later = values.copy()
    later[:, 24:] += 50
    a, b = (pool_panel(panel(v, 24), HORIZON, SETTINGS) for v in (values, later))
    for x, y in zip(a, b, strict=True):
        np.testing.assert_array_equal(x.quantiles, y.quantiles)


def test_members_do_not_look_ahead():
    z = local_level(np.random.default_rng(4), 40, count=1)[0]
    later = z.copy()
    later[25:] += 100
    for name, member in MEMBERS.items():
        before, after = member(z, z, 12), member(later, later, 12)
        np.testing.assert_array_equal(before[:25], after[:25], err_msg=name)


def test_filtered_level_is_the_mean_of_pure_noise_and_the_last_of_a_walk():
    rng = np.random.default_rng(5)
    noise = rng.normal(0, 1, 300)
    walk = np.cumsum(rng.normal(0, 1, 300))
    assert abs(filter_level(noise)[-1]) < 0.5
    assert abs(filter_level(walk)[-1] - walk[-1]) < 1.0


@pytest.mark.slow
def test_planted_truth_is_covered():
    covered, settings = [], replace(SETTINGS, longest=HORIZON)
    for repetition in range(200):
        rng = np.random.default_rng(1000 + repetition)
        values = local_level(rng, 36 + HORIZON, count=2)
        forecasts = pool_panel(panel(values, 36), HORIZON, settings)
        for found, truth in zip(forecasts, values, strict=True):
            low, high = found.quantiles[:, 9], found.quantiles[:, 190]
            covered += list((low <= truth[36:]) & (truth[36:] <= high))
    assert 0.85 <= np.mean(covered) <= 0.95


def test_a_planted_break_widens_the_forecast():
    values = local_level(np.random.default_rng(7), 36)
    broken = values.copy()
    broken[:, -1] += 12.0

    def spread(v):
        found = pool_panel(panel(v, 36), HORIZON, SETTINGS)
        return np.array([f.quantiles[:, 190] - f.quantiles[:, 9] for f in found])

    assert (spread(broken) > 1.3 * spread(values)).all()


def test_a_series_that_ends_early_is_forecast_over_the_gap():
    values = local_level(np.random.default_rng(8), 36)
    short = (column(values[0][:34], id="short"), column(values[1], id="full"))
    found = pool_panel(Panel(columns=short, n_months=36), HORIZON, SETTINGS)
    assert [f.quantiles.shape for f in found] == [(HORIZON, LEVELS.size)] * 2
    assert np.isfinite(found[0].quantiles).all()


def test_counts_stay_above_zero_and_shares_within_one():
    rng = np.random.default_rng(9)
    counts = column(rng.poisson(2, 30), scale="root", id="n", family="a")
    shares = column(np.clip(rng.normal(0.95, 0.1, 30), 0, 1), scale="share", id="s", family="b")
    found = pool_panel(Panel(columns=(counts, shares), n_months=30), 12, SETTINGS)
    assert found[0].quantiles.min() >= 0
    assert found[1].quantiles.min() >= 0
    assert found[1].quantiles.max() <= 1
