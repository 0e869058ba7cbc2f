"""Where the instruments meet: allocations, and the sources behind every row."""

import csv
import re
from datetime import date
from importlib.resources import files

import polars as pl
import pytest

from sinews.campaign.elasticities import MOST, list_elasticities, load_elasticities
from sinews.campaign.inputs import build_inputs, history, read_base_path, weekly_allocations
from sinews.campaign.model.declared import campaign_model
from sinews.campaign.run.calendar import Calendar


@pytest.mark.parametrize("table", ["parameters.csv", "history.csv", "elasticities.toml"])
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
    calendar = Calendar(until=date(2027, 12, 31))
    front = read_base_path(tuple(m for m, _ in calendar.month_ends()))
    path = build_inputs(evidence, calendar, front)
    wanted = {i.name for i in campaign_model().inputs} | {"posture", "durability_signal"}
    assert set(path) == wanted
    for steps in history().values():
        days = [d for d, _ in steps]
        assert days == sorted(set(days))


def test_parameters_are_few_and_at_least_half_have_a_source():
    grades = [p.grade for p in campaign_model().parameters]
    grades += [e.grade for e in load_elasticities().values()]
    assert len(grades) <= 90
    assert len(list_elasticities()) <= MOST == 12
    assert sum(g != "assumed" for g in grades) >= len(grades) / 2
    for e in load_elasticities().values():
        assert e.source.strip(), e.id
        assert not (e.source.startswith("assumed") and e.grade != "assumed"), e.id


def test_figures_that_strategies_name_are_those_of_the_catalogue(evidence):
    from sinews.campaign.instruments import instrument_record
    from sinews.catalogue import find_figure

    for id, value in instrument_record()["figures"].items():
        assert find_figure(evidence, id).value == pytest.approx(value, rel=1e-4)
