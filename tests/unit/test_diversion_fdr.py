"""The posterior: volume by hand, curves that rise, and false shares against simulation."""

import numpy as np
import pytest
from diversion_learn import learn_curve

from sinews.diversion.evidence.posterior import (
    GRID,
    estimate_prior,
    read_curves,
    share_false,
    shipped_curves,
)
from sinews.errors import EstimationError


def test_false_share_by_hand():
    found = share_false(np.array([0.5, 0.99, 0.9, 0.8]), np.array([True, False, True, True]))
    np.testing.assert_allclose(found, [0.8 / 3, 1.0, 0.1, 0.15])


def test_false_share_holds_its_rate_when_the_posterior_is_right():
    rng = np.random.default_rng(6)
    rates = []
    for _ in range(200):
        truth = rng.random(400) < 0.15
        x = rng.normal(3.0 * truth, 1.0)
        odds = 0.15 / 0.85 * np.exp(3.0 * x - 4.5)
        flagged = share_false(odds / (1 + odds), np.ones(400, dtype=bool)) <= 0.2
        rates.append((flagged & ~truth).sum() / max(flagged.sum(), 1))
    assert 0.14 < np.mean(rates) < 0.22


def test_a_curve_is_recovered_from_a_known_mixture():
    rng = np.random.default_rng(5)
    truth = rng.random(40_000) < 0.12
    log_odds = 2.0 * rng.normal(2.0 * truth, 1.0) - 2.0
    curve = learn_curve(log_odds, truth, np.ones(truth.size))
    wanted = GRID + np.log(0.12 / 0.88)
    middle = (GRID > -3) & (GRID < 5)
    np.testing.assert_allclose(curve[middle], wanted[middle], atol=0.45)


def test_shipped_curves_rise_and_reports_are_worth_more():
    curves = shipped_curves()
    assert len(curves.logits) == 4
    for logits in curves.logits.values():
        assert (np.diff(logits) >= 0).all()
    high = np.array([6.0])
    with_reports, without = (
        curves.posterior(high, "three_way", np.array([known])) for known in (True, False)
    )
    assert with_reports > without > 0.5


def test_a_curve_that_falls_is_refused():
    rows = [
        {
            "method": "three_way",
            "reported": "true",
            "usual": "-2.5",
            "estimated": "-2.5",
            "log_odds": str(x),
            "logit": str(-x),
        }
        for x in GRID
    ]
    with pytest.raises(EstimationError, match="rising"):
        read_curves(rows)


def test_a_prior_learns_from_the_product_elsewhere_where_products_cluster():
    rng = np.random.default_rng(8)
    partner, product = (x.ravel() for x in np.meshgrid(np.arange(5), np.arange(300)))
    marked = rng.random(300) < 0.2
    found = {}
    for name, rate in (
        ("clustered", np.where(marked, 0.5, 0.01)),
        ("scattered", np.full(300, 0.1)),
    ):
        truth = rng.random(product.size) < rate[product]
        ratio = 3.0 * rng.normal(3.0 * truth, 1.0) - 4.5
        prior = estimate_prior(ratio, partner, product)
        found[name] = prior[marked[product]].mean() - prior[~marked[product]].mean()
        assert (1 / (1 + np.exp(-prior))).mean() == pytest.approx(truth.mean(), rel=0.25)
    assert found["clustered"] > 2.0
    assert abs(found["scattered"]) < 0.3


def test_a_prior_leaves_its_own_evidence_out():
    rng = np.random.default_rng(9)
    partner, product = (x.ravel() for x in np.meshgrid(np.arange(4), np.arange(200)))
    truth = (rng.random(200) < 0.2)[product] & (rng.random(product.size) < 0.5)
    ratio = 3.0 * rng.normal(3.0 * truth, 1.0) - 4.5
    ratio[product == 0] = -2.0
    louder = np.where(np.arange(product.size) == 0, 8.0, ratio)
    before, after = (estimate_prior(r, partner, product) for r in (ratio, louder))
    siblings = (product == 0) & (np.arange(product.size) > 0)
    rise = after - before
    assert rise[siblings].min() > 1.0
    assert abs(rise[0]) < 0.25 * rise[siblings].min(), "through the rates of all alone"
