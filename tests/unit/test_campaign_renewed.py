from datetime import date

import numpy as np
import pytest

from sinews.campaign.report.live_report import renew_report, report_of, want_futures
from sinews.campaign.report.report import load_report
from sinews.campaign.report.summary import summarise_differences
from sinews.campaign.run.ensemble import plan_study, run_planned, run_strategies
from sinews.campaign.run.outcome_reader import read_futures
from sinews.campaign.strategy import BASELINE, shipped_strategies
from sinews.engine import compute_runs
from sinews.errors import ModelError
from sinews.present.brief.brief import make_brief
from sinews.present.brief.brief_options import read_order

FUTURES = 120
TELLING = "net_ground_km2"
MONTHLY = "now_fire_met"


def test_a_renewed_report_holds_the_differences_of_runs_made_now(evidence):
    report = renew_report(evidence, futures=FUTURES)
    pair = [shipped_strategies()[s] for s in (BASELINE, "full_offensive")]
    seed, until = report["seed"], date.fromisoformat(report["until"])
    ensemble = run_strategies(evidence, pair, futures=FUTURES, seed=seed, until=until)
    alone = compute_runs(ensemble.study, "full_offensive", 0, FUTURES)
    shared = ensemble.outcomes["full_offensive"].last(TELLING)
    assert np.array_equal(alone.last(TELLING), shared, equal_nan=True)
    new = {d.outcome: d for d in summarise_differences(ensemble, "full_offensive", BASELINE)}
    rows = {r["outcome"]: r for r in report["strategies"]["full_offensive"]["differences"]}
    assert rows[TELLING]["median"] == float(f"{new[TELLING].interval.median:.5g}")
    assert report["futures"] == FUTURES
    assert report["levers"] == load_report()["levers"]


def test_what_is_kept_of_many_futures_is_what_a_full_run_holds(evidence, monkeypatch):
    monkeypatch.setattr("sinews.campaign.run.outcome_reader._BLOCK", 32)
    pair = [shipped_strategies()[s] for s in (BASELINE, "us_stop")]
    study, months = plan_study(
        evidence, pair, futures=70, seed=3, until=date.fromisoformat(load_report()["until"])
    )
    full, kept = run_planned(study, months), read_futures(study, months, (TELLING,), (MONTHLY,))
    for s, outcomes in full.outcomes.items():
        ends, monthly = kept.ends.outcomes[s], kept.monthly[s]
        assert np.array_equal(outcomes.last(TELLING), ends.last(TELLING), equal_nan=True)
        assert np.array_equal(outcomes.path(MONTHLY), monthly.path(MONTHLY), equal_nan=True)
        assert np.array_equal(outcomes.left, ends.left, equal_nan=True)
    assert not read_futures(study, months, (TELLING,)).monthly


def test_futures_are_run_once_and_what_goes_wrong_is_raised_where_they_are_read(
    evidence, monkeypatch
):
    own = want_futures(evidence, FUTURES)
    assert want_futures(own, FUTURES) is own
    assert want_futures(own, FUTURES + 1) is not own

    def fail(*_):
        raise ModelError("no futures today")

    monkeypatch.setattr("sinews.campaign.report.live_report.read_futures", fail)
    with pytest.raises(ModelError, match="no futures today"):
        report_of(want_futures(evidence, FUTURES + 2))


def test_wanted_futures_are_in_the_figures_and_nowhere_else(evidence):
    own = want_futures(evidence, FUTURES)
    assert report_of(own)["futures"] == FUTURES
    assert report_of(evidence) == load_report()


def test_a_brief_with_futures_says_so_and_keeps_them_in_its_run(evidence):
    settings = read_order("en", "strategies", (), FUTURES).settings
    made = make_brief(evidence, **settings)
    assert f"over {FUTURES} futures" in made.files["figures.json"].decode()
    assert made.run.settings["futures"] == FUTURES
    assert "futures" not in read_order("en", "strategies", ()).settings
