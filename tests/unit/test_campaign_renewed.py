from datetime import date

import numpy as np

from sinews.campaign.ensemble import run_strategies
from sinews.campaign.renewed import renew_report, report_of, want_futures
from sinews.campaign.report import load_report
from sinews.campaign.strategy import BASELINE, shipped_strategies
from sinews.campaign.summary import summarise_differences
from sinews.engine import compute_runs
from sinews.present.brief import make_brief
from sinews.present.order import read_order

FUTURES = 120
TELLING = "net_ground_km2"


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
