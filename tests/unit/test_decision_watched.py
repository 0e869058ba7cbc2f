"""Strategies kept as differences: the same numbers as a comparison, and algebra that must hold."""

import dataclasses

import numpy as np
import pytest

from sinews.campaign.strategy import shipped_strategies
from sinews.decision.compare.incremental_comparison import open_live
from sinews.decision.compare.lab_differences import (
    PATHS,
    WATCHED,
    contrast,
    fan,
    largest_regrets,
    spread,
    spread_by_theory,
    spread_mixed,
    watch,
    watch_nothing,
)
from sinews.decision.theories import HYPOTHESES
from sinews.decision.theories.weights import read_weights

EQUAL = read_weights([])


@pytest.fixture(scope="module")
def live(evidence):
    return open_live(evidence, futures=96, seed=3)


@pytest.fixture(scope="module")
def found(live):
    return {s: watch(live, shipped_strategies()[s]) for s in ("us_stop", "full_offensive")}


def test_differences_are_those_of_the_comparison(live, found):
    strategy = shipped_strategies()["us_stop"]
    answer = live.compare(strategy, EQUAL)
    for outcome in WATCHED:
        mixed = answer.comparison.mixed_differences(outcome, live.baseline.id, EQUAL)
        assert spread_mixed(found["us_stop"], outcome, EQUAL).mean == pytest.approx(
            float(mixed.mean[1]), rel=1e-12
        )
        by = spread_by_theory(found["us_stop"], outcome)
        for h in HYPOTHESES.ids:
            d = answer.comparison.differences(outcome, live.baseline.id, h)
            assert by[h].mean == pytest.approx(float(d.mean[1]), rel=1e-9, abs=1e-12)


def test_a_contrast_turns_its_sign_with_its_order_and_vanishes_with_itself(found):
    a, b = found["us_stop"], found["full_offensive"]
    there, back = contrast(a, b), contrast(b, a)
    assert np.array_equal(there.kept, back.kept)
    for o in WATCHED:
        assert np.allclose(there.ends[o], -back.ends[o])
    for p in PATHS:
        assert not contrast(a, a).paths[p].any()
        assert fan(there, p).shape == (5, len(there.paths[p]))


def test_the_actual_path_less_itself_is_nothing_and_changes_no_contrast(live, found):
    nothing = watch_nothing(live)
    against = contrast(found["us_stop"], nothing)
    for o in WATCHED:
        assert not nothing.ends[o].any()
        assert np.array_equal(against.ends[o], found["us_stop"].ends[o])


def test_one_theory_alone_is_that_theory(found):
    only = read_weights(["denial=1", *(f"{h}=0" for h in HYPOTHESES.ids if h != "denial")])
    mixed = spread_mixed(found["us_stop"], "ground_km2", only)
    by = spread_by_theory(found["us_stop"], "ground_km2")["denial"]
    assert mixed.levels == pytest.approx(by.levels)


def test_a_strategy_that_changes_nothing_differs_in_nothing(live):
    same = dataclasses.replace(shipped_strategies()[live.baseline.id], id="same")
    found = watch(live, same)
    assert all(not found.ends[o].any() for o in WATCHED)
    assert spread(found.ends["ground_km2"][0]).above == 0.5


def test_nobody_regrets_the_leader_of_every_theory(live, found):
    better = {s: w.ends["ground_km2"].mean(axis=1) for s, w in found.items()}
    regrets = largest_regrets({**found, "as_it_went": watch_nothing(live)}, "ground_km2", -1)
    assert (better["full_offensive"] < better["us_stop"]).all()
    assert regrets["full_offensive"][0] == pytest.approx(0.0, abs=1e-9)
    assert regrets["us_stop"][0] > regrets["as_it_went"][0] > 0
