"""Scores, baselines and skill against closed forms, another program, and planted cases."""

from datetime import date
from itertools import product

import numpy as np
import polars as pl
import pytest
from scipy.stats import norm

from sinews.core.scores import score_crps
from sinews.errors import EstimationError, UnknownNameError, UsageError
from sinews.materiel.depletion.forecast import LEVELS
from sinews.materiel.depletion.history import CATEGORIES
from sinews.materiel.scoring import baselines, session
from sinews.materiel.scoring.backtest import Task, list_origins, list_tasks
from sinews.materiel.scoring.session import Session
from sinews.materiel.scoring.skill import (
    split_origins,
    tabulate_ablations,
    tabulate_reliability,
    tabulate_skill,
)
from sinews.materiel.shipped import BACKTEST


@pytest.mark.parametrize("y", [-2.0, 0.0, 0.7])
def test_crps_of_quantiles_is_that_of_the_normal(y):
    """Closed form: Gneiting and Raftery 2007, equation 21."""
    exact = y * (2 * norm.cdf(y) - 1) + 2 * norm.pdf(y) - 1 / np.sqrt(np.pi)
    assert score_crps(norm.ppf(LEVELS), y) == pytest.approx(exact, abs=2e-3)


@pytest.mark.slow
def test_crps_agrees_with_scoringrules():
    scoringrules = pytest.importorskip("scoringrules")
    rng = np.random.default_rng(2)
    draws, y = rng.gamma(2, 50, (40, 200)), rng.gamma(2, 50, 40)
    own = score_crps(draws, y)
    assert own == pytest.approx(np.asarray(scoringrules.crps_ensemble(y, draws)), rel=1e-9)


def test_simple_baselines_by_hand():
    y = np.array([1.0, 3.0, 2.0, 4.0, 6.0, 5.0, 7.0])
    centre, spread = baselines.forecast_last(y, 4)
    assert centre.tolist() == [7.0] * 4
    assert spread == pytest.approx(np.sqrt(np.mean(np.diff(y) ** 2) * np.arange(1, 5)))
    centre, _ = baselines.forecast_mean(y, 2, 3)
    assert centre == pytest.approx([6.0, 6.0])
    centre, _ = baselines.forecast_drift(y, 3)
    assert centre == pytest.approx([8.0, 9.0, 10.0])


def test_mean_baseline_uses_the_errors_of_its_own_horizon():
    rng = np.random.default_rng(0)
    y = rng.standard_normal(400)
    _, spread = baselines.forecast_mean(y, 3, 12)
    assert spread == pytest.approx(np.full(3, np.sqrt(1 + 1 / 12)), rel=0.1)


def test_there_are_twelve_baselines_and_missing_ones_are_named(monkeypatch):
    assert len(baselines.BASELINES) == 12
    monkeypatch.setattr(baselines, "has_library", lambda: False)
    here, left_out = baselines.list_available()
    assert len(here) == 6
    assert len(left_out) == 6


@pytest.mark.slow
@pytest.mark.parametrize("name", baselines.list_available()[0])
@pytest.mark.filterwarnings("ignore")
def test_every_baseline_gives_ordered_quantiles(name):
    rate = np.array([30, 25, 0, 18, 40, 33, 21, 28, 35, 30, 22, 41, 37.0])
    q = baselines.forecast_baseline(name, rate, 24)
    assert q.shape == (24, 200)
    assert np.isfinite(q).all()
    assert (np.diff(q, axis=1) >= 0).all()
    assert (q >= 0).all()


def made_scores():
    crps = {"full": lambda o: 8.0, "last": lambda o: 10.0, "mean_12": lambda o: 20.0 - o}
    rows = [
        (date(2023, o, 1), model, category, h, crps[model](o), 100, h > 1, 1.0)
        for o, model, category, h in product(range(1, 11), crps, CATEGORIES, range(1, 25))
    ]
    names = ["origin", "model", "category", "horizon", "crps", "rank", "covered", "scaled_error"]
    return pl.DataFrame(rows, schema=names, orient="row")


def test_skill_is_against_one_baseline_best_on_the_same_cases():
    table = tabulate_skill(made_scores())
    core = table.filter((pl.col("horizons") == "all") & (pl.col("category") == "core"))
    assert core["relative_crps"][0] == pytest.approx(0.8)
    tank = table.filter((pl.col("horizons") == "1-3") & (pl.col("category") == "tank"))
    assert tank["best_baseline"][0] == "last"
    assert tank["coverage"][0] == pytest.approx(2 / 3)
    assert tank["cases"][0] == 30


def test_origin_sets_do_not_overlap():
    scores = made_scores()
    first, last = (split_origins(scores, w) for w in ("first_four", "last_six"))
    assert first["origin"].n_unique() == 4
    assert last["origin"].n_unique() == 6
    assert not set(first["origin"]) & set(last["origin"])


def test_reliability_puts_the_middle_rank_into_the_middle():
    table = tabulate_reliability(made_scores())
    assert table.filter(pl.col("category") == "tank")["share"].to_list() == [1.0]
    assert table["bin"].unique().to_list() == [4]
    small = made_scores().with_columns(pl.col("rank").cast(pl.UInt8))
    assert tabulate_reliability(small).equals(table)
    assert tabulate_ablations(made_scores(), ("full",))["model"].unique().to_list() == ["full"]


def test_origins_and_tasks(evidence):
    origins = list_origins(evidence)
    assert origins[0] == date(2023, 1, 1)
    assert origins[-1] == date(2025, 4, 1)
    assert len(origins) == 10
    assert len(list_tasks(evidence, ("full",))) == 10


def test_a_session_that_cannot_be_scored_is_refused():
    common = {"folder": None, "workers": 1, "seed": 1}
    with pytest.raises(UnknownNameError, match="full"):
        Session(models=("ful",), **common)
    with pytest.raises(UsageError, match="baselines"):
        Session(models=("full",), **common)


def test_scores_that_come_out_otherwise_are_not_confirmed(monkeypatch):
    """The check scores an origin again; rows of another score are refused, equal ones accepted."""
    shipped = BACKTEST.load()
    task = Task(origin=session.CHECKED, model="full")
    rows = session.list_rows(shipped, task)
    monkeypatch.setattr(session, "run_backtest", lambda *_, **__: rows)
    assert "120 scores" in session.check_scores(shipped)
    other = rows.with_columns(pl.col("crps") * 1.001)
    monkeypatch.setattr(session, "run_backtest", lambda *_, **__: other)
    with pytest.raises(EstimationError, match="other scores"):
        session.check_scores(shipped)
