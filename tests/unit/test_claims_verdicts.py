"""Claims: verdicts follow from the figures, and turn when the figures turn."""

from dataclasses import replace

import pytest

from sinews.catalogue import list_figures
from sinews.claims.check import Desk
from sinews.claims.checks import CHECKS
from sinews.claims.claim import VERDICTS
from sinews.claims.judge import judge, judge_all, open_desk, verdict_of
from sinews.claims.ledger import parse_claim, parse_test, read_ledger
from sinews.claims.published import explain_published, list_published
from sinews.errors import EvidenceError, UnknownNameError, UsageError

FIRST_VERDICTS = {
    "c10": "not_supported",
    "c11": "supported",
    "c12": "partly",
    "c13": "partly",
    "c29": "supported",
    "c31": "supported",
    "c32": "supported",
    "c33": "partly",
    "c47": "partly",
    "c53": "not_supported",
}
"""What a person found by hand before the checks were written (facts/claims.md)."""


@pytest.fixture(scope="module")
def desk(evidence):
    return open_desk(evidence, {f.id: f for f in list_figures(evidence)})


@pytest.fixture(scope="module")
def judged(evidence):
    return {j.claim.id: j for j in judge_all(evidence)}


def test_verdicts_agree_with_those_found_by_hand(judged):
    assert {id: judged[id].verdict for id in FIRST_VERDICTS} == FIRST_VERDICTS


def bent(desk: Desk, id: str, factor: float) -> Desk:
    """Return a desk on which one figure, or one column of a table, is multiplied."""

    def figure(asked):
        f = desk.figure(asked)
        return replace(f, value=f.value * factor, low=None, high=None) if asked == id else f

    def frame(table):
        found = desk.frame(table)
        if id != table:
            return found
        later = found["window"] == "mar_nov_2022"
        scaled = found["exports_eur"].cast(float) * later.cast(float) * factor
        kept = found["exports_eur"].cast(float) * (~later).cast(float)
        return found.with_columns((scaled + kept).alias("exports_eur"))

    return Desk(figure=figure, frame=frame, releases=desk.releases)


def factors(reading) -> tuple[float, ...]:
    """Return factors far off both bounds and, where there are two, one into their middle."""
    low, high = reading.test.at_least, reading.test.at_most
    inside = () if low is None or high is None else ((low + high) / 2 / reading.figure.value,)
    return (1e-3, 0.3, 2.7, 1e3, *inside)


@pytest.mark.parametrize("claim", [c for c in read_ledger() if c.tests], ids=lambda c: c.id)
def test_every_deciding_figure_can_turn_its_test_and_together_the_verdict(claim, desk):
    before = judge(claim, desk)
    turned = set()
    for reading in before.readings:
        inputs = reading.figure.inputs or ("trade_sanctioned_cn8_windows",)
        outcomes = {
            judge(claim, bent(desk, inputs[0], factor)).readings[i].holds
            for i, r in enumerate(before.readings)
            if r.test.id == reading.test.id
            for factor in (1.0, *factors(reading))
        }
        assert outcomes == {True, False}, f"nothing turns {reading.figure.id}"
        for factor in factors(reading):
            turned.add(judge(claim, bent(desk, inputs[0], factor)).verdict)
    assert turned - {before.verdict}, f"no change of a figure turns {claim.id}"


@pytest.mark.parametrize(
    ("id", "figure", "factor", "verdict"),
    [
        ("c11", "fact.f115", 2.0, "not_supported"),
        ("c32", "support.allocated.de.military.y2023", 2.0, "not_supported"),
        ("c33", "support.allocated.de.military.y2024", 2.2, "supported"),
        ("c29", "support.allocated.all.military.y2025", 0.5, "partly"),
        ("c53", "fact.f238", 3.0, "partly"),
    ],
)
def test_a_changed_figure_turns_the_verdict_as_it_should(desk, id, figure, factor, verdict):
    assert judge(read_ledger()[id], bent(desk, figure, factor)).verdict == verdict


def test_forecasts_are_open_before_the_outcome_is_known(evidence):
    then = {j.claim.id: j for j in judge_all(evidence, known="then")}
    assert then["c11"].verdict == "not_checkable"
    assert then["c33"].verdict == "supported"
    assert all(r.test.when == "then" for j in then.values() for r in j.readings)


def test_statements_are_short_and_in_our_own_words(shared):
    article = (shared.parent / "article.txt").read_text(encoding="utf-8").casefold()
    for claim in read_ledger():
        words = claim.statement.casefold().split()
        for i in range(len(words) - 6):
            assert " ".join(words[i : i + 7]) not in article, claim.id


def test_figures_of_claims_are_published_with_their_chain(evidence):
    found = list_published(evidence, "claims.c33")
    assert {f.id for f in found} == {
        "claims.c33.plan_on_2023",
        "claims.c33.allocated_2024_on_2023",
    }
    chain = explain_published(evidence, "claims.c33.plan_on_2023")
    assert [c.figure.id for c in chain.inputs] == [
        "fact.f014",
        "support.allocated.de.military.y2023",
    ]
    assert chain.inputs[0].facts[0]["url"]
    with pytest.raises(UnknownNameError, match=r"claims\.c33"):
        explain_published(evidence, "claims.c33.plan_on_2032")


def test_one_rule_of_verdicts():
    assert verdict_of([True, True]) == "supported"
    assert verdict_of([True, False]) == "partly"
    assert verdict_of([False]) == "not_supported"
    assert verdict_of([]) == "not_checkable"
    assert set(VERDICTS) == {"supported", "partly", "not_supported", "not_checkable"}


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
    with pytest.raises(EvidenceError, match="when"):
        parse_test({"id": "t", "label": "l", "when": "later", "check": "level", "at_least": 1})


def test_checks_refuse_unknown_settings_and_empty_bases(desk):
    with pytest.raises(UsageError, match="figur"):
        CHECKS["level"].run({"figur": "fact.f115"}, desk)
    settings = {"reporter": "DE", "partner": "KG", "goods": "9999", "window": "mar_nov_2022"}
    with pytest.raises(EvidenceError, match="nothing reported"):
        CHECKS["trade_growth"].run({**settings, "base": "mar_nov_2021"}, desk)
    with pytest.raises(EvidenceError, match="No milestone"):
        CHECKS["deadline"].run(
            {"milestones": ["fact.f117"], "day": desk.figure("fact.f112").as_of, "target": 10},
            desk,
        )
