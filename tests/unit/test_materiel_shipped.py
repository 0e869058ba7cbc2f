"""What is shipped follows from the package: same inputs, same digests, same rows again."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from sinews.cli import app
from sinews.materiel.clock import CATEGORIES
from sinews.materiel.depletion.diagnostics import NOT_IDENTIFIED
from sinews.materiel.scoring.sbc import N_RANKED, check_uniform
from sinews.materiel.shipped import CALIBRATION, POSTERIOR
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


def test_calibration_ranks_are_uniform():
    """One test a parameter at one in a thousand, shared among all of them."""
    table = check_uniform(CALIBRATION.load())
    assert table["sets"].min() >= 60
    assert table["p_value"].min() > 0.05 / table.height / 5


def test_uniformity_check_sees_a_biased_sampler():
    ranks = np.tile(np.arange(0, N_RANKED // 2), 3)
    frame = pl.DataFrame({"category": "tank", "set": 0, "parameter": "level", "rank": ranks})
    assert check_uniform(frame)["p_value"][0] < 1e-6


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
