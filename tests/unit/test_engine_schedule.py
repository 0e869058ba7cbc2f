"""Strategies over time: steps and ramps, by date or period, within declared ends."""

from datetime import date

import numpy as np
import pytest
from engine_zoo import model

from sinews.engine import (
    Grid,
    Horizon,
    Sampling,
    Study,
    count_periods,
    plan_inputs,
    ramp,
    simulate,
    step,
)
from sinews.engine.run.arrays import simulate_arrays
from sinews.engine.run.resume import Part, advance
from sinews.engine.sample.design import draw_noise, draw_parameters
from sinews.errors import UnknownNameError, UsageError

WEEKS = Horizon(periods=10, start=date(2024, 1, 1))
SEASON = {"season": np.linspace(0, 1, 10)}


def plan(*changes, horizon=WEEKS, base=SEASON):
    return plan_inputs(model, horizon, changes, base=base)[0]


def test_without_changes_levers_are_neutral_and_series_as_given():
    inputs = plan_inputs(model, WEEKS, base=SEASON)
    np.testing.assert_array_equal(inputs, [np.zeros(10), SEASON["season"]])


def test_steps_and_ramps():
    np.testing.assert_allclose(plan(step("fishing", 0.2, start=3)), [0] * 3 + [0.2] * 7)
    np.testing.assert_allclose(
        plan(step("fishing", 0.2, start=3, end=5)), [0] * 3 + [0.2] * 2 + [0] * 5
    )
    np.testing.assert_allclose(
        plan(ramp("fishing", 0.4, start=2, full=6)), [0, 0, 0, 0.1, 0.2, 0.3, 0.4, 0.4, 0.4, 0.4]
    )


def test_changes_follow_one_another():
    first = step("fishing", 0.1)
    doubled = step("fishing", 2.0, start=5, how="scale")
    raised = step("fishing", 0.05, start=8, how="add")
    wanted = [0.1] * 5 + [0.2] * 3 + [0.25] * 2
    np.testing.assert_allclose(plan(first, doubled, raised), wanted)


def test_dates_name_the_week_in_which_they_lie():
    by_date = plan(step("fishing", 0.2, start=date(2024, 1, 24)))
    np.testing.assert_array_equal(by_date, plan(step("fishing", 0.2, start=3)))


def test_a_base_path_replaces_the_neutral_value():
    base = SEASON | {"fishing": np.linspace(0, 0.1, 10)}
    doubled = plan(step("fishing", 2.0, how="scale"), base=base)
    np.testing.assert_allclose(doubled, 2 * base["fishing"])


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ((step("fishin", 1.0),), "Did you mean 'fishing'"),
        ((step("season", 1.0),), "No lever is called 'season'"),
        ((step("fishing", 0.6),), "may run from 0.0 to 0.5"),
        ((step("fishing", 0.1, start=11),), "within 0 to 10"),
        ((step("fishing", 0.1, start=date(2023, 1, 1)),), "within 0 to 10"),
        ((ramp("fishing", 0.1, start=6, full=3),), "in order"),
        ((step("fishing", 0.1, how="times"),), "way to change"),
    ],
)
def test_changes_that_cannot_be_made_are_refused(changes, match):
    with pytest.raises(UsageError, match=match):
        plan(*changes)


def test_base_paths_that_do_not_fit_are_refused():
    with pytest.raises(UsageError, match="give it in base="):
        plan(base={})
    with pytest.raises(UsageError, match="must hold 10 finite values"):
        plan(base={"season": np.zeros(9)})
    with pytest.raises(UsageError, match="must hold 10 finite values"):
        plan(base={"season": np.full(10, np.nan)})
    with pytest.raises(UnknownNameError, match="Did you mean 'season'"):
        plan(base=SEASON | {"seson": np.zeros(10)})
    with pytest.raises(UsageError, match="has no start"):
        plan(step("fishing", 0.1, start=date(2024, 1, 8)), horizon=Horizon(periods=10))


def test_whole_periods_between_dates():
    assert count_periods(date(2024, 2, 1), WEEKS, "week") == 4
    assert count_periods(date(2025, 3, 1), WEEKS, "month") == 14
    assert count_periods(date(2025, 3, 1), WEEKS, "quarter") == 4
    assert count_periods(date(2025, 3, 1), WEEKS, "year") == 1
    assert count_periods(17, WEEKS, "day") == 17


def sampled(inputs):
    tables = {"posterior": {"birth": np.full(4, 0.1), "death": np.full(4, 0.05)}}
    sampling = Sampling(seed=1, tables=tables)
    return Study(model=model, strategies={"s": inputs}, runs=2, sampling=sampling)


def run_arrays(how, inputs, study):
    parameters = draw_parameters(model, study.sampling, 0, 2)
    noise = draw_noise(model, 1, 10, 0, 2)
    if how is advance:
        return advance(model, parameters, inputs, Part(grid=Grid()), noise=noise)
    rest = {"plain": True} if how is simulate else {}
    return how(model, parameters, inputs, noise=noise, **rest)


@pytest.mark.parametrize("how", [simulate, simulate_arrays, advance])
def test_ends_of_a_lever_hold_on_every_path_into_a_run(how):
    """Five times the declared end is refused by whatever runs a model, not by the planner alone."""
    good = plan_inputs(model, WEEKS, (step("fishing", 0.5),), base=SEASON)
    study = sampled(good)
    bad = good * [[5.0], [1.0]]
    with pytest.raises(UsageError, match=r"'fishing' runs from 2.5 to 2\.5 .*from 0\.0 to 0\.5"):
        run_arrays(how, bad, study)
    with pytest.raises(UsageError, match=r"from 0\.0 to 0.5"):
        sampled(bad)
    with pytest.raises(UsageError, match=r"from 0\.0 to 0.5"):
        sampled(good * [[-1.0], [1.0]])
    if how is not advance:
        assert run_arrays(how, good, study).values.shape[2] == 2
