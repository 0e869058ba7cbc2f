"""The accounts against closed forms, balances of every stock, and limits."""

from datetime import date

import numpy as np
import pytest

from sinews.campaign.inputs import build_inputs, read_base_path
from sinews.campaign.model.declared import campaign_model
from sinews.campaign.run.calendar import Calendar
from sinews.campaign.run.setting import draw_unknowns, stack_inputs
from sinews.engine import Sampling, Study, audit_stocks, measure_step_error
from sinews.engine.verify import stock_paths

CALENDAR = Calendar(until=date(2028, 12, 31))
NAMES = [p.name for p in campaign_model().parameters]


@pytest.fixture(scope="module")
def inputs(evidence):
    front = read_base_path(tuple(m for m, _ in CALENDAR.month_ends()))
    return build_inputs(evidence, CALENDAR, front)


def study(inputs, *, runs=1, seed=5, **fixed):
    values = draw_unknowns(runs, seed, {}, 1).parameters
    sampling = Sampling(seed=1, tables={})
    if runs == 1:
        given = dict(zip(NAMES, map(float, values[:, 0]), strict=True)) | fixed
        sampling = Sampling(seed=1, fixed=given)
    return Study(
        model=campaign_model(),
        strategies={"base": stack_inputs(inputs)},
        runs=runs,
        sampling=sampling,
    )


def paths(inputs, **fixed):
    found = stock_paths(study(inputs, **fixed), "base")
    return {k: v[:, 0] for k, v in found.items()}


def constant(inputs, **values):
    return {**inputs, **{k: np.full(CALENDAR.n_weeks, v) for k, v in values.items()}}


def test_a_delivery_line_in_steady_state_stays_there(inputs):
    steady = constant(
        inputs, allocated_us=800.0, allocated_europe=0.0, allocated_other=0.0, forecast_europe=0.0
    )
    found = paths(
        steady,
        allocated_before=800.0,
        fast_share=0.3,
        fast_lag=16.0,
        slow_lag=60.0,
        donor_stockpile_start=1e9,
        stockpile_time=1.0,
    )
    np.testing.assert_allclose(found["fast_1"], 800 * 0.3 * 8, rtol=1e-9)
    np.testing.assert_allclose(found["slow_2"], 800 * 0.7 * 30, rtol=1e-9)


def test_european_output_approaches_its_goal_exponentially(inputs):
    found = paths(inputs, eu_capacity_start=10.0, eu_goal_ratio=3.0, eu_ramp_time=80.0)
    weeks = np.arange(1, CALENDAR.n_weeks + 1)
    wanted = 30 - 20 * (1 - 1 / 80) ** weeks
    np.testing.assert_allclose(found["eu_capacity"], wanted, rtol=1e-9)


def test_the_north_korean_reserve_empties_exponentially(inputs):
    found = paths(inputs, nk_reserve_start=4000.0, nk_time=90.0)
    weeks = np.arange(1, CALENDAR.n_weeks + 1)
    np.testing.assert_allclose(found["nk_reserve"], 4000 * (1 - 1 / 90) ** weeks, rtol=1e-9)


def test_drones_grow_along_the_logistic_curve(inputs):
    found = paths(inputs, drones_start=10.0, drone_home=80.0, drone_growth=0.02)
    weeks = np.arange(1, CALENDAR.n_weeks + 1)
    exact = 80 / (1 + 7 * np.exp(-0.02 * weeks))
    np.testing.assert_allclose(found["drones_ru"], exact, rtol=0.02)


def test_without_aid_what_is_fired_falls_to_own_output(inputs):
    none = constant(inputs, allocated_us=0.0, allocated_europe=0.0, allocated_other=0.0)
    none |= constant(none, forecast_europe=0.0, forecast_other=0.0)
    found = paths(none, home_output_ua=3.0, ration_ua=5.0, slow_lag=40.0, fast_lag=10.0)
    assert found["shells_ua"][-1] == pytest.approx(15.0, rel=0.05)


def test_a_cut_without_refill_and_store_limits_output_as_its_elasticity_says(inputs):
    cut = constant(inputs, enforcement=1.0, refill=0.0)
    found = study(
        cut,
        diverted_share=0.4,
        enforcement_effect=0.5,
        parts_store_start=1e-9,
        goods_elasticity_high=0.5,
    )
    stocks = stock_paths(found, "base")
    assert stocks["replaced"].max() == 0
    assert stocks["parts_store"].max() < 1e-8


def test_every_stock_balances_and_none_falls_below_zero(inputs):
    for row in audit_stocks(study(inputs), "base"):
        assert row.imbalance <= 1e-9, row.stock
        assert row.lowest >= -1e-9, row.stock


def test_the_weekly_step_is_fine_enough(inputs):
    errors = {e.outcome: e.weekly for e in measure_step_error(study(inputs), "base")}
    for name in ("rounds_received", "rounds_fired_ua", "delivered_total", "drones_total_ua"):
        assert errors[name] < 0.02, name
