"""Failure regions, turning points and the value of learning, on the campaign model."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from typer.testing import CliRunner

from sinews.campaign.matching.draws import matched_model, matched_sampling
from sinews.campaign.model.declared import campaign_model
from sinews.campaign.strategy import shipped_strategies
from sinews.cli import app
from sinews.core.estimate import Grade
from sinews.decision.compare.study import Question, answer
from sinews.decision.explore.breakpoints import ParameterTurn
from sinews.decision.explore.evppi import InformationValue
from sinews.decision.explore.information_value import Unknown, rank_unknowns
from sinews.decision.explore.scenario_discovery.describe import (
    Failure,
    Limit,
    Region,
    discover_failure,
)
from sinews.decision.explore.scenario_discovery.prim import Box
from sinews.decision.explore.thresholds import Turning, turn_by_parameters, turn_by_weights
from sinews.decision.integrate.outcomes import find_outcome
from sinews.decision.integrate.unknowns import (
    parameter_names,
    pin,
    read_positions,
    read_ratios,
    read_theory,
    value_at,
)
from sinews.decision.report.lint import lint
from sinews.decision.theories.weights import read_weights
from sinews.engine import draw_parameters
from sinews.errors import EstimationError

GROUND, CHANCE = find_outcome("ground_km2"), find_outcome("chance_of_end")
ASSUMED: Grade = "assumed"


@pytest.fixture(scope="module")
def found(evidence):
    strategies = [shipped_strategies()[s] for s in ("actual_2024_2026", "defensive_hold")]
    question = Question(
        strategies=strategies,
        futures=200,
        seed=5,
        until=date(2025, 6, 30),
        start=date(2024, 3, 1),
        weights=read_weights([]),
    )
    return answer(evidence, question)


def test_positions_are_those_of_the_values_that_were_run():
    values = draw_parameters(matched_model(), matched_sampling(7), 0, 50)
    positions, names = read_positions(50, 7), parameter_names()
    for name in ("power_fire", "ru_capacity_start"):
        i = names.index(name)
        again = [value_at(name, p) for p in positions[:, i]]
        np.testing.assert_allclose(again, values[i])
    i, j = names.index("ru_capacity_start"), names.index("eu_capacity_start")
    np.testing.assert_allclose(read_ratios(positions)[:, 0], values[i] / values[j])


def test_a_pinned_parameter_has_one_value_and_the_others_stay():
    names = parameter_names()
    i = names.index("power_fire")
    free = draw_parameters(matched_model(), matched_sampling(7), 0, 50)
    held = draw_parameters(matched_model(), matched_sampling(7, pin("power_fire", 0.25)), 0, 50)
    np.testing.assert_allclose(held[i], value_at("power_fire", 0.25))
    np.testing.assert_array_equal(np.delete(held, i, axis=0), np.delete(free, i, axis=0))


def test_theory_positions_are_uniform_and_named_by_their_streams():
    u = read_theory(4000, 3)
    assert u.shape[1] > 15
    np.testing.assert_allclose(u.mean(axis=0), 0.5, atol=0.03)


def planted(found, column, n=2000):
    """An answer in which the second strategy loses exactly where one input is large."""
    question = replace(found.question, futures=n)
    loses = read_positions(n, question.seed)[:, parameter_names().index(column)] > 0.6
    values = np.zeros((6, 2, n))
    values[:, 1] = np.where(loses, 1.0, -1.0)
    comparison = replace(found.comparison, values={"ground_km2": values})
    evaluated = replace(found.evaluated, raw=comparison, kept=np.arange(n))
    return replace(found, question=question, evaluated=evaluated), loses


@pytest.mark.parametrize("method", ["prim", "cart"])
def test_a_planted_failure_is_found_with_its_input_and_value(found, method):
    answer_, loses = planted(found, "attack_cost")
    failure = discover_failure(answer_, GROUND, method=method)
    assert failure.base == pytest.approx(loses.mean())
    (region,) = failure.regions
    (limit,) = region.limits
    assert limit.input == "attack_cost"
    assert limit.high is None
    assert limit.low == pytest.approx(value_at("attack_cost", 0.6), rel=0.1)
    assert region.box.density > 0.9
    assert failure.title == "Where our assumptions make it fail"
    assert lint(failure.sentence(), ASSUMED) == ()
    json.dumps(failure.to_json(), allow_nan=False)


def test_a_failure_in_a_fifth_of_few_futures_is_found(found):
    answer_, loses = planted(found, "power_fire")
    assert loses.mean() < 0.2
    failure = discover_failure(answer_, GROUND)
    (region,) = failure.regions
    assert "power_fire" in [x.input for x in region.limits]
    assert region.box.density > 0.8


def test_an_input_with_data_behind_it_is_not_called_an_assumption(found):
    answer_, _ = planted(found, "loss_eta")
    failure = discover_failure(answer_, GROUND)
    (region,) = failure.regions
    assert [x.grade for x in region.limits] == ["estimated"]
    assert failure.title == "Where it fails in the model"


def test_a_level_replaces_the_other_strategy(found):
    level = float(np.median(found.comparison.mixture("ground_km2", found.question.weights)[:, 1]))
    failure = discover_failure(found, GROUND, worse_than=level)
    assert failure.base == pytest.approx(0.5, abs=0.02)
    with pytest.raises(EstimationError, match="5 to 95 %"):
        discover_failure(found, GROUND, worse_than=-1e9)


def test_failure_sentences_pass_with_and_without_a_region():
    box = Box(limits=(("x", 0.2, 1.0),), coverage=0.7, density=0.8, base=0.3, mass=0.2)
    limits = (
        Limit(input="power_fire", grade="assumed", low=0.2, high=None),
        Limit(input="loss_eta", grade="estimated", low=None, high=3.0),
        Limit(input="attack_cost", grade="assumed", low=1.0, high=2.0),
    )
    region = Region(box=box, limits=limits)
    for outcome in (GROUND, CHANCE):
        cases = (("prim", 1, None), ("prim", 0, 0.8), ("cart", 0, 0.3), ("cart", 5, 0.8))
        for method, regions, rests in cases:
            f = Failure(
                strategy="A",
                other="B",
                outcome=outcome,
                futures=200,
                base=0.3,
                base_rate=(0.017, 0.028, 0.042),
                regions=(region,) * regions,
                method=method,
                rests=rests,
            )
            assert lint(f.sentence(), ASSUMED) == ()
            assert ("mainly from assumptions" in f.sentence()) == (rests == 0.8)


def test_every_parameter_can_stand_in_a_sentence():
    for p in campaign_model().parameters:
        text = f"If {Limit(input=p.name, grade='assumed', low=1, high=2).describe()}, it fails."
        assert lint(text, ASSUMED) == ()


def test_parameters_turn_or_have_no_root(evidence, found):
    steps = []
    turns = turn_by_parameters(evidence, found, GROUND, most=1, on_step=steps.append)
    assert [t.parameter for t in turns] == steps
    for t in turns:
        assert t.low < t.high
        assert t.turn is None or t.low <= t.turn.root <= t.high
        assert lint(t.sentence(), ASSUMED) == ()


def test_turn_sentences_pass():
    root = ParameterTurn(root=0.61, low=0.55, high=0.68, found=0.98)
    for turn in (root, None):
        t = Turning(parameter="attack_cost", part=0.5, low=0.1, high=1.0, turn=turn, ahead="A")
        assert lint(t.sentence(), ASSUMED) == ()


def with_ground(found, values):
    raw = replace(found.comparison, values={"ground_km2": values})
    return replace(found, evaluated=replace(found.evaluated, raw=raw))


def test_weights_that_turn_the_order_make_a_tie(found):
    values = np.zeros_like(found.comparison.values["ground_km2"])
    values[0, 1], values[1:, 1] = -3.0, 1.0  # ground: less is better
    planted_ = with_ground(found, values)
    record = turn_by_weights(planted_, GROUND)
    w = np.array(list(record["weights"].values()))
    assert record["moved"] == pytest.approx(1 / 4 - 1 / 6)
    assert w @ np.array([3, -1, -1, -1, -1, -1]) == pytest.approx(0, abs=1e-3)
    assert lint(record["text"], ASSUMED) == ()
    always = np.full_like(values, -1.0) * np.array([0, 1])[:, None]
    assert turn_by_weights(with_ground(found, always), GROUND)["moved"] is None


def test_learning_ranks_the_input_that_decides_first(found):
    answer_, _ = planted(found, "power_fire")
    lesson = rank_unknowns(answer_, GROUND, most=2)
    singles = [u for u in lesson.unknowns if u.kind == "parameter"]
    assert singles[0].label == "the worth of artillery fire"
    assert singles[0].value.lower > 0.5 * lesson.everything
    assert all(u.value is None for u in lesson.unknowns if u.inputs > 8)
    for text in lesson.sentences():
        assert lint(text, ASSUMED) == ()
    json.dumps(lesson.to_json(), allow_nan=False)


def test_learning_says_what_is_not_resolved():
    wide = InformationValue(upper=3.0, lower=-0.5, lower_error=0.4, resolved=False)
    none = InformationValue(upper=1e-16, lower=0.0, lower_error=0.0, resolved=False)
    tiny = InformationValue(upper=3e-7, lower=-6e-6, lower_error=4e-6, resolved=False)
    texts = [
        Unknown(label="x", kind="parameter", inputs=1, value=v).sentence("km2")
        for v in (wide, none, tiny)
    ]
    assert "no gain above sampling error" in texts[2]
    assert "0 to 3 km2 (assumed; not resolved)" in texts[0]
    assert "no gain" in texts[1]
    assert all(lint(t, ASSUMED) == () for t in texts)


@pytest.mark.parametrize(
    "command",
    [
        ["discover", "defensive_hold", "actual_2024_2026"],
        ["turn", "defensive_hold", "actual_2024_2026", "--parameters", "0"],
        ["learn", "defensive_hold", "actual_2024_2026", "--parameters", "1"],
    ],
)
def test_commands_print_records(command):
    options = ["--futures", "120", "--until", "2025-06-30", "--json"]
    done = CliRunner().invoke(app, ["strategy", *command, *options])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["grade"] == "assumed"
