"""Where the instruments meet: starting stocks, allocations, and the facts behind every row."""

import csv
import math
import re
from datetime import date
from importlib.resources import files

import numpy as np
import polars as pl
import pytest

from sinews.campaign.inputs import build_base_path, history, weekly_allocations
from sinews.campaign.matching.bands import load_bands
from sinews.campaign.model.declared import campaign_model
from sinews.campaign.run.calendar import START, Calendar

STARTS = {
    "fielded_ru_start_tank": ("tank", "fielded"),
    "stored_ru_start_tank": ("tank", "storage"),
    "fielded_ru_start_afv": ("afv", "fielded"),
    "stored_ru_start_afv": ("afv", "storage"),
}


@pytest.mark.parametrize("name", list(STARTS))
def test_starting_stocks_are_those_of_the_materiel_posterior(name):
    category, stock = STARTS[name]
    path = files("sinews.materiel") / "reference" / "stock_paths.parquet"
    row = pl.read_parquet(path.read_bytes()).row(
        by_predicate=(pl.col("category") == category)
        & (pl.col("stock") == stock)
        & (pl.col("law") == "posterior")
        & (pl.col("month") == date(2024, 1, 1)),
        named=True,
    )
    p = next(p for p in campaign_model().parameters if p.name == name)
    low, median, high = p.distribution.quantile(np.array([0.05, 0.5, 0.95]))
    assert median == pytest.approx(row["q50"], rel=0.01)
    width = math.log(row["q95"]) - math.log(row["q05"])
    assert math.log(high) - math.log(low) == pytest.approx(width, rel=0.01)


@pytest.mark.parametrize("table", ["parameters.csv", "bands.csv", "scenes.csv", "history.csv"])
def test_every_fact_that_is_named_is_in_the_register(table, evidence):
    known = set(evidence.frame("facts")["fact"])
    text = (files("sinews.campaign") / table).read_text(encoding="utf-8")
    named = set(re.findall(r"\bF\d{3}\b", text))
    assert named
    assert named <= known


def test_every_parameter_has_a_source_or_says_that_it_is_assumed():
    with (files("sinews.campaign") / "parameters.csv").open(encoding="utf-8") as f:
        for r in csv.DictReader(f):
            assert r["source"].strip(), r["name"]
            if r["source"].startswith("assumed"):
                assert r["grade"] == "assumed", r["name"]


def test_weekly_allocations_add_up_to_the_months(evidence):
    calendar = Calendar(until=date(2024, 12, 30))
    weekly = weekly_allocations(evidence.frame("support_monthly"), calendar)
    months = evidence.frame("support_monthly").filter(
        (pl.col("type") == "military") & (pl.col("month").dt.year() == 2024)
    )
    total = 1000 * months["allocated_eur_bn"].sum()
    assert sum(v.sum() for v in weekly.values()) == pytest.approx(total, rel=0.03)


def test_the_base_path_covers_every_input_and_history_is_dated(evidence):
    path = build_base_path(evidence, Calendar(until=date(2027, 12, 31)))
    assert set(path) == {i.name for i in campaign_model().inputs}
    for steps in history().values():
        days = [d for d, _ in steps]
        assert days == sorted(set(days))


def test_bands_lie_between_their_ends_and_after_the_start():
    for b in load_bands():
        assert b.low <= b.central <= b.high
        assert b.end > b.start
        assert (b.start < START) == bool(b.scene)
        assert b.discrepancy > 0
