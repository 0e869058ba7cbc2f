"""Blocks, threads, shared histories and common elasticities change no bit of a comparison."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from ending import end_war

from sinews.campaign.run.schedule import Step
from sinews.campaign.run.setting import open_setting
from sinews.campaign.strategy import shipped_strategies
from sinews.decision.compare.study import Question, answer, build_evaluator
from sinews.decision.integrate import evaluate as module
from sinews.decision.integrate.evaluate import AS_THEY_ARE, evaluate
from sinews.decision.integrate.hazard import hazard_ratio
from sinews.decision.integrate.indices import read_state
from sinews.decision.report.record import to_record
from sinews.decision.theories import HYPOTHESES
from sinews.decision.theories.weights import read_weights

BASE = shipped_strategies()["actual_2024_2026"]
LATE = replace(
    BASE,
    id="late",
    label="Late",
    settings={"military_support_europe": (Step(start=date(2025, 9, 1), value=2.0),)},
)
UNTIL, START, N = date(2026, 6, 30), date(2024, 3, 1), 150


@pytest.fixture(scope="module")
def whole(evidence):
    setting = open_setting(evidence, futures=N, seed=4, until=UNTIL)
    return build_evaluator(evidence, setting, START)


def test_a_shared_history_gives_the_runs_of_the_strategy_alone(whole):
    apart = whole.open_block(0, futures=20).run(LATE)
    shared = whole.open_block(0, futures=20, weeks=80).run(LATE)
    for k, values in apart.account.rows.items():
        np.testing.assert_array_equal(values, shared.account.rows[k])
    np.testing.assert_array_equal(apart.effects.ground, shared.effects.ground)
    assert np.any(apart.effects.ground != apart.base.ground.T)


def test_courses_give_what_the_ending_of_each_theory_gives(whole):
    block = whole.open_block(0, futures=32)
    paths = block.run(LATE)
    own, anchors = block.theories, np.linspace(0.5, 2, len(HYPOTHESES))
    state = read_state(paths, block.draws.effects["irrecoverable"], whole.span, own)
    found = block.integrate(block.follow(paths), anchors)
    ground = np.cumsum(paths.effects.ground, axis=0)[whole.span.first :].T
    hazards = []
    for k, h in enumerate(HYPOTHESES):
        e = end_war(
            h,
            state,
            own.thresholds[h.id],
            base_hazard=own.hazard,
            base_terms=own.terms,
            anchor=anchors[k],
        )
        n = state.shape[1]
        wanted = {
            "chance_of_end": e.chance_by(n),
            "chance_not_russian": e.chance_of_terms(n)[:, 1:].sum(axis=1),
            "ground_km2": e.expect(ground),
        }
        for o, values in wanted.items():
            np.testing.assert_allclose(found.values[o][k], values, rtol=1e-9, atol=1e-9)
        ratio = hazard_ratio(h, state, own.thresholds[h.id])
        hazards.append((1 - np.exp(-own.hazard * ratio / anchors[k])).sum())
    assert found.hazard_sums.tolist() == pytest.approx(hazards)


def test_a_future_is_the_same_in_any_run_and_anchors_are_mean_ratios(evidence, whole, monkeypatch):
    for name in ("sinews.campaign.run.paths.BLOCK", "sinews.decision.integrate.evaluate.BLOCK"):
        monkeypatch.setattr(name, 64)
    found = evaluate(whole, [BASE, LATE])
    few = build_evaluator(evidence, open_setting(evidence, futures=70, seed=4, until=UNTIL), START)
    part = evaluate(few, [BASE, LATE])
    for o, values in part.raw.values.items():
        np.testing.assert_array_equal(values, found.raw.values[o][..., :70])
    assert set(found.raw.anchors.values()) == {1.0}
    assert found.anchored.anchors["base_rate"] == pytest.approx(1.0)


def test_costs_follow_the_accounts_and_the_chance_that_the_war_goes_on(whole):
    found = evaluate(whole, [BASE, LATE]).raw
    block = whole.open_block(0, futures=N)
    paid = np.cumsum(block.run(LATE).account["cost_europe"], axis=0)[whole.span.first :] / 1000
    cost = found.values["cost_europe"][:, found.strategies.index("late")]
    assert np.all((cost >= paid[0] - 1e-9) & (cost <= paid[-1] + 1e-9))
    extra = found.values["cost_europe"][:, 1] - found.values["cost_europe"][:, 0]
    assert np.all(extra > 0), "twice the support from 2025 on costs more in every future"
    months = found.values["months_to_both"]
    assert np.all((months >= 1) & (months <= len(whole.span.counted) + 1))


def test_the_base_path_does_not_move_with_elasticities(whole):
    block = whole.open_block(0, futures=16)
    ranges = {"ground_fire": (0.9,) * 3, "casualties_drones": (0.5, 0.6, 0.7)}
    pinned = block.view(ranges, ("deep_strikes",))
    assert np.unique(pinned.draws.effects["ground_fire"]).tolist() == [0.9]
    for b in (block, pinned):
        paths = b.run(BASE)
        np.testing.assert_array_equal(paths.effects.ground, paths.base.ground.T)
        np.testing.assert_array_equal(paths.effects.casualties_ua, paths.base.casualties_ua.T)
    ends = [b.integrate(b.follow(b.run(BASE)), AS_THEY_ARE).values for b in (block, pinned)]
    for o in ends[0]:
        np.testing.assert_array_equal(ends[0][o], ends[1][o])


def test_a_question_with_a_view_is_reproduced_by_its_record(evidence):
    asked = Question(
        strategies=(BASE, LATE),
        futures=80,
        seed=4,
        until=UNTIL,
        start=START,
        weights=read_weights(["denial=0.5"]),
        ranges={"ground_fire": (0.3, 0.3, 0.3)},
        without=("refill",),
    )
    record = to_record(answer(evidence, asked))
    run = record["run"]
    ranges = {k: tuple(v) for k, v in run["elasticities"].items()}
    again = replace(asked, ranges=ranges, without=tuple(run["without"]))
    assert to_record(answer(evidence, again)) == record
    plain = to_record(answer(evidence, replace(asked, ranges={})))
    assert plain["run"]["study"] != run["study"]
    assert plain["outcomes"] != record["outcomes"]


def test_every_module_uses_one_integral():
    assert module.integrate.__module__ == "sinews.decision.integrate.hazard"
