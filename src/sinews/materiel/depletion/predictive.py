"""What the model says before and after the data: claims and stocks simulated from the start."""

from typing import Final

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.materiel.depletion.fit import Problem
from sinews.materiel.depletion.kernel import simulate_paths, trace_stocks

BANDS: Final = (0.05, 0.25, 0.5, 0.75, 0.95)


def draw_prior(problem: Problem, n_draws: int, rng: np.random.Generator) -> FloatArray:
    """Return draws of the prior, shape (n_draws, n_parameters)."""
    location, spread = problem.prior[:, 0], problem.prior[:, 1]
    draws: FloatArray = location + spread * rng.standard_normal((n_draws, len(location)))
    return draws


def simulate_from_start(
    problem: Problem, draws: FloatArray, rng: np.random.Generator
) -> FloatArray:
    """Return claims, fielded, storage from the first month on, shape (n_draws, n_months, 3).

    Nothing of the claims of this category enters but through the draws; tempo, drones, shells
    and the reporting ratio are those observed.
    """
    n, data = len(draws), problem.data
    start = np.column_stack([np.exp(draws[:, 5]), np.exp(draws[:, 6]), np.zeros(n), np.zeros(n)])
    drivers = np.broadcast_to(data[:, [1, 2, 3, 4, 6]], (n, len(data), 5))
    shocks = rng.standard_t(problem.settings[1], (n, len(data)))
    still = draws.copy()
    still[:, -1] = 0.0
    out = np.empty((n, len(data), 3))
    simulate_paths(still, start, np.ascontiguousarray(drivers), shocks, problem.settings, out)
    return out


def trace_given_claims(problem: Problem, draws: FloatArray) -> FloatArray:
    """Return stocks driven by the observed claims, shape (n_draws, n_months + 1, 2)."""
    stocks = np.empty((len(draws), len(problem.data) + 1, 2))
    trace_stocks(draws, problem.data, problem.settings, stocks)
    return stocks
