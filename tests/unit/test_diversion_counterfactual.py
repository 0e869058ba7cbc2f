"""The three-way fit: closed forms, first-order conditions, imputation of what was left out."""

import numpy as np
import pytest

from sinews.diversion.counterfactual.ppml import fill_partner_months, fit_three_way
from sinews.errors import EstimationError


def multiplicative(rng, shape=(6, 9, 14)):
    p, k, t = shape
    return (
        rng.gamma(2, 1, (p, k, 1)) * rng.gamma(2, 1, (1, k, t)) * rng.gamma(2, 1, (p, 1, t)) * 1e4
    )


def test_an_exact_table_is_reproduced_and_left_out_cells_are_imputed():
    rng = np.random.default_rng(1)
    y = multiplicative(rng)
    used = np.ones(y.shape, dtype=bool)
    used[0, :4, 9:] = False
    used[1, 2, 9:] = False
    spoiled = np.where(used, y, 1e9)
    fit = fit_three_way(spoiled, used, tolerance=1e-12, most_rounds=20_000)
    np.testing.assert_allclose(fit.expected(), y, rtol=1e-6)


def test_fitted_sums_agree_with_observed_sums():
    rng = np.random.default_rng(2)
    y = rng.poisson(multiplicative(rng) / 1e3).astype(float)
    used = rng.random(y.shape) > 0.15
    fit = fit_three_way(y, used, tolerance=1e-10, most_rounds=50_000)
    fitted, seen = np.where(used, fit.expected(), 0), np.where(used, y, 0)
    assert fit.converged
    for axis in (0, 1, 2):
        np.testing.assert_allclose(fitted.sum(axis), seen.sum(axis), rtol=1e-6, atol=1e-6)


def test_a_partner_without_any_used_month_takes_the_same_month_before():
    rng = np.random.default_rng(3)
    y = multiplicative(rng, (3, 5, 24))
    used = np.ones(y.shape, dtype=bool)
    used[0, :, 18:] = False
    missing = np.zeros((3, 24), dtype=bool)
    missing[0, 18:] = True
    fit = fill_partner_months(fit_three_way(y, used), missing)
    np.testing.assert_array_equal(fit.partner_month[0, 18:], fit.partner_month[0, 6:12])


@pytest.mark.parametrize(
    ("y", "used"),
    [
        (np.ones((2, 2, 2)), np.ones((2, 2, 3), dtype=bool)),
        (-np.ones((2, 2, 2)), np.ones((2, 2, 2), dtype=bool)),
        (np.zeros((2, 2, 2)), np.ones((2, 2, 2), dtype=bool)),
        (np.full((2, 2, 2), np.nan), np.ones((2, 2, 2), dtype=bool)),
    ],
)
def test_what_cannot_be_fitted_is_refused(y, used):
    with pytest.raises(EstimationError):
        fit_three_way(y, used)
