"""The sampler on densities whose answer is known, and its diagnostics."""

import numpy as np
import pytest

from sinews.core.rng import stream
from sinews.errors import EstimationError
from sinews.materiel.depletion.diagnostics import autocorrelation_time
from sinews.materiel.depletion.sampler import sample_ensemble

MEAN = np.array([1.0, -2.0, 0.5])
COVARIANCE = np.array([[1.0, 0.9, 0.0], [0.9, 2.0, -0.3], [0.0, -0.3, 0.5]])


def gaussian(x):
    z = x - MEAN
    return -0.5 * np.einsum("ij,jk,ik->i", z, np.linalg.inv(COVARIANCE), z)


def run(seed=4, steps=4000):
    rng = stream(seed, "test.sampler")
    return sample_ensemble(gaussian, rng.standard_normal((20, 3)), rng, steps=steps, burn=500)


def test_moments_of_a_correlated_gaussian():
    chain = run()
    time = max(autocorrelation_time(chain.draws[:, :, j]) for j in range(3))
    error = 5 * np.sqrt(np.diag(COVARIANCE).max() * time / len(chain.flat))
    assert chain.flat.mean(axis=0) == pytest.approx(MEAN, abs=error)
    assert np.cov(chain.flat.T) == pytest.approx(COVARIANCE, abs=2 * error)
    assert 0.1 < chain.acceptance < 0.6


def test_same_seed_same_draws_and_other_seed_others():
    assert (run(steps=600).draws == run(steps=600).draws).all()
    assert (run(steps=600).draws != run(seed=5, steps=600).draws).any()


def test_a_start_without_density_is_refused():
    rng = np.random.default_rng(0)
    with pytest.raises(EstimationError, match="no density"):
        sample_ensemble(
            lambda x: np.full(len(x), -np.inf), rng.normal(size=(4, 1)), rng, steps=2, burn=1
        )


@pytest.mark.parametrize("phi", [0.0, 0.5, 0.9])
def test_autocorrelation_time_of_an_autoregression(phi):
    rng = np.random.default_rng(1)
    x = np.zeros((20_000, 8))
    for t in range(1, len(x)):
        x[t] = phi * x[t - 1] + rng.standard_normal(8)
    assert autocorrelation_time(x) == pytest.approx((1 + phi) / (1 - phi), rel=0.12)
