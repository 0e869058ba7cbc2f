"""What is shipped follows from the package: same inputs, same digests, same rows again."""

from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from sinews.cli import app
from sinews.materiel.clock import CATEGORIES
from sinews.materiel.depletion.diagnostics import NOT_IDENTIFIED
from sinews.materiel.depletion.structures import STRUCTURES
from sinews.materiel.scoring.backtest import Task, list_tasks, run_backtest
from sinews.materiel.scoring.baselines import BASELINES
from sinews.materiel.scoring.sbc import N_RANKED, check_uniform
from sinews.materiel.scoring.session import list_rows
from sinews.materiel.shipped import BACKTEST, CALIBRATION, POSTERIOR, SEED
from sinews.materiel.stocks import check_counts, list_stock_estimates


def test_posterior_is_small_and_complete():
    draws = POSTERIOR.load().posterior
    size = len(POSTERIOR.read_files()["materiel/reference/posterior.parquet"])
    assert size <= 300_000
    assert draws.group_by("category").len()["len"].to_list() == [500] * 3
    assert set(draws["category"]) == set(CATEGORIES)
    assert not draws.select(pl.col(pl.Float32).is_nan().any()).row(0).count(True)


def test_independent_counts_lie_inside_the_intervals(evidence):
    """Acceptance: 1,750 fielded and 4,000 stored tanks at the start of 2024."""
    table = check_counts(evidence)
    assert table["published_units"].to_list() == [1750.0, 4000.0]
    assert table["inside"].all()


def test_independent_counts_are_no_source_of_any_prior():
    from sinews.materiel.depletion.priors import load_priors

    used = {f for p in load_priors().values() for f in p.facts}
    assert not {"F075", "F076"} & used


def test_a_parameter_that_keeps_its_prior_is_labelled():
    table = POSTERIOR.load().diagnostics
    assert (table["identified"] == (table["contraction"] <= NOT_IDENTIFIED)).all()
    assert not table["identified"].all()
    assert (table["effective_draws"] > 300).all()
    assert table["acceptance"].is_between(0.1, 0.5).all()


def test_every_stock_is_graded_assumed():
    assert {e.grade for e in list_stock_estimates()} == {"assumed"}


def test_scores_hold_every_origin_model_and_month():
    scores = BACKTEST.load()
    assert set(scores["model"].cast(pl.String)) == {*STRUCTURES.ids, *BASELINES}
    cases = scores.group_by("model").len()["len"].unique().to_list()
    assert cases == [8 * sum(min(24, 30 - 3 * i) for i in range(10))]
    assert scores["crps"].is_finite().all()


def test_calibration_ranks_are_uniform():
    """One test a parameter at one in a thousand, shared among all of them."""
    table = check_uniform(CALIBRATION.load())
    assert table["sets"].min() >= 60
    assert table["p_value"].min() > 0.05 / table.height / 5


def test_uniformity_check_sees_a_biased_sampler():
    ranks = np.tile(np.arange(0, N_RANKED // 2), 3)
    frame = pl.DataFrame({"category": "tank", "set": 0, "parameter": "level", "rank": ranks})
    assert check_uniform(frame)["p_value"][0] < 1e-6


def test_a_resumed_backtest_keeps_what_is_there(evidence, tmp_path):
    tasks = list_tasks(evidence, ("full",))[:2]
    frame = pl.DataFrame({"origin": [date(2023, 1, 1)], "crps": [1.0]})
    seen = []
    for task in tasks:
        frame.write_parquet(tmp_path / f"{task.id}.parquet")
    assert run_backtest(tasks, tmp_path, 1, done=seen.append).height == 2
    assert seen == [t.id for t in tasks]


@pytest.mark.slow
@pytest.mark.parametrize(("month", "model"), [(4, "full"), (10, "no_drones")])
def test_one_origin_run_again_gives_the_shipped_rows(evidence, tmp_path, month, model):
    """Run by a worker process of its own, into a folder, as a resumed back-test does."""
    task = Task(origin=date(2024, month, 1), model=model)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        again = run_backtest((task,), tmp_path, SEED, pool=pool).sort("category", "horizon")
    stored = list_rows(BACKTEST.load(), task)
    assert again["category"].to_list() == stored["category"].to_list()
    assert again["rank"].to_list() == stored["rank"].to_list()
    assert again["crps"].to_numpy() == pytest.approx(stored["crps"].to_numpy(), rel=1e-6)


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        (["shells", "--side", "ua"], "days_of_supply"),
        (["fire"], "F160"),
        (["losses", "--category", "artillery"], "claimed"),
        (["stocks"], "fielded_2024_01"),
        (["ramp", "--target", "2600000", "--start", "1000000"], "can be sustained from"),
        (["economy"], "tanks_new"),
        (["clock"], "never_in_twenty_years"),
        (["backtest"], "relative_crps"),
        (["calibrate"], "p_value"),
    ],
)
def test_commands_print_tables_and_json(command, shown):
    runner = CliRunner(env={"COLUMNS": "200"})
    plain = runner.invoke(app, ["materiel", *command])
    assert plain.exit_code == 0, plain.output
    assert shown in plain.output
    record = runner.invoke(app, ["materiel", *command, "--json"])
    assert record.exit_code == 0
    assert record.output.lstrip().startswith("{")


@pytest.mark.slow
def test_forecast_command_writes_the_table(tmp_path):
    out = tmp_path / "f.parquet"
    arguments = ["materiel", "forecast", "--origin", "2024-01", "--horizon", "3", "--out", str(out)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    table = pl.read_parquet(out)
    assert table.height == 8 * 3 * 200
    assert table["month"].max() == date(2024, 4, 1)


def test_misuse_is_refused():
    runner = CliRunner()
    for arguments in (
        ["shells", "--side", "XX"],
        ["losses", "--category", "tanks"],
        ["backtest", "--run", "--model", "ful"],
    ):
        result = runner.invoke(app, ["materiel", *arguments])
        assert result.exit_code != 0
        assert result.exception is not None
