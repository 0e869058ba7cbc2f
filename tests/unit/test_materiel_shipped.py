"""What is shipped follows from the package: same inputs, same digests, same rows again."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from sinews.cli import app
from sinews.materiel.clock import CATEGORIES as CLOCKS
from sinews.materiel.counts import check_counts, compare_unseen, count_misses
from sinews.materiel.depletion.diagnostics import NOT_IDENTIFIED
from sinews.materiel.scoring.sbc import N_RANKED, check_uniform
from sinews.materiel.shipped import CALIBRATION, POSTERIOR
from sinews.materiel.stocks import CATEGORIES, list_stock_estimates


def test_posterior_is_small_and_complete():
    draws = POSTERIOR.load().posterior
    size = len(POSTERIOR.read_files()["materiel/reference/posterior.parquet"])
    assert size <= 300_000
    assert draws.group_by("category").len()["len"].to_list() == [500] * 3
    assert set(draws["category"]) == set(CATEGORIES)
    assert not draws.select(pl.col(pl.Float32).is_nan().any()).row(0).count(True)


def test_every_published_count_is_shown_also_those_that_the_model_misses(evidence):
    """1,750 fielded and 4,000 stored tanks agree; Syrskyi's 3,500 and the AFV fleet do not."""
    table = check_counts(evidence)
    held = dict(table.select("fact", "holds").rows())
    assert held["F075"]
    assert held["F076"]
    assert not held["F494"]
    assert not held["F497"]
    checks = table.filter(use="check")
    assert count_misses(evidence) == (checks.height, 2)
    counted = evidence.frame("facts").filter(
        pl.col("definition").is_in(["force_whole", "force_against_ukraine"])
    )
    assert set(counted["fact"]) <= set(table["fact"])


def test_a_part_is_no_count_of_the_whole(evidence):
    """7,080 armoured vehicles are the operational group's: below the whole, not against it."""
    row = check_counts(evidence).row(by_predicate=pl.col("fact") == "F074", named=True)
    assert row["counts"] == "part"
    assert row["holds"]
    assert row["published_units"] < row["low_units"]


def test_a_category_has_a_clock_only_while_no_count_of_the_whole_force_is_missed(evidence):
    missed = check_counts(evidence).filter((pl.col("counts") == "whole") & ~pl.col("holds"))
    assert set(CLOCKS) == set(CATEGORIES) - set(missed["category"])


def test_claims_after_the_fit_are_held_against_what_was_expected(evidence):
    table = compare_unseen(evidence).filter(category="tank")
    assert table["month"].min() == date(2025, 8, 1)
    assert table["claimed_units"].to_list() == [84, 71, 88, 76, 95]
    assert (table["claimed_units"] < table["median_units"]).all()


def test_checks_are_no_source_of_any_prior(evidence):
    from sinews.materiel.depletion.priors import load_priors

    used = {f for p in load_priors().values() for f in p.facts}
    checks = check_counts(evidence)
    assert not set(checks.filter(use="check")["fact"]) - {"F497"} & used
    assert set(checks.filter(use="prior")["fact"]) <= used


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
