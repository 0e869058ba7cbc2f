"""The base path is the front's, neutral settings change no bit, and every change has its sign."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sinews.campaign.base_path import FAMILIES
from sinews.campaign.effects import Drivers, apply_effects
from sinews.campaign.elasticities import (
    list_elasticities,
    load_elasticities,
    load_presets,
    narrow,
    read_ranges,
)
from sinews.campaign.inputs import read_base_path
from sinews.campaign.model.declared import campaign_model
from sinews.campaign.outcomes import OUTCOMES, compare_with_base, measure_outcomes, read_ends
from sinews.campaign.run.paths import find_stopped, run_block
from sinews.campaign.run.schedule import Step
from sinews.campaign.run.setting import SWITCHES, open_setting
from sinews.campaign.strategy import BASELINE, read_view, shipped_strategies
from sinews.errors import UnknownNameError, UsageError

UNTIL, N = date(2026, 12, 31), 48


def at_modes(**given):
    """Return every number of the formula at its middle, or at a value that is given, (1,) each."""
    values = {e.id: e.mode for e in load_elasticities().values()} | given
    return {k: np.array([v]) for k, v in values.items()}


BASE = shipped_strategies()[BASELINE]
FIRST = date(2024, 6, 3)


@pytest.fixture(scope="module")
def setting(evidence):
    return open_setting(evidence, futures=N, seed=2, until=UNTIL)


def make(**settings):
    steps = {k: (Step(start=FIRST, value=v),) for k, v in settings.items()}
    return replace(BASE, id="own", settings=steps)


def run(setting, **settings):
    return run_block(setting, [make(**settings)])["own"]


def test_the_base_path_is_the_fronts_to_the_last_bit(evidence, setting):
    paths, front = run(setting), read_base_path(setting.months)
    rows = setting.draws.front
    np.testing.assert_array_equal(paths.effects.ground, front.ground[rows].T)
    np.testing.assert_array_equal(paths.effects.casualties_ru, front.casualties_ru[rows].T)
    np.testing.assert_array_equal(paths.effects.casualties_ua, front.casualties_ua[rows].T)
    launched, stopped = find_stopped(paths)
    for f in FAMILIES:
        np.testing.assert_array_equal(launched[f], front.launched[f][rows].T)
        np.testing.assert_allclose(stopped[f], front.stopped[f][rows].T, atol=1e-15)


def test_neutral_settings_change_no_bit(setting):
    base = measure_outcomes(setting, run(setting))
    for lever in ("posture", "military_support_us", "enforcement", "delivery_speed"):
        neutral = {"posture": 0.0, "enforcement": 0.0}.get(lever, 1.0)
        moved = measure_outcomes(setting, run(setting, **{lever: neutral}))
        for o in OUTCOMES:
            np.testing.assert_array_equal(moved[o.id], base[o.id])


SIGNS = [
    # lever, setting, outcome, sign of the change in every future
    ("military_support_europe", 2.0, "rounds_received", +1),
    ("military_support_europe", 2.0, "interceptors_received", +1),
    ("military_support_europe", 2.0, "stopped_oneway", +1),
    ("military_support_europe", 2.0, "stopped_ballistic", +1),
    ("military_support_europe", 2.0, "total_delivered", +1),
    ("military_support_europe", 0.0, "rounds_a_day_ua", -1),
    ("delivery_speed", 2.0, "total_delivered", +1),
    ("us_shell_sales", 0.0, "rounds_received", -1),
    ("eu_shell_goal", 2.0, "rounds_received", +1),
    ("north_korea_pressure", 1.0, "rounds_a_day_ru", -1),
    ("priority_air_defence", 3.0, "interceptors_received", +1),
    ("aircraft_deliveries", 3.0, "stopped_oneway", +1),
    ("priority_drones", 3.0, "drones_ua", +1),
    ("iran_pressure", 1.0, "stopped_oneway", +1),
]


@pytest.mark.parametrize(("lever", "value", "outcome", "sign"), SIGNS)
def test_a_lever_moves_what_it_buys_one_way_in_every_future(setting, lever, value, outcome, sign):
    base = measure_outcomes(setting, run(setting))[outcome]
    moved = sign * (measure_outcomes(setting, run(setting, **{lever: value}))[outcome] - base)
    assert (moved >= -1e-9 * np.abs(base)).all()
    assert moved.mean() > 0


def test_money_is_conserved_and_costs_are_what_is_allocated(setting):
    paths = run(setting, military_added_europe=12.0)
    base = run(setting)
    extra = (paths.account["cost_europe"] - base.account["cost_europe"]).sum(axis=0) / 1000
    weeks = setting.calendar.n_weeks - setting.calendar.week_of(FIRST)
    np.testing.assert_allclose(extra, 12 * weeks * 7 / 365.25, rtol=1e-9)
    names = [p.name for p in campaign_model().parameters]
    draw = dict(zip(names, setting.draws.parameters, strict=True))
    lag = draw["fast_share"] * draw["fast_lag"] + (1 - draw["fast_share"]) * draw["slow_lag"]
    given = draw["allocated_before"] * lag
    given += sum(paths.account[f"cost_{g}"].sum(axis=0) for g in ("us", "europe", "other"))
    delivered = paths.account["delivered"].sum(axis=0) / draw["realised_share"]
    left = given - delivered
    assert (left > 0).all(), "no more arrives than the lines held and were given"
    assert (left < 0.75 * given).all(), "nor is most of it lost on the way"


def flat(n_months=8, **moved):
    zero = np.zeros((n_months, 1))
    names = ("fire_ua", "fire_ru", "drones_ua", "drones_ru", "armour", "strikes")
    d = dict.fromkeys(names, zero) | {"attack": np.zeros(n_months), "works": np.zeros(n_months)}
    for k, v in moved.items():
        d[k] = np.full_like(d[k], v)
    return Drivers(**d)


@pytest.fixture(scope="module")
def front(setting):
    return setting.front.select(np.array([0]))


EFFECTS = {
    # elasticity: driver that is moved, sign on ground, on Russian, on Ukrainian casualties
    # None where two ways work against each other, so that theory knows no sign
    "ground_fire": ({"fire_ua": 0.5}, -1, -1, -1),
    "ground_drones": ({"drones_ua": 0.5}, -1, -1, -1),
    "ground_armour": ({"armour": 0.5}, -1, -1, -1),
    "ground_strikes": ({"strikes": 0.5}, -1, -1, -1),
    "ground_works": ({"works": 0.5}, -1, -1, -1),
    "ground_people": ({"drones_ua": 0.5}, -1, -1, -1),
    "ground_attack": ({"attack": 0.5, "strikes": 20.0}, -1, 0, 0),
    "attack_edge": ({"attack": 0.5, "strikes": 8.0}, +1, 0, 0),
    "casualties_fire": ({"fire_ua": 0.5}, -1, +1, -1),
    "casualties_drones": ({"drones_ua": 0.5}, -1, +1, -1),
    "casualties_tempo": ({"strikes": 0.5}, None, -1, -1),
    "casualties_attack": ({"attack": 0.5}, None, +1, +1),
}


@pytest.mark.parametrize("id", list(EFFECTS))
def test_a_larger_elasticity_moves_ground_and_casualties_as_it_says(front, id):
    moved, *signs = EFFECTS[id]
    e = load_elasticities()[id]
    drivers = flat(len(front.months), **moved)
    low, high = (apply_effects(front, drivers, at_modes(**{id: v})) for v in (e.low, e.high))
    rows = ("ground", "casualties_ru", "casualties_ua")
    for name, sign in zip(rows, signs, strict=True):
        change = (getattr(high, name) - getattr(low, name)).sum()
        if sign is not None:
            assert np.sign(round(float(change), 9)) == sign, name


def test_every_elasticity_has_a_sign_test():
    assert sorted(EFFECTS) == sorted(e.id for e in list_elasticities())
    assert all(any(sign for sign in signs) for _, *signs in EFFECTS.values())


def test_one_strategys_effects_by_plain_numpy(evidence):
    """The formula of campaign/effects.py written once more, future by future, by hand."""
    middle = {e.id: (e.mode,) * 3 for e in list_elasticities()}
    quiet = open_setting(evidence, futures=N, seed=2, until=UNTIL, ranges=middle)
    strategy = shipped_strategies()["full_offensive"]
    found = run_block(quiet, [strategy])[strategy.id]
    base, account, zero = found.base, found.account, found.base_account
    p = quiet.draws.effects
    for i in (0, 7, 31):
        men_ua, men_ru = p["men_ua"][i], p["men_ru"][i]
        for t in range(len(quiet.months)):
            fire = np.log(account["fire_ua"][t, i] / zero["fire_ua"][t, i])
            fire_ru = np.log(account["fire_ru"][t, i] / zero["fire_ru"][t, i])
            drones = np.log(account["drones_ua"][t, i] / zero["drones_ua"][t, i])
            drones_ru = np.log(account["drones_ru"][t, i] / zero["drones_ru"][t, i])
            advantage = 0.2 * (fire - fire_ru) + 0.3 * (drones - drones_ru)
            advantage += 0.1 * np.log(account["armour"][t, i] / zero["armour"][t, i])
            advantage += 0.05 * np.log(account["strikes"][t, i] / zero["strikes"][t, i])
            advantage += np.log(men_ua / p["men_ua"][i]) - np.log(men_ru / p["men_ru"][i])
            attack = account.posture[t] - zero.posture[t]
            pace = max(base.ground[i, max(0, t - 5) : t + 1].mean(), 65.0)
            ground = base.ground[i, t] + pace * (np.exp(-advantage) - 1)
            ground -= 300 * attack * max(0.0, 1 - 1.5 * np.exp(-advantage))
            ru = base.casualties_ru[i, t] * np.exp(0.08 * fire + 0.15 * drones - 0.43 * advantage)
            ru *= 1 + 0.3 * attack
            ua = np.exp(0.08 * fire_ru + 0.15 * drones_ru - 0.43 * p["tempo_ua"][i] * advantage)
            ua *= base.casualties_ua[i, t] * (1 + 0.6 * attack)
            gone = p["irrecoverable"][i]
            men_ru -= gone * (1 - p["replaced_ru"][i]) * (ru - base.casualties_ru[i, t])
            men_ua -= gone * (1 - p["replaced_ua"][i]) * (ua - base.casualties_ua[i, t])
            assert found.effects.ground[t, i] == pytest.approx(ground, rel=1e-9)
            assert found.effects.casualties_ru[t, i] == pytest.approx(ru, rel=1e-9)
            assert found.effects.casualties_ua[t, i] == pytest.approx(ua, rel=1e-9)
            assert found.effects.men_ru[t, i] == pytest.approx(men_ru, rel=1e-9)


@pytest.mark.parametrize("switch", SWITCHES)
def test_every_switch_changes_something_and_the_base_path_stays(evidence, setting, switch):
    off = open_setting(evidence, futures=N, seed=2, until=UNTIL, without=(switch,))
    strategy = replace(shipped_strategies()["full_offensive_plus_enforcement"], id="own")
    a, b = (read_ends(s, [strategy])["own"] for s in (setting, off))
    assert any((a[o.id] != b[o.id]).any() for o in OUTCOMES)
    np.testing.assert_array_equal(run(off).effects.ground, run(setting).effects.ground)


def test_differences_are_paired_and_prefixes_agree(evidence, setting):
    more = open_setting(evidence, futures=2 * N, seed=2, until=UNTIL)
    strategy = shipped_strategies()["us_stop"]
    one, two = (read_ends(s, [strategy])[strategy.id] for s in (setting, more))
    for o in OUTCOMES:
        np.testing.assert_array_equal(one[o.id], two[o.id][:N])
    rounds = next(
        d for d in compare_with_base(setting, strategy) if d.outcome.id == "rounds_received"
    )
    assert rounds.low <= rounds.median <= rounds.high <= 0


def test_ranges_are_read_and_refused():
    assert read_ranges(["ground_fire=0.3"]) == {"ground_fire": (0.3, 0.3, 0.3)}
    assert read_ranges(["ground_fire=0.1:0.2:0.3"])["ground_fire"] == (0.1, 0.2, 0.3)
    assert read_ranges(["ground_fire=0.1:0.5"])["ground_fire"] == (0.1, 0.2, 0.5)
    assert read_ranges(["ground_fire=0.4:0.5"])["ground_fire"] == (0.4, 0.4, 0.5)
    bad_ones = ("x", "2:1", "3:2:1", "99", "1:1:1:1", "")
    for bad in (f"ground_fire={x}" for x in bad_ones):
        with pytest.raises(UsageError):
            read_ranges([bad])
    with pytest.raises(UnknownNameError, match="ground_fire"):
        read_ranges(["ground_fir=1"])
    with pytest.raises(UnknownNameError):
        narrow({"men_ru": (1.0, 2.0, 3.0)})


def test_presets_lie_in_what_readers_may_set():
    for preset in load_presets().values():
        narrow({k: (v, v, v) for k, v in preset.values.items()})
        assert preset.source


def test_a_file_may_hold_a_view():
    text = """
id = "x"
label = "X"
rationale = "A test."
without = ["refill"]
[settings]
posture = [{ from = 2024-06-03, value = 0.2 }]
[elasticities]
ground_fire = 0.4
ground_works = [0.0, 0.1, 0.2]
[weights]
pressure = 0.5
"""
    view = read_view(text, "x.toml")
    assert view.ranges == {"ground_fire": (0.4, 0.4, 0.4), "ground_works": (0.0, 0.1, 0.2)}
    assert view.weights == {"pressure": 0.5}
    assert view.without == ("refill",)
    with pytest.raises(UsageError, match="must be numbers"):
        read_view(text.replace("0.4", '"much"'), "x.toml")
