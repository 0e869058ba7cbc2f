"""How a verdict follows from numbers, on made-up claims: each rule at its border."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sinews.claims.check import Desk
from sinews.claims.claim import VERDICTS, WRITTEN
from sinews.claims.judge import fill_numbers, judge, verdict_of, verdict_of_cause
from sinews.claims.ledger import parse_claim, parse_test
from sinews.core.figure import Figure
from sinews.errors import EvidenceError, UnknownNameError


def test_one_rule_of_verdicts():
    assert verdict_of([True, True]) == "supported"
    assert verdict_of([True, False]) == "partly"
    assert verdict_of([False]) == "not_supported"
    assert verdict_of([]) == "not_checkable"
    assert verdict_of_cause([True, True]) == "partly"
    assert verdict_of_cause([True, False]) == "not_supported"
    assert verdict_of_cause([]) == "not_checkable"
    assert set(VERDICTS) == {"supported", "partly", "not_supported", "not_checkable"}


def made_up(role="bound", when="then", **bounds):
    test = {"id": role, "label": "l", "when": when, "check": "level", "figure": "a.b", "role": role}
    return {**test, **bounds}


def made_up_desk(value=2.0, as_of=date(2024, 5, 31)):
    figure = Figure(
        id="a.b",
        label="l",
        value=value,
        unit="rounds",
        grade="counted",
        as_of=as_of,
        sources=("s@1",),
        method="Counted.",
    )
    return Desk(figure=lambda _: figure, frame=None, releases=None)


@pytest.mark.parametrize(
    ("tests", "value", "verdict"),
    [
        ([made_up(at_least=2)], 2.0, "supported"),
        ([made_up(at_least=2)], 1.9, "not_supported"),
        ([made_up(at_most=2)], 2.0, "supported"),
        ([made_up(below=2)], 2.0, "not_supported"),
        ([made_up(below=2)], 1.9, "supported"),
        ([made_up(at_least=1), made_up("condition", at_least=3)], 2.0, "not_checkable"),
        ([made_up(at_least=1), made_up("condition", at_least=2)], 2.0, "supported"),
        ([made_up(at_least=1), made_up(when="since", at_least=3)], 2.0, "supported"),
    ],
)
def test_bounds_conditions_and_when_decide_as_written(tests, value, verdict):
    claim = replace(parse_claim({**RECORD, "test": [dict(t) for t in tests]}), decided_by=("then",))
    assert judge(claim, made_up_desk(value)).verdict == verdict


def test_a_cause_is_partly_supported_at_most_and_a_typed_verdict_is_kept():
    causal = parse_claim({**RECORD, "kind": "causal", "test": [made_up(at_least=1)]})
    assert judge(causal, made_up_desk(2.0)).verdict == "partly"
    assert judge(causal, made_up_desk(0.0)).verdict == "not_supported"
    typed = parse_claim({**RECORD, "typed": "partly", "why": "w"})
    for claim, verdict in ((typed, "partly"), (replace(typed, typed=None), "not_checkable")):
        found = judge(claim, made_up_desk())
        assert (found.claim, found.readings, found.verdict) == (claim, (), verdict)


def test_a_reading_is_a_figure_that_says_what_the_claim_asks_for():
    test = made_up(at_least=1, below=3, why="Because.")
    claim = parse_claim({**RECORD, "test": [test]})
    found = judge(claim, made_up_desk())
    (reading,) = found.readings
    assert found.claim is claim
    assert (reading.figure.id, reading.figure.label, reading.figure.unit) == (
        "claims.x.bound",
        "l",
        "rounds",
    )
    assert reading.figure.method.endswith("The claim asks for at least 1 and less than 3. Because.")
    assert (reading.figure.sources, reading.figure.as_of) == (("s@1",), date(2024, 5, 31))
    condition = made_up("condition", at_most=5)
    (reading,) = judge(parse_claim({**RECORD, "test": [condition]}), made_up_desk()).readings
    assert reading.figure.method.endswith("To be judged the claim asks for at most 5.")


@pytest.mark.parametrize(
    ("when", "known", "used"),
    [
        ("then", None, True),
        ("then", WRITTEN - timedelta(days=1), False),
        ("then", WRITTEN, True),
        ("since", WRITTEN, False),
        ("since", WRITTEN + timedelta(days=1), True),
    ],
)
def test_a_number_is_used_from_its_own_day_on_and_what_came_since_after_that(when, known, used):
    claim = parse_claim({**RECORD, "test": [made_up(when=when, at_least=1)]})
    assert bool(judge(claim, made_up_desk(as_of=WRITTEN), known=known).readings) is used


def test_cited_numbers_are_written_as_asked():
    figure = made_up_desk(-12345.6).figure("a.b")
    figures = {"a.b": figure, "a.c": replace(figure, value=999.96, unit="ratio")}
    assert fill_numbers("[[a.b]]", figures) == "-12,346 rounds"
    assert fill_numbers("[[a.b|size|bare]]", figures) == "12,346"
    assert fill_numbers("x [[a.c]] y", figures) == "x 1000 y"
    with pytest.raises(UnknownNameError, match=r"a\.d"):
        fill_numbers("[[a.d]]", figures)


TEST = {"id": "t", "label": "l", "when": "then", "check": "level", "at_least": 1}
RECORD = {
    "id": "x",
    "number": 1,
    "section": "s",
    "kind": "measured",
    "statement": "A.",
    "then": "b",
    "since": "c",
}


def test_the_ledger_refuses_what_it_cannot_judge():
    with pytest.raises(EvidenceError, match="no test"):
        parse_claim(RECORD)
    with pytest.raises(EvidenceError, match="why"):
        parse_claim({**RECORD, "typed": "supported"})
    with pytest.raises(EvidenceError, match="colour"):
        parse_claim({**RECORD, "colour": "red"})
    with pytest.raises(UnknownNameError, match="measured"):
        parse_claim({**RECORD, "kind": "measurd", "typed": "partly", "why": "w"})
    with pytest.raises(UnknownNameError, match="partly"):
        parse_claim({**RECORD, "typed": "partlyy", "why": "w"})
    with pytest.raises(EvidenceError, match="bound"):
        parse_test({"id": "t", "label": "l", "when": "then", "check": "level"})
    with pytest.raises(UnknownNameError, match="condition"):
        parse_test({**TEST, "role": "conditon"})
    with pytest.raises(EvidenceError, match="when"):
        parse_test({"id": "t", "label": "l", "when": "later", "check": "level", "at_least": 1})
