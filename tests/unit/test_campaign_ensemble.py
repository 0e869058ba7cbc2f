"""Ensembles: the same futures whatever the cut, nothing from nothing, and clear refusals."""

import json
from datetime import date

import numpy as np
import pytest
from typer.testing import CliRunner

from sinews.campaign.matching.draws import matched_record, matched_uniform
from sinews.campaign.report.summary import HEADLINES, report_ranges, summarise_differences
from sinews.campaign.run.calendar import Calendar
from sinews.campaign.run.ensemble import run_stored, run_strategies, run_to_end
from sinews.campaign.run.schedule import Step, lay_out
from sinews.campaign.strategy import read_strategy, shipped_strategies
from sinews.cli import app
from sinews.errors import UsageError

UNTIL = date(2025, 3, 31)
BASE = "actual_2024_2026"


def chosen(*ids):
    return [shipped_strategies()[i] for i in ids]


@pytest.fixture(scope="module")
def pair(evidence):
    return run_strategies(
        evidence, chosen(BASE, "full_offensive"), futures=300, seed=3, until=UNTIL
    )


def test_a_strategy_against_itself_differs_by_exactly_zero(pair):
    for name in HEADLINES:
        d = pair.difference(name, BASE, BASE)
        assert np.all(d[np.isfinite(d)] == 0)


def test_future_i_is_the_same_in_any_run(evidence, pair):
    fewer = run_strategies(evidence, chosen("full_offensive"), futures=70, seed=3, until=UNTIL)
    np.testing.assert_array_equal(
        fewer.outcomes["full_offensive"].values, pair.outcomes["full_offensive"].values[:, :, :70]
    )
    other = run_strategies(evidence, chosen(BASE), futures=70, seed=4, until=UNTIL)
    assert not np.array_equal(other.outcomes[BASE].values, pair.outcomes[BASE].values[:, :, :70])


def test_reading_the_end_only_gives_the_same_end(evidence, pair):
    ends = run_to_end(evidence, chosen(BASE, "full_offensive"), futures=300, seed=3, until=UNTIL)
    for name in HEADLINES:
        a = ends.outcomes["full_offensive"].last(name)
        np.testing.assert_array_equal(a, pair.outcomes["full_offensive"].last(name))


def test_stored_runs_are_those_in_memory(evidence, pair):
    stored = run_stored(evidence, chosen(BASE, "full_offensive"), futures=300, seed=3, until=UNTIL)
    for s in (BASE, "full_offensive"):
        np.testing.assert_array_equal(stored.outcomes[s].values, pair.outcomes[s].values)


def test_differences_carry_units_and_the_share_that_was_kept(pair):
    rows = summarise_differences(pair, "full_offensive", BASE)
    assert [r.outcome for r in rows] == list(HEADLINES)
    ground = rows[0]
    assert ground.unit == "km2"
    assert ground.interval.low <= ground.interval.median <= ground.interval.high
    assert 0 < ground.kept <= 1


def test_the_range_of_every_outcome_is_reported_and_nothing_is_negative(pair):
    ranges = report_ranges(pair)
    assert set(ranges) == {BASE, "full_offensive"}
    may_be_negative = {"net_ground_km2", "cum_net_gain", "now_advantage"}
    for strategy, rows in ranges.items():
        for name, (low, high) in rows.items():
            assert low <= high
            assert low >= 0 or name in may_be_negative, (strategy, name, low)


def test_matched_draws_are_those_of_this_version_and_converged():
    record = matched_record()
    d = record["diagnosis"]
    assert d["draws"] == len(matched_uniform())
    assert d["effective"] >= 1000
    assert d["largest_rhat"] < 1.1
    assert 0.1 < d["acceptance"] < 0.6


def test_a_fresh_install_answers_before_its_kernel_is_compiled(evidence, tmp_path, monkeypatch):
    from sinews.campaign.run import ensemble as module

    settings = dict(futures=30, seed=3, until=UNTIL)
    warm = run_to_end(evidence, chosen(BASE), **settings)
    monkeypatch.setenv("SINEWS_CACHE", str(tmp_path))
    started = []
    monkeypatch.setattr(module, "start_compiling", lambda m: started.append(m.name))
    cold = run_to_end(evidence, chosen(BASE), **settings)
    assert started == ["campaign"]
    assert cold.computed_by == "arrays"
    a, b = (e.outcomes[BASE].values for e in (cold, warm))
    np.testing.assert_allclose(a, b, rtol=1e-7, atol=1e-9)


CALENDAR = Calendar(until=date(2024, 12, 30))


def test_schedules_step_and_ramp():
    step = lay_out((Step(start=date(2024, 2, 5), value=2.0),), 1.0, CALENDAR)
    assert (step[:5] == 1).all()
    assert (step[5:] == 2).all()
    ramp = lay_out((Step(start=date(2024, 1, 1), value=2.0, over_weeks=4),), 1.0, CALENDAR)
    np.testing.assert_allclose(ramp[:5], [1.25, 1.5, 1.75, 2.0, 2.0])
    back = lay_out(
        (Step(start=date(2024, 1, 1), value=2.0), Step(start=date(2024, 3, 4), value=1.0)),
        1.0,
        CALENDAR,
    )
    assert back[8] == 2
    assert back[9] == 1


@pytest.mark.parametrize("until", [date(2023, 1, 1), date(2040, 1, 1)])
def test_a_horizon_outside_the_model_is_refused(until):
    with pytest.raises(UsageError, match="outside the model's horizon"):
        Calendar(until=until)


def test_a_file_may_hold_a_strategy():
    text = 'id = "x"\nlabel = "X"\nrationale = "Y."\n[settings]\n'
    assert read_strategy(text, "x.toml").settings == {}


def run_cli(*args):
    return CliRunner().invoke(app, ["campaign", *args])


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("run", "--strategy", "full_offensiv"), "Did you mean 'full_offensive'"),
        (("run", "--strategy", BASE, "--until", "2099-01-01"), "horizon"),
        (("explain", "fire_uk"), "Did you mean"),
        (("parameters", "no_such_part"), "No parameter is called"),
    ],
)
def test_misuse_ends_with_two_and_a_hint(args, message):
    error = run_cli(*args).exception
    assert isinstance(error, UsageError)
    assert error.exit_code == 2
    assert message in str(error)


def test_commands_print_json():
    levers = json.loads(run_cli("levers", "--json").stdout)["rows"]
    assert {"id", "neutral", "channel"} <= set(levers[0])
    held = json.loads(run_cli("holdout", "--json").stdout)
    assert held["matched_to"] == "2024-12-31"
    assert {b["id"] for b in held["bands"]} >= {"ground_2025_jan_apr"}
