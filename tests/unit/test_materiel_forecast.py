"""Forecasts: the shape of the table, no look-ahead, the same numbers again, known parameters."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from materiel_altered import after

from sinews.core.rng import stream
from sinews.errors import UsageError
from sinews.materiel.depletion.fit import Effort, fit_problem
from sinews.materiel.depletion.forecast import (
    LEVELS,
    Plan,
    forecast_losses,
    quantiles,
)
from sinews.materiel.depletion.history import CATEGORIES
from sinews.materiel.depletion.structures import PARAMETERS
from sinews.materiel.scoring.sbc import make_data, pose_synthetic

ORIGIN = date(2023, 10, 1)
SHORT = Effort(steps=60, burn=20, thin=4)


def run(evidence, **changes):
    plan = Plan(**({"horizon": 6, "n_paths": 300, "effort": SHORT} | changes))
    return forecast_losses(evidence, ORIGIN, plan)


@pytest.fixture(scope="module")
def short(evidence):
    return run(evidence)


def test_every_month_has_200_rising_quantiles(short):
    assert short.months == tuple(date(2023 + (m > 12), (m - 1) % 12 + 1, 1) for m in range(11, 17))
    for category in CATEGORIES:
        values = quantiles(short, category)
        assert values.shape == (6, LEVELS.size) == (6, 200)
        assert (np.diff(values, axis=1) >= 0).all()
        assert (values >= 0).all()


def test_later_data_leave_the_forecast_bit_for_bit(evidence, short):
    again = run(after(evidence, ORIGIN))
    for category in CATEGORIES:
        assert np.array_equal(again.paths[category], short.paths[category])


def test_earlier_data_do_change_it(evidence, short):
    changed = run(after(evidence, date(2023, 8, 1)))
    assert not np.array_equal(changed.paths["tank"], short.paths["tank"])


def test_same_seed_same_paths_and_another_seed_others(evidence, short):
    assert np.array_equal(run(evidence).paths["mrl"], short.paths["mrl"])
    assert not np.array_equal(run(evidence, seed=2).paths["mrl"], short.paths["mrl"])


def test_a_longer_horizon_keeps_the_earlier_fit(evidence, short):
    longer = run(evidence, horizon=8)
    assert np.array_equal(longer.fits["tank"].draws, short.fits["tank"].draws)


def test_stocks_are_never_negative(short):
    for category in ("tank", "afv", "artillery"):
        assert (short.paths[category][:, :, 1:] >= 0).all()


def test_an_empty_horizon_is_refused():
    with pytest.raises(UsageError, match="1 or more"):
        Plan(horizon=0)


def test_quantiles_are_those_of_the_paths(short):
    values = quantiles(short, "tank")
    assert values.shape == (6, 200)
    expected = np.quantile(short.paths["tank"][:, 2, 0], LEVELS)
    assert values[2] == pytest.approx(expected)


@pytest.mark.slow
def test_known_parameters_are_recovered_where_the_data_speak(evidence):
    """Claims made with a strong drone effect and low noise give both back.

    The prior of noise is as wide as that of tanks: the narrow one of vehicles would speak instead.
    """
    problem = pose_synthetic(evidence, "vehicles", date(2025, 7, 1))
    prior = problem.prior.copy()
    prior[PARAMETERS.index("noise")] = np.log(0.15), 0.35
    problem = replace(problem, prior=prior)
    truth = problem.prior[:, 0].copy()
    truth[PARAMETERS.index("drones")] = 0.8
    truth[PARAMETERS.index("noise")] = np.log(0.08)
    rng = stream(7, "test.recovery")
    made = make_data(problem, truth, rng)
    fit = fit_problem(made, rng, Effort(steps=2500, burn=1000, thin=10))
    for name in ("drones", "noise"):
        i = PARAMETERS.index(name)
        low, high = np.quantile(fit.draws[:, i], [0.005, 0.995])
        assert low < truth[i] < high
        assert abs(fit.draws[:, i].mean() - truth[i]) < 0.5 * abs(truth[i] - problem.prior[i, 0])
