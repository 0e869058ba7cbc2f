"""A comparison from end to end: nothing from nothing, sentences that pass, weights that count."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from typer.testing import CliRunner
from wording_lint import lint

from sinews.campaign.run.grades import list_grades
from sinews.campaign.strategy import shipped_strategies
from sinews.cli import app
from sinews.decision.compare.study import Question, answer
from sinews.decision.integrate.outcomes import OUTCOMES
from sinews.decision.report.record import to_record
from sinews.decision.theories import HYPOTHESES
from sinews.decision.theories.weights import read_weights
from sinews.errors import UnknownNameError, UsageError

BASE = shipped_strategies()["actual_2024_2026"]
FULL = shipped_strategies()["full_offensive"]


def ask(*strategies, **changes):
    question = Question(
        strategies=strategies,
        futures=200,
        seed=5,
        until=date(2025, 12, 31),
        start=date(2024, 3, 1),
        weights=read_weights([]),
    )
    return replace(question, **changes)


@pytest.fixture(scope="module")
def found(evidence):
    return answer(evidence, ask(BASE, FULL, replace(BASE, id="twin", label="Twin")))


def test_a_strategy_with_the_same_settings_differs_by_exactly_zero(found):
    i = found.comparison.strategies.index("twin")
    for o in OUTCOMES:
        for h in HYPOTHESES.ids:
            d = found.comparison.differences(o.id, BASE.id, h)
            assert (d.mean[i], d.low[i], d.high[i]) == (0, 0, 0)


def test_adding_a_strategy_changes_no_difference_of_the_others(evidence, found):
    fewer = answer(evidence, ask(BASE, FULL))
    for o in OUTCOMES:
        a = fewer.comparison.values[o.id][:, :2]
        b = found.comparison.values[o.id][:, :2]
        np.testing.assert_array_equal(a, b)


def test_chances_are_chances_and_terms_are_part_of_them(found):
    v = found.comparison.values
    assert np.all((v["chance_of_end"] >= 0) & (v["chance_of_end"] <= 1))
    assert np.all(v["chance_not_russian"] <= v["chance_of_end"] + 1e-12)


def test_the_base_rate_does_not_depend_on_the_strategy(found):
    k = found.comparison.theories.index("base_rate")
    chance = found.comparison.values["chance_of_end"][k]
    np.testing.assert_array_equal(chance[0], chance[1])


def test_weights_move_the_mixture_to_the_theory(evidence, found):
    only = np.eye(6)[HYPOTHESES.ids.index("denial")]
    mixed = found.comparison.mixture("chance_of_end", only)
    k = found.comparison.theories.index("denial")
    np.testing.assert_allclose(mixed, found.comparison.values["chance_of_end"][k].T)


def test_anchoring_gives_every_theory_the_same_mean_ratio(evidence):
    anchored = answer(evidence, ask(BASE, FULL, anchored=True)).comparison
    hazards = list(anchored.mean_hazard.values())
    assert max(hazards) / min(hazards) < 1.25
    raw = answer(evidence, ask(BASE, FULL)).comparison
    assert max(raw.mean_hazard.values()) / min(raw.mean_hazard.values()) > 1.5


def test_every_sentence_passes_the_linter_and_assumptions_come_first(found):
    for text in found.sentences():
        assert lint(text, "assumed") == ()
        assert text.startswith("This ordering is taken to come from assumptions")


def test_the_record_names_differences_and_its_run(found):
    record = json.loads(json.dumps(to_record(found), allow_nan=False))
    ground = next(o for o in record["outcomes"] if o["id"] == "ground_km2")
    full = next(s for s in ground["strategies"] if s["id"] == FULL.id)
    assert set(full["per_theory"]) == set(HYPOTHESES.ids)
    assert {"mean", "low", "high"} <= set(full["mixture"]["difference"])
    assert record["run"]["seed"] == 5
    assert record["grade"] == "assumed"


def test_variance_shares_say_what_rests_on_assumptions(evidence):
    split = answer(evidence, ask(BASE, FULL, split_draws=1024), split=True)
    found = split.shares[FULL.id]["chance_of_end"]
    shares = found.groups
    assert found.alone <= found.rests + 0.05, "0.05: sampling error of 1,024 draws"
    assert found.rests >= max(shares.total["theory"], shares.total["assumed"]) - 0.05
    assert set(shares.total) == {*list_grades(), "theory"}
    assert shares.total["theory"] + shares.total["assumed"] > shares.total["counted"]
    c = split.contrast(FULL, OUTCOMES[0])
    assert 0 <= c.assumed_share <= 1


def test_fewer_than_two_or_the_same_twice_is_refused(evidence):
    for strategies in ((BASE,), (BASE, BASE)):
        with pytest.raises(UsageError, match="at least two different"):
            answer(evidence, ask(*strategies))


def test_weights_as_readers_write_them():
    np.testing.assert_allclose(read_weights([]), np.full(6, 1 / 6))
    half = read_weights(["pressure=0.5"])
    assert half[0] == 0.5
    assert half.sum() == pytest.approx(1)
    with pytest.raises(UnknownNameError, match="denial"):
        read_weights(["denyal=0.5"])
    for bad in (["pressure=2"], ["pressure=x"], ["pressure=0.7", "denial=0.7"]):
        with pytest.raises(UsageError):
            read_weights(bad)


def test_commands_for_theories_print_json():
    run = CliRunner()
    watch = json.loads(run.invoke(app, ["decision", "watch", "--json"]).stdout)["rows"]
    assert {w["theory"] for w in watch} == set(HYPOTHESES.ids)
    theories = json.loads(run.invoke(app, ["decision", "theories", "--json"]).stdout)["rows"]
    assert len(theories) == 6


def test_the_core_argument_is_judged_theory_by_theory(evidence):
    from sinews.decision.compare.argument import judge_argument, list_strategies, load_statements

    question = ask(*(shipped_strategies()[s] for s in list_strategies()), futures=120)
    judged = judge_argument(answer(evidence, question).comparison)
    assert [j.statement.id for j in judged] == [s.id for s in load_statements()]
    for j in judged:
        assert set(j.holds).isdisjoint(j.fails)
        assert len(j.per_theory) == 6
        assert lint(j.sentence(), "assumed") == ()
        assert "this holds if" in j.sentence()
