"""Blocks, threads, shared histories and kept states change no bit of a comparison."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sinews.campaign.run.branch import count_common_weeks, run_block
from sinews.campaign.run.ensemble import plan_study
from sinews.campaign.run.schedule import Step
from sinews.campaign.strategy import shipped_strategies
from sinews.decision.compare.incremental_comparison import open_live
from sinews.decision.compare.study import Question, answer
from sinews.decision.integrate.ending import end_war, hazard_ratio
from sinews.decision.integrate.evaluate import evaluate, find_span
from sinews.decision.integrate.hazard_paths import follow, integrate
from sinews.decision.integrate.model_state import READ, keep_inside, read_futures
from sinews.decision.report.record import to_record
from sinews.decision.theories import HYPOTHESES
from sinews.decision.theories.draws import draw_theories
from sinews.decision.theories.historical_record import compute_base_rate
from sinews.decision.theories.weights import read_weights
from sinews.engine import compute_runs
from sinews.errors import UsageError

BASE = shipped_strategies()["actual_2024_2026"]
FULL = shipped_strategies()["full_offensive"]
LATE = replace(
    BASE,
    id="late",
    label="Late",
    settings={"military_support_europe": (Step(start=date(2025, 9, 1), value=2.0),)},
)
UNTIL, START = date(2026, 6, 30), date(2024, 3, 1)


@pytest.fixture(scope="module")
def planned(evidence):
    study, months = plan_study(evidence, [BASE, LATE], futures=300, seed=4, until=UNTIL)
    theories = draw_theories(compute_base_rate(evidence.frame("wars")), 300, 4)
    return study, find_span(months, START), theories


def test_a_shared_history_gives_the_runs_of_each_strategy_alone(planned):
    study, _, _ = planned
    inputs = list(study.strategies.values())
    common = count_common_weeks(inputs)
    assert 80 < common < study.periods, "the strategies part in September 2025"
    assert count_common_weeks(inputs[:1]) == study.periods
    _, outcomes = run_block(study, READ, 30, 50)
    for s in study.strategies:
        alone = compute_runs(study, s, 30, 50)
        for name in READ:
            np.testing.assert_array_equal(outcomes[s].path(name), alone.path(name))
    assert np.any(outcomes["late"].last("cum_net_gain") != outcomes[BASE.id].last("cum_net_gain"))


def test_courses_give_what_the_ending_of_each_theory_gives(planned):
    study, span, theories = planned
    drawn, outcomes = run_block(study, READ, 0, 64)
    kept = keep_inside(list(outcomes.values()))
    own = theories.select(kept)
    row = [p.name for p in study.model.parameters].index("advantage_start")
    futures = [read_futures(o, span, own, drawn[row][kept], kept) for o in outcomes.values()]
    anchors = np.linspace(0.5, 2, len(HYPOTHESES))
    found = [integrate(follow(f, own), own.hazard, anchors, {}) for f in futures]
    for k, h in enumerate(HYPOTHESES):
        for s, f in enumerate(futures):
            e = end_war(
                h,
                f.state,
                own.thresholds[h.id],
                base_hazard=own.hazard,
                base_terms=own.terms,
                anchor=anchors[k],
            )
            n = f.state.shape[1]
            wanted = {
                "chance_of_end": e.chance_by(n),
                "chance_not_russian": e.chance_of_terms(n)[:, 1:].sum(axis=1),
                "ground_km2": e.expect(f.ground),
                "casualties_ua_k": e.expect(f.casualties_ua),
            }
            for o, values in wanted.items():
                np.testing.assert_allclose(found[s].values[o][k], values, rtol=1e-9, atol=1e-12)
        ratios = [hazard_ratio(h, f.state, own.thresholds[h.id]) for f in futures]
        hazard = [1 - np.exp(-own.hazard * r / anchors[k]) for r in ratios]
        assert [f.hazard_sums[k] for f in found] == pytest.approx(np.sum(hazard, axis=(1, 2)))


def test_a_future_is_the_same_in_any_run_and_anchors_are_mean_ratios(planned, monkeypatch):
    study, span, theories = planned
    monkeypatch.setattr("sinews.decision.integrate.evaluate.BLOCK", 128)
    whole = evaluate(study, span, theories)
    part = evaluate(replace(study, runs=70), span, theories.select(slice(0, 70)))
    n = len(part.kept)
    np.testing.assert_array_equal(part.kept, whole.kept[:n])
    for o, values in part.raw.values.items():
        np.testing.assert_array_equal(values, whole.raw.values[o][..., :n])
    assert set(whole.raw.anchors.values()) == {1.0}
    assert whole.anchored.anchors["base_rate"] == pytest.approx(1.0)


def test_costs_follow_the_donors_inputs_and_the_chance_that_the_war_goes_on(planned):
    study, span, theories = planned
    found = evaluate(study, span, theories).raw
    weeks = np.array(study.read_at)[span.first :] - 1
    names = [i.name for i in study.model.inputs]
    paid = np.cumsum(study.strategies["late"][names.index("allocated_europe")])[weeks] / 1000
    cost = found.values["cost_europe"][:, found.strategies.index("late")]
    assert np.all((cost >= paid[0] - 1e-9) & (cost <= paid[-1] + 1e-9))
    extra = found.values["cost_europe"][:, 1] - found.values["cost_europe"][:, 0]
    assert np.all(extra > 0), "twice the support from 2025 on costs more in every future"
    months = found.values["months_to_both"]
    assert np.all((months >= 1) & (months <= len(span.counted) + 1))


def test_a_live_answer_is_that_of_the_command(evidence):
    live = open_live(evidence, futures=300, seed=4, until=UNTIL)
    weights = read_weights(["denial=0.5"])
    for strategy in (LATE, FULL, replace(BASE, id="twin")):
        question = Question(
            strategies=(BASE, strategy),
            futures=300,
            seed=4,
            until=UNTIL,
            start=START,
            weights=weights,
        )
        fast = to_record(live.compare(strategy, weights))
        assert json.dumps(fast) == json.dumps(to_record(answer(evidence, question)))
    with pytest.raises(UsageError, match="another id"):
        live.compare(BASE, weights)
