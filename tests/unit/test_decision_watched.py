"""Strategies kept future by future: the bits of a comparison, and algebra that must hold."""

import dataclasses
from datetime import date

import numpy as np
import pytest

from sinews.campaign.run.schedule import Step
from sinews.campaign.run.setting import open_setting
from sinews.campaign.strategy import shipped_strategies
from sinews.decision.compare.lab_differences import (
    PATHS,
    WATCHED,
    account_blocks,
    contrast,
    fan,
    largest_regrets,
    open_actual,
    spread,
    spread_by_theory,
    spread_mixed,
    watch,
)
from sinews.decision.compare.study import build_evaluator
from sinews.decision.integrate.evaluate import evaluate
from sinews.decision.theories import HYPOTHESES
from sinews.decision.theories.weights import read_weights

EQUAL = read_weights([])


BASE = shipped_strategies()["actual_2024_2026"]


@pytest.fixture(scope="module")
def actual(evidence):
    setting = open_setting(evidence, futures=96, seed=3, until=date(2026, 12, 31))
    return open_actual(build_evaluator(evidence, setting, date(2024, 3, 1)))


def look(actual, strategy, **view):
    return watch(actual, strategy.id, account_blocks(actual, strategy), **view)


@pytest.fixture(scope="module")
def found(actual):
    return {s: look(actual, shipped_strategies()[s]) for s in ("us_stop", "full_offensive")}


def test_numbers_are_those_of_the_comparison_to_the_last_bit(actual, found):
    compared = evaluate(actual.whole, [BASE, shipped_strategies()["us_stop"]]).raw
    for outcome in WATCHED:
        assert np.array_equal(found["us_stop"].ends[outcome], compared.values[outcome][:, 1])
        less = contrast(found["us_stop"], look(actual, BASE))
        mixed = compared.mixed_differences(outcome, BASE.id, EQUAL)
        assert spread_mixed(less, outcome, EQUAL).mean == pytest.approx(
            float(mixed.mean[1]), rel=1e-12
        )
        by = spread_by_theory(less, outcome)
        for h in HYPOTHESES.ids:
            d = compared.differences(outcome, BASE.id, h)
            assert by[h].mean == pytest.approx(float(d.mean[1]), rel=1e-9, abs=1e-12)


def test_a_readers_view_gives_the_bits_of_a_setting_opened_with_it(evidence, actual):
    ranges, off = {"ground_fire": (0.1, 0.2, 0.6), "attack_edge": (2.0,) * 3}, ("mobilisation",)
    until = date(2026, 12, 31)
    setting = open_setting(evidence, futures=96, seed=3, until=until, ranges=ranges, without=off)
    whole = build_evaluator(evidence, setting, date(2024, 3, 1))
    strategy = shipped_strategies()["full_offensive"]
    opened = evaluate(whole, [BASE, strategy]).raw
    seen = look(actual, strategy, ranges=ranges, without=off)
    plain = look(actual, strategy)
    for o in WATCHED:
        assert np.array_equal(seen.ends[o], opened.values[o][:, 1])
    assert not np.array_equal(seen.ends["ground_km2"], plain.ends["ground_km2"])


def test_a_contrast_turns_its_sign_with_its_order_and_vanishes_with_itself(found):
    a, b = found["us_stop"], found["full_offensive"]
    there, back = contrast(a, b), contrast(b, a)
    for o in WATCHED:
        assert np.allclose(there.ends[o], -back.ends[o])
    for p in PATHS:
        assert not contrast(a, a).paths[p].any()
        assert fan(there, p).shape == (5, len(there.paths[p]))


def test_a_view_moves_ground_but_not_money(actual, found):
    moved = look(actual, shipped_strategies()["us_stop"], ranges={"ground_fire": (0.9,) * 3})
    assert np.array_equal(moved.paths["rounds"], found["us_stop"].paths["rounds"])
    assert (moved.paths["ground"] != found["us_stop"].paths["ground"]).any()


def test_one_theory_alone_is_that_theory(found):
    only = read_weights(["denial=1", *(f"{h}=0" for h in HYPOTHESES.ids if h != "denial")])
    mixed = spread_mixed(found["us_stop"], "ground_km2", only)
    by = spread_by_theory(found["us_stop"], "ground_km2")["denial"]
    assert mixed.levels == pytest.approx(by.levels)


def test_a_strategy_that_changes_nothing_differs_in_nothing(actual):
    neutral = {"posture": (Step(start=date(2024, 6, 3), value=0.0),)}
    same = look(actual, dataclasses.replace(BASE, id="same", settings=neutral))
    found = contrast(same, look(actual, BASE))
    assert all(not found.ends[o].any() for o in WATCHED)
    assert spread(found.ends["ground_km2"][0]).above == 0.5


def test_nobody_regrets_the_leader_of_every_theory(actual, found):
    better = {s: w.ends["ground_km2"].mean(axis=1) for s, w in found.items()}
    regrets = largest_regrets({**found, "as_it_went": look(actual, BASE)}, "ground_km2", -1)
    assert (better["full_offensive"] < better["us_stop"]).all()
    assert regrets["full_offensive"][0] == pytest.approx(0.0, abs=1e-9)
    assert regrets["us_stop"][0] > regrets["as_it_went"][0] > 0
