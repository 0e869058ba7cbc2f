"""Failure regions, turning points and the value of learning, on the campaign model."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from typer.testing import CliRunner
from wording_lint import lint

from sinews.campaign.elasticities import list_elasticities, load_elasticities
from sinews.campaign.model.declared import campaign_model
from sinews.campaign.run.setting import draw_unknowns
from sinews.campaign.strategy import shipped_strategies
from sinews.cli import app
from sinews.core.estimate import Grade
from sinews.decision.compare.study import Question, answer, open_evaluator
from sinews.decision.explore.breakpoints import describe_turn
from sinews.decision.explore.evppi import InformationValue
from sinews.decision.explore.information_value import Unknown, rank_unknowns
from sinews.decision.explore.scenario_discovery.describe import (
    Failure,
    Limit,
    Region,
    discover_failure,
)
from sinews.decision.explore.scenario_discovery.prim import Box
from sinews.decision.explore.threshold_words import describe_threshold, read_headline, to_record
from sinews.decision.explore.thresholds import WEIGHTED, find_thresholds
from sinews.decision.integrate.outcomes import OUTCOMES, find_outcome
from sinews.decision.integrate.unknowns import list_unknowns, read_ratios, read_theory
from sinews.decision.theories.weights import read_weights
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


def test_unknowns_are_the_values_that_were_run(found):
    known, draws = list_unknowns(found.evaluator.setting), found.evaluator.setting.draws
    names = [p.name for p in campaign_model().parameters]
    row = names.index("ru_output")
    np.testing.assert_array_equal(known.column("ru_output")[:, 0], draws.parameters[row])
    fire = draws.effects["ground_fire"]
    np.testing.assert_array_equal(known.column("ground_fire")[:, 0], fire)
    other = draws.parameters[names.index("eu_capacity_start")]
    np.testing.assert_allclose(read_ratios(known)[:, 0], draws.parameters[row] / other)


def test_theory_positions_are_uniform_and_named_by_their_streams():
    u = read_theory(4000, 3)
    assert u.shape[1] > 15
    np.testing.assert_allclose(u.mean(axis=0), 0.5, atol=0.03)


def planted(found, column, n=2000):
    """An answer in which the second strategy loses exactly where one input is large."""
    setting = found.evaluator.setting
    draws = draw_unknowns(n, setting.seed, {}, len(setting.front.ground))
    evaluator = replace(found.evaluator, setting=replace(setting, draws=draws))
    values = list_unknowns(evaluator.setting).column(column)[:, 0]
    loses = values > np.quantile(values, 0.6)
    ground = np.zeros((6, 2, n))
    ground[:, 1] = np.where(loses, 1.0, -1.0)
    comparison = replace(found.comparison, values={"ground_km2": ground})
    evaluated = replace(found.evaluated, raw=comparison)
    question = replace(found.question, futures=n)
    made = replace(found, question=question, evaluated=evaluated, evaluator=evaluator)
    return made, loses, float(np.quantile(values, 0.6))


@pytest.mark.parametrize("method", ["prim", "cart"])
def test_a_planted_failure_is_found_with_its_input_and_value(found, method):
    answer_, loses, edge = planted(found, "attack_edge")
    failure = discover_failure(answer_, GROUND, method=method)
    assert failure.base == pytest.approx(loses.mean())
    (region,) = failure.regions
    (limit,) = region.limits
    assert limit.input == "attack_edge"
    assert limit.high is None
    assert limit.low == pytest.approx(edge, rel=0.1)
    assert region.box.density > 0.9
    assert failure.title == "Where our assumptions make it fail"
    assert lint(failure.sentence(), ASSUMED) == ()
    json.dumps(failure.to_json(), allow_nan=False)


def test_an_input_with_data_behind_it_is_not_called_an_assumption(found):
    answer_, _, _ = planted(found, "men_ru")
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
        Limit(input="ground_fire", grade="assumed", low=0.2, high=None),
        Limit(input="armour_loss", grade="estimated", low=None, high=3.0),
        Limit(input="attack_edge", grade="assumed", low=1.0, high=2.0),
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


def test_every_unknown_can_stand_in_a_sentence():
    for p in (*(p.name for p in campaign_model().parameters), *(e.id for e in list_elasticities())):
        text = f"If {Limit(input=p, grade='assumed', low=1, high=2).describe()}, it fails."
        assert lint(text, ASSUMED) == ()


@pytest.fixture(scope="module")
def contest(evidence):
    ids = ("full_offensive", "defensive_hold")
    pair = tuple(shipped_strategies()[s] for s in ids)
    question = Question(
        strategies=pair,
        futures=40,
        seed=5,
        until=date(2026, 12, 31),
        start=date(2024, 3, 1),
        weights=read_weights([]),
    )
    return open_evaluator(evidence, question), pair, question.weights


def test_thresholds_are_where_the_order_flips(contest):
    whole, pair, weights = contest
    (found,) = find_thresholds(whole, pair, (GROUND,), weights)
    assert len(found.found) == 7 * len(list_elasticities())
    for t in found.of_theory(WEIGHTED):
        assert 0 <= t.ahead <= 1
        flips = t.at_low * t.at_high < 0
        assert not flips or t.value is not None
        if t.value is not None:
            assert t.elasticity.low <= t.value <= t.elasticity.high
        assert t.ahead_worst <= t.ahead + 1e-9
    assert lint(describe_threshold(found), ASSUMED) == ()
    record = json.loads(json.dumps(to_record(found), allow_nan=False))
    assert read_headline(record).case in {"flips", "worst", "stays"}


def test_a_threshold_is_confirmed_by_whole_runs_on_its_sides(evidence, contest):
    """Run anew with the elasticity on either side and the others at their middle, the order turns.

    Nothing of the threshold code is used: settings are opened with these values, like a reader's.
    """
    whole, pair, weights = contest
    (found,) = find_thresholds(whole, pair, (GROUND,), weights)
    works = next(t for t in found.of_theory(WEIGHTED) if t.elasticity.id == "ground_works")
    assert works.value is not None, "holding gains with the worth of prepared positions"
    assert works.at_low > 0 > works.at_high
    middle = {e.id: (e.mode,) * 3 for e in load_elasticities().values() if e.kind == "elasticity"}
    question = Question(
        strategies=pair,
        futures=40,
        seed=5,
        until=date(2026, 12, 31),
        start=date(2024, 3, 1),
        weights=weights,
    )
    for value, sign in ((works.value - 0.03, 1), (works.value + 0.03, -1)):
        ranges = {**middle, "ground_works": (value,) * 3}
        c = answer(evidence, replace(question, ranges=ranges)).comparison
        full, hold = weights @ c.means("ground_km2")
        assert np.sign(hold - full) == sign, value


def test_thresholds_keep_to_the_published_range_and_stand_on_the_readers_middle(contest):
    whole, pair, weights = contest
    ranges = {"ground_works": (0.0,) * 3, "ground_fire": (0.5, 0.6, 0.7)}
    own = replace(whole, setting=replace(whole.setting, ranges=ranges))
    (plain,), (found,) = (
        find_thresholds(w, pair, (GROUND,), weights, quick=True) for w in (whole, own)
    )
    for a, b in zip(plain.found, found.found, strict=True):
        assert a.elasticity == b.elasticity, "the published range, whatever the reader's is"
    assert plain.middle != found.middle
    works = next(t for t in found.of_theory(WEIGHTED) if t.elasticity.id == "ground_works")
    assert works.at_low == pytest.approx(found.middle[WEIGHTED]), "the reader's middle is its low"


def test_swapping_the_strategies_swaps_the_sides(contest):
    whole, pair, weights = contest
    (there,) = find_thresholds(whole, pair, (GROUND,), weights, quick=True)
    (back,) = find_thresholds(whole, pair[::-1], (GROUND,), weights, quick=True)
    for a, b in zip(there.found, back.found, strict=True):
        assert a.at_low == pytest.approx(-b.at_low)
        assert a.value is None if b.value is None else a.value == pytest.approx(b.value)


def test_every_outcome_has_a_sentence_that_passes(contest):
    whole, pair, weights = contest
    base = shipped_strategies()["actual_2024_2026"]
    for found in find_thresholds(whole, (pair[0], base), OUTCOMES, weights, quick=True):
        assert lint(describe_threshold(found), ASSUMED) == () or found.outcome.scale > 1
    (same,) = find_thresholds(whole, (base, base), (GROUND,), weights, quick=True)
    assert "nothing differs" in describe_threshold(same)


def test_weights_that_turn_the_order_make_a_tie():
    record = describe_turn([3.0, -1, -1, -1, -1, -1], read_weights([]))
    w = np.array(list(record["weights"].values()))
    assert record["moved"] == pytest.approx(1 / 4 - 1 / 6)
    assert w @ np.array([3, -1, -1, -1, -1, -1]) == pytest.approx(0, abs=1e-3)
    assert lint(record["text"], ASSUMED) == ()
    assert describe_turn([1.0] * 6, read_weights([]))["moved"] is None


def test_learning_ranks_the_input_that_decides_first(found):
    answer_, _, _ = planted(found, "ground_fire")
    lesson = rank_unknowns(answer_, GROUND, most=2)
    singles = [u for u in lesson.unknowns if u.kind == "parameter"]
    assert singles[0].label == "the elasticity of Russian gains to the ratio of fire"
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
        ["discover", "full_offensive", "actual_2024_2026", "--outcome", "casualties_ua_k"],
        ["learn", "defensive_hold", "actual_2024_2026", "--parameters", "1"],
    ],
)
def test_commands_print_records(command):
    options = ["--futures", "120", "--until", "2025-06-30", "--json"]
    done = CliRunner().invoke(app, ["strategy", *command, *options])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["grade"] == "assumed"
