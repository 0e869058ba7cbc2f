"""Fire rates, the mass balance of rounds, ramps, the war economy, the clock."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinews.data.evidence.fact_figures import find_fact
from sinews.errors import EvidenceError, UnknownNameError, UsageError
from sinews.materiel import (
    clock,
    economy,
    fire,
    shells,
)
from sinews.materiel.ramp import RampPlan, find_sustained, ramp_production


def test_families_are_kept_apart_and_units_are_rounds_a_day(evidence):
    rates = fire.list_fire_rates(evidence)
    assert set(rates["family"]) == set(fire.FAMILIES)
    at = dict(zip(rates["fact"], rates["central_rounds_per_day"], strict=True))
    assert at["F160"] == 30_000
    assert at["F164"] == 10_000
    assert at["F141"] == pytest.approx(135_000 / 30.4375)
    assert at["F158"] == pytest.approx(14e6 / 639)  # August 2023 to April 2025
    peaks = rates.filter(pl.col("is_peak"))["fact"].to_list()
    assert peaks == ["F139", "F134", "F136"]
    assert "F161" not in at  # a counterfactual is no fire rate


def test_a_ratio_never_crosses_families(evidence):
    rates = {r["fact"]: r for r in fire.list_fire_rates(evidence).to_dicts()}
    pairs = fire.pair_sides(evidence).drop_nulls("ukrainian")
    assert pairs.height >= 12
    for row in pairs.to_dicts():
        ru, ua = rates[row["russian"]], rates[row["ukrainian"]]
        assert ru["family"] == ua["family"] == row["family"]
        assert (ru["first_day"], ru["last_day"]) == (ua["first_day"], ua["last_day"])


def test_families_differ_up_to_seven_times(evidence):
    gaps = fire.compare_families(evidence)
    assert gaps.filter(pl.col("side") == "RU")["quotient"].max() == pytest.approx(7.0)
    assert not {"F134", "F136", "F139"} & set(gaps["low"])


@pytest.mark.parametrize("side", ["UA", "RU"])
@pytest.mark.parametrize("year", shells.YEARS)
def test_the_balance_adds_up_draw_by_draw(evidence, side, year):
    b = shells.balance_shells(evidence, side, year)
    assert b.inflow.draws == pytest.approx(sum(e.draws for e in b.parts.values()))
    for family, fired in b.fired.items():
        assert b.draw[family].draws == pytest.approx(fired.draws - b.inflow.draws)
        assert b.lasts[family].draws == pytest.approx(365.25 * b.inflow.draws / fired.draws)
    ids = [e.id for e in b.estimates()]
    assert len(ids) == len(set(ids))


def test_the_balance_does_not_depend_on_what_else_is_drawn(evidence):
    one = shells.balance_shells(evidence, "RU", 2024)
    shells.balance_shells(evidence, "UA", 2023)
    two = shells.balance_shells(evidence, "RU", 2024)
    assert np.array_equal(one.inflow.draws, two.inflow.draws)


def test_unknown_side_and_unit_are_refused(evidence):
    with pytest.raises(UnknownNameError, match="UA"):
        shells.balance_shells(evidence, "UK", 2024)
    with pytest.raises(UnknownNameError, match="2023"):
        shells.balance_shells(evidence, "UA", 2019)
    with pytest.raises(EvidenceError, match="rounds"):
        shells.draw_fact(find_fact(evidence, "F039"), np.random.default_rng(0))


PLAN = RampPlan(start=1e6, target=2.4e6, delay=6, learning=12.0, begins=date(2025, 8, 1))


def test_ramp_is_level_then_closes_the_gap():
    r = ramp_production(PLAN, 200)
    assert r.output[:5] == pytest.approx(np.full(5, 1e6 / 12))
    assert r.output[5 + 12] == pytest.approx((2.4e6 - 1.4e6 * np.exp(-1)) / 12)
    assert r.output[-1] == pytest.approx(2.4e6 / 12, rel=1e-5)
    assert r.cumulative[-1] == pytest.approx(r.output.sum())


@given(
    start=st.floats(1e5, 3e6),
    target=st.floats(1e5, 5e6),
    delay=st.integers(0, 24),
    learning=st.floats(1, 36),
    fire_rate=st.floats(100, 14_000),
)
def test_the_sustained_month_is_the_first_that_carries_the_rate(
    start, target, delay, learning, fire_rate
):
    plan = RampPlan(
        start=start, target=target, delay=delay, learning=learning, begins=date(2025, 1, 1)
    )
    month = find_sustained(plan, fire_rate)
    r = ramp_production(plan, 400)
    enough = r.output * 12 >= fire_rate * 365.25 * (1 + 1e-9)
    if month is None:
        assert not enough.any()
    elif month in r.months:
        at = r.months.index(month)
        assert r.output[at] * 12 >= fire_rate * 365.25 * (1 - 1e-6)
        assert not enough[:at].any()


@pytest.mark.parametrize("change", [{"start": -1.0}, {"delay": -1}, {"learning": 0.0}])
def test_impossible_ramps_are_refused(change):
    values = {"start": 1.0, "target": 2.0, "delay": 0, "learning": 1.0, "begins": date(2025, 1, 1)}
    with pytest.raises(UsageError):
        RampPlan(**(values | change))


def test_economy_shows_low_and_high_and_refuses_other_units(evidence):
    table = economy.tabulate_economy(evidence)
    assert (table["low"] <= table["high"]).all()
    row = table.filter((pl.col("indicator") == "shells") & (pl.col("year") == 2024)).row(
        0, named=True
    )
    assert (row["low"], row["high"]) == (2e6, 4.5e6)
    share = table.filter(pl.col("indicator") == "defence_share").row(-1, named=True)
    assert (share["low"], share["high"]) == pytest.approx((6.3, 9.0))
    with pytest.raises(EvidenceError, match="F430"):
        economy.scale_fact(find_fact(evidence, "F430"), "rounds/year")


def test_recruits_stand_beside_losses(evidence):
    rows = economy.compare_recruits(evidence)
    y2024 = rows.filter(pl.col("year") == 2024).row(0, named=True)
    assert y2024["months_claimed"] == 12
    assert y2024["recruits_low_persons"] == 400_000


def force(**changes):
    known = {
        "fielded": 1000.0,
        "target": 3000.0,
        "storage": 2000.0,
        "storage_start": 5000.0,
        "refurbish": 100.0,
        "gamma": 1.0,
        "new": 20.0,
        "new_growth": 0.0,
    } | changes
    return clock.Force(**{k: np.array([v]) for k, v in known.items()}, month=48)


def test_clock_without_storage_is_arithmetic():
    assert clock.count_months(force(storage=0.0)).tolist() == [100.0]
    assert clock.count_months(force(fielded=3000.0)).tolist() == [0.0]
    assert clock.count_months(force(storage=0.0, new=1.0)).tolist() == [float(clock.LONGEST)]


@given(storage=st.floats(0, 5000), more=st.floats(0, 3000), new=st.floats(1, 60))
def test_more_storage_never_slows_the_clock(storage, more, new):
    slow, fast = (
        clock.count_months(force(storage=s, new=new))[0] for s in (storage, storage + more)
    )
    assert fast <= slow
