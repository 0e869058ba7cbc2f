"""The campaign model against closed forms, identities and limits (docs/model.md, verification)."""

from datetime import date
from importlib.resources import files

import numpy as np
import pytest

from sinews.campaign.inputs import build_base_path
from sinews.campaign.instruments import instrument_draws
from sinews.campaign.model.declared import BLOCKS
from sinews.campaign.run.calendar import Calendar
from sinews.engine import (
    Grid,
    build_model,
    outcome,
    read_parameters,
    simulate,
)

WEEKS = 52
SUBSTEPS = 20
EXTRA = {
    f"at_{name}": outcome(name, read, doc="For these tests.")
    for name, read in {
        "eu_capacity": "end",
        "drones_ru": "end",
        "stored_ru_afv": "end",
        "disruption_ru": "end",
        "pool_ru": "end",
        "shells_ua": "end",
        "shells_ru": "end",
        "fielded_ua_gun": "end",
        "parts_store": "end",
        "men_ru": "end",
        "men_ua": "end",
        "slow_1": "end",
        "slow_2": "end",
        "fast_1": "end",
        "fast_2": "end",
        "arrive_slow": "total",
        "arrive_fast": "total",
        "gain_ru": "total",
        "gain_ua": "total",
        "lose_men_ru": "total",
        "reach_theatre_ru": "total",
        "call_up_ru": "total",
        "make_shells_ua": "total",
        "make_shells_ru": "total",
        "import_shells_nk": "total",
        "goods_high": "lowest",
        "goods_use": "lowest",
    }.items()
}
PARAMETERS = read_parameters(files("sinews.campaign") / "parameters.csv", instrument_draws())
MODEL = build_model("campaign_tests", *BLOCKS, PARAMETERS, EXTRA, time="week", doc="tests")
NAMES = [p.name for p in MODEL.parameters]
CENTRE = {p.name: float(p.distribution.quantile(np.array([0.5]))[0]) for p in MODEL.parameters}


@pytest.fixture(scope="module")
def base(evidence):
    return build_base_path(evidence, Calendar(until=date(2025, 1, 1)))


def run(base, *, substeps=SUBSTEPS, marks=(13, 26, 52), inputs=None, **changes):
    unknown = set(changes) - set(NAMES)
    assert not unknown, unknown
    values = np.array([[(CENTRE | changes)[n]] for n in NAMES])
    path = dict(base)
    for name, value in (inputs or {}).items():
        path[name] = np.full(WEEKS, float(value))
    rows = np.stack([path[i.name] for i in MODEL.inputs])
    out = simulate(MODEL, values, rows, grid=Grid(read_at=marks, substeps=substeps), plain=True)
    return {n: out.path(n)[:, 0] for n in out.names}, np.array(marks, dtype=float)


def test_a_step_of_allocations_arrives_as_an_erlang_delay(base):
    lag = 26.0
    o, t = run(
        base,
        slow_lag=lag,
        fast_share=0.0,
        allocated_before=0.0,
        inputs={"allocated_us": 100, "allocated_europe": 0, "allocated_other": 0},
    )
    r = 2 / lag
    arrived = 100 * (t - 2 / r + (2 / r + t) * np.exp(-r * t))
    np.testing.assert_allclose(o["at_arrive_slow"], arrived, rtol=0.02, atol=2)


def test_money_is_conserved_in_the_delivery_lines(base):
    o, _ = run(base, marks=(WEEKS,), substeps=1)
    start = CENTRE["allocated_before"] * (
        CENTRE["fast_share"] * CENTRE["fast_lag"] + (1 - CENTRE["fast_share"]) * CENTRE["slow_lag"]
    )
    held = sum(o[f"at_{k}"][-1] for k in ("slow_1", "slow_2", "fast_1", "fast_2"))
    out = o["at_arrive_slow"][-1] + o["at_arrive_fast"][-1]
    assert start + o["total_allocated"][-1] - out == pytest.approx(held, rel=1e-9)


def test_european_capacity_ramps_exponentially(base):
    o, t = run(base)
    start, goal = CENTRE["eu_capacity_start"], CENTRE["eu_goal_ratio"]
    expected = start * (goal - (goal - 1) * np.exp(-t / CENTRE["eu_ramp_time"]))
    np.testing.assert_allclose(o["at_eu_capacity"], expected, rtol=1e-3)


def test_battlefield_drones_grow_logistically(base):
    o, t = run(base)
    start, top, g = (
        CENTRE[k] for k in ("drones_start_ru", "drone_home_money_ru", "drone_growth_ru")
    )
    expected = top / (1 + (top / start - 1) * np.exp(-g * t))
    np.testing.assert_allclose(o["at_drones_ru"], expected, rtol=2e-3)


def test_storage_with_gamma_one_empties_exponentially(base):
    o, t = run(base, depletion_gamma=1.0)
    start, cap = CENTRE["stored_ru_start_afv"], CENTRE["refurbish_cap_afv"]
    np.testing.assert_allclose(o["at_stored_ru_afv"], start * np.exp(-cap * t / start), rtol=1e-3)


def test_disruption_settles_where_damage_meets_repair(base):
    damage, cap, repair = 0.0005, 0.2, 6.0
    o, _ = run(
        base,
        long_range_damage=0.0,
        oneway_damage=damage,
        oneway_start_ua=100.0,
        oneway_growth_ua=0.0,
        disruption_cap=cap,
        repair_time_ru=repair,
    )
    rate = damage * 100
    assert o["at_disruption_ru"][-1] == pytest.approx(rate / (rate / cap + 1 / repair), rel=1e-3)


def test_the_switch_takes_deep_strikes_out(base):
    o, t = run(base, inputs={"deep_strike_channel": 0})
    left = CENTRE["disruption_start_ru"] * np.exp(-t / CENTRE["repair_time_ru"])
    np.testing.assert_allclose(o["at_disruption_ru"], left, rtol=0.01)


def test_the_pool_of_recruits_approaches_its_renewal(base):
    o, t = run(base, bonus_cut=0.0)
    start = CENTRE["recruits_start_ru"] * CENTRE["pool_time"]
    goal = CENTRE["pool_renewal_ru"] * start
    expected = goal + (start - goal) * np.exp(-t / CENTRE["pool_time"])
    np.testing.assert_allclose(o["at_pool_ru"], expected, rtol=1e-3)


def test_rounds_are_fired_or_in_stock(base):
    o, _ = run(base, marks=(WEEKS,), substeps=1)
    got = o["rounds_received"][-1] + o["at_make_shells_ua"][-1]
    left = CENTRE["shells_ua_start"] + got - o["rounds_fired_ua"][-1]
    assert o["at_shells_ua"][-1] == pytest.approx(left, rel=1e-9)
    got = o["at_make_shells_ru"][-1] + o["at_import_shells_nk"][-1]
    left = CENTRE["shells_ru_start"] + got - o["rounds_fired_ru"][-1]
    assert o["at_shells_ru"][-1] == pytest.approx(left, rel=1e-9)


def test_people_are_conserved(base):
    o, _ = run(base, marks=(WEEKS,), substeps=1)
    left = (
        CENTRE["men_start_ru"]
        + o["at_reach_theatre_ru"][-1]
        + o["at_call_up_ru"][-1]
        - o["at_lose_men_ru"][-1]
    )
    assert o["at_men_ru"][-1] == pytest.approx(left, rel=1e-9)


def test_parts_in_store_bridge_a_cut_for_the_computed_time(base):
    cut = 0.5 * 0.4
    weeks = 4.0
    o, _ = run(
        base,
        marks=(2, 20, 52),
        parts_store_start=cut * weeks + cut * CENTRE["store_time"],
        replaced_most=0.0,
        enforcement_effect=0.5,
        diverted_share=0.4,
        inputs={"enforcement": 1},
    )
    assert o["at_goods_use"][0] == pytest.approx(1.0)  # two weeks in: the store bridges
    assert o["at_goods_use"][-1] == pytest.approx(1 - cut, abs=0.002)


def test_full_replacement_without_delay_undoes_enforcement(base):
    o, _ = run(
        base,
        marks=(52,),
        replaced_most=1.0,
        replace_time=0.2,
        parts_store_start=4.0,
        inputs={"enforcement": 1},
    )
    assert o["at_goods_high"][-1] == pytest.approx(1.0, abs=1e-3)


def test_full_pressure_stops_north_korea(base):
    o, _ = run(base, nk_pressure_effect=1.0, inputs={"nk_pressure": 1})
    assert o["at_import_shells_nk"][-1] == 0


def test_holding_takes_no_ground_back_and_a_still_front_moves_nothing(base):
    o, _ = run(base, inputs={"posture": 0})
    assert o["at_gain_ua"][-1] == 0
    still, _ = run(base, ground_scale=0.0)
    assert still["net_ground_km2"][-1] == 0


def test_without_support_fire_falls_to_home_output(base):
    o, _ = run(
        base,
        marks=(WEEKS - 1, WEEKS),
        substeps=4,
        allocated_before=0.0,
        ration_ua=3.0,
        inputs={"allocated_us": 0, "allocated_europe": 0, "allocated_other": 0},
    )
    last_week = o["rounds_fired_ua"][1] - o["rounds_fired_ua"][0]
    home = o["at_make_shells_ua"][1] - o["at_make_shells_ua"][0]
    assert last_week == pytest.approx(home, rel=0.02)


def test_halving_the_step_changes_little(base):
    coarse, _ = run(base, marks=(52,), substeps=1)
    fine, _ = run(base, marks=(52,), substeps=2)
    finer, _ = run(base, marks=(52,), substeps=4)
    for name in ("net_ground_km2", "rounds_received", "total_casualties_ru", "end_belief"):
        first = abs(coarse[name][-1] - fine[name][-1])
        second = abs(fine[name][-1] - finer[name][-1])
        scale = abs(finer[name][-1])
        assert first <= 0.02 * scale, name
        assert second <= 0.7 * first + 1e-9 * scale, name  # first order: about one half
