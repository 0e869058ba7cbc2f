"""False-discovery rates against closed forms and simulation."""

import numpy as np
import pytest

from sinews.diversion.evidence.evidence_weights import (
    adjust_bh,
    empirical_p,
    estimate_prior,
    posterior,
)


def test_benjamini_hochberg_by_hand():
    q = adjust_bh(np.array([0.01, 0.04, 0.03, 0.5]))
    np.testing.assert_allclose(q, [0.04, 0.16 / 3, 0.16 / 3, 0.5])


def test_empirical_p_counts_the_null_above_and_is_never_zero():
    null = np.arange(9.0)
    p = empirical_p(np.array([100.0, 8.0, -1.0]), null, np.ones(9))
    np.testing.assert_allclose(p, [0.1, 0.2, 1.0])


def test_weights_shift_the_null():
    p = empirical_p(np.array([1.0]), np.array([0.0, 2.0]), np.array([3.0, 1.0]))
    assert p[0] == pytest.approx((1 + 2) / (4 + 2))


def test_prior_is_recovered_from_a_known_mixture():
    rng = np.random.default_rng(5)
    truth = rng.random(20_000) < 0.12
    x = rng.normal(2.5 * truth, 1.0)
    log_odds = 2.5 * x - 2.5**2 / 2
    prior = estimate_prior(log_odds)
    assert prior == pytest.approx(0.12, abs=0.01)
    sure = posterior(log_odds, prior) > 0.8
    assert (~truth[sure]).mean() < 0.15


def test_bh_holds_its_rate_on_uniform_nulls():
    rng = np.random.default_rng(6)
    rates = []
    for _ in range(200):
        null = rng.normal(size=3000)
        truth = rng.random(400) < 0.15
        x = rng.normal(3.0 * truth, 1.0)
        flagged = adjust_bh(empirical_p(x, null, np.ones(3000))) <= 0.2
        rates.append((flagged & ~truth).sum() / max(flagged.sum(), 1))
    assert 0.14 < np.mean(rates) < 0.2
