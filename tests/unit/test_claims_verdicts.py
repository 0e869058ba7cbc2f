"""Claims: verdicts follow from the figures, and turn when the figures turn."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from sinews.catalogue import list_figures
from sinews.claims.check import Desk
from sinews.claims.checks import CHECKS
from sinews.claims.claim import WRITTEN
from sinews.claims.judge import (
    judge,
    judge_all,
    open_desk,
)
from sinews.claims.ledger import read_ledger
from sinews.claims.published import explain_published, list_published
from sinews.errors import UnknownNameError

BY_HAND = {
    "supported": (
        *(1, 2, 4, 5, 7, 8, 9, 11, 15, 18, 21, 24, 28, 29, 30, 31, 32, 34, 35, 36, 40, 41, 44, 46),
        *(48, 50, 51, 52, 54, 55, 58, 61, 65),
    ),
    "partly": (*(3, 6, 12, 13, 14, 17, 19, 22, 23, 26, 33, 38, 43, 45, 47, 49, 56, 57, 59, 63),),
    "not_supported": (10, 25, 42, 53),
    "not_checkable": (16, 20, 27, 37, 39, 60, 62, 64),
}
"""What a person found by hand before the checks were written (facts/claims.md)."""
OTHERWISE = {
    18: "partly",  # a motive: what is on record fits, more cannot be shown
    24: "partly",  # tanks were replaced, other armour was not
    12: "not_supported",  # the commander said more than 30,000, the others far less
    25: "partly",  # output rose, what comes from stock ran out
    29: "partly",  # not with the last twelve months in constant prices
    42: "partly",  # who wants more arms welcomes strong support as well
    56: "not_supported",  # the two counts of 2022 and 2023 are of different periods
    63: "not_supported",  # like for like two thirds of what was seized are held
    66: "not_checkable",  # two statements that the first ledger left out
    67: "not_checkable",
}
"""Where the tests say otherwise, and why."""


@pytest.fixture(scope="module")
def desk(evidence):
    return open_desk(evidence, {f.id: f for f in list_figures(evidence)})


@pytest.fixture(scope="module")
def judged(evidence):
    return {j.claim.id: j for j in judge_all(evidence)}


def test_verdicts_agree_with_those_found_by_hand(judged):
    by_hand = {f"c{n:02}": verdict for verdict, found in BY_HAND.items() for n in found}
    otherwise = {f"c{n}": verdict for n, verdict in OTHERWISE.items()}
    assert len(by_hand) == 65  # the statements checked by hand; 66 and 67 came later
    assert {id: j.verdict for id, j in judged.items()} == by_hand | otherwise


def bent(desk: Desk, id: str, factor: float, test=None) -> Desk:
    """Return a desk on which one figure, or what a test reads of a table, is multiplied.

    A factor below one takes events of the timeline away or makes them later, one above adds them
    or makes them earlier.
    """

    def figure(asked):
        f = desk.figure(asked)
        if asked != id:
            return f
        value = f.value * factor if f.value else max(factor - 1, 0.0)
        return replace(f, value=value, low=None, high=None)

    def frame(table):
        found = desk.frame(table)
        return BEND[table](found, test.inputs, factor) if id == table and test else found

    return Desk(figure=figure, frame=frame, releases=desk.releases)


def bend_windows(found, inputs, factor):
    later = found["window"] == inputs["window"]
    scaled = found["exports_eur"].cast(float) * later.cast(float) * factor
    kept = found["exports_eur"].cast(float) * (~later).cast(float)
    return found.with_columns((scaled + kept).alias("exports_eur"))


def bend_months(found, inputs, factor):
    inside = pl.col("month").is_between(*inputs["window"])
    amount = pl.col("allocated_eur_bn")
    return found.with_columns(pl.when(inside).then(amount * factor).otherwise(amount))


def bend_units(found, inputs, factor):
    return found.with_columns((pl.col("units") * factor).floor())


def bend_events(found, inputs, factor):
    words = inputs["words"]
    named = pl.col("event").str.to_lowercase().str.contains(words.casefold(), literal=True)
    if "first" not in inputs:  # months since an event: later or earlier by a year
        moved = pl.col("day").dt.offset_by("1y" if factor < 1 else "-1y")
        return found.with_columns(pl.when(named).then(moved).otherwise("day").alias("day"))
    last = inputs.get("last", found["day"].max())
    if factor > 1:
        row = {"day": last, "event": words, "row": 999, "when": "", "lever": "", "url": ""}
        return pl.concat([found, pl.DataFrame([row], schema=found.schema)])
    before = pl.lit(inputs["first"]).dt.offset_by("-1d")
    return found.with_columns(pl.when(named).then(before).otherwise("day").alias("day"))


BEND = {
    "trade_sanctioned_cn8_windows": bend_windows,
    "support_monthly": bend_months,
    "weapons_by_donor": bend_units,
    "timeline": bend_events,
}


def factors(reading) -> tuple[float, ...]:
    """Return factors far off both bounds and, where there are two, one into their middle."""
    low = reading.test.at_least
    high = reading.test.below if reading.test.at_most is None else reading.test.at_most
    value = reading.figure.value
    inside = () if low is None or high is None else ((low + high) / 2 / value,)
    across = (-1.0,) if 0 in (low, high) else ()
    return (1e-3, 0.3, 2.7, 1e3, *inside, *across)


@pytest.mark.parametrize("claim", [c for c in read_ledger() if c.tests], ids=lambda c: c.id)
def test_every_deciding_figure_can_turn_its_test_and_together_the_verdict(claim, desk):
    before = judge(claim, desk)
    turned = set()
    for i, reading in enumerate(before.readings):
        asked = (reading.figure.inputs or (CHECKS[reading.test.check].table,))[0]
        outcomes = {reading.holds}
        for factor in factors(reading):
            after = judge(claim, bent(desk, asked, factor, reading.test))
            outcomes.add(after.readings[i].holds)
            turned.add(after.verdict)
        assert outcomes == {True, False}, f"nothing turns {reading.figure.id}"
    assert turned - {before.verdict}, f"no change of a figure turns {claim.id}"


@pytest.mark.parametrize(
    ("id", "figure", "factor", "verdict"),
    [
        ("c11", "fact.f115", 2.0, "not_supported"),
        ("c32", "support.allocated.de.military.y2023", 2.0, "not_supported"),
        ("c33", "support.allocated.de.military.y2024", 2.2, "supported"),
        ("c29", "support.real.all.military.last_12m", 2, "supported"),
        ("c53", "fact.f238", 3.0, "partly"),
    ],
)
def test_a_changed_figure_turns_the_verdict_as_it_should(desk, id, figure, factor, verdict):
    assert judge(read_ledger()[id], bent(desk, figure, factor)).verdict == verdict


def test_forecasts_are_open_before_the_outcome_is_known(evidence):
    then = {j.claim.id: j for j in judge_all(evidence, known=WRITTEN)}
    assert then["c11"].verdict == "not_checkable"
    assert then["c33"].verdict == "supported"
    assert then["c38"].verdict == "not_supported"
    assert all(r.test.when == "then" for j in then.values() for r in j.readings)


@pytest.mark.parametrize("known", [date(2023, 6, 30), WRITTEN, date(2025, 6, 30)])
def test_nothing_later_than_the_day_asked_for_is_used(evidence, desk, known):
    """Each input of a reading, not only the reading, is dated by the day."""
    for judged in judge_all(evidence, known=known):
        for r in judged.readings:
            assert r.figure.as_of <= known
            assert all(desk.figure(i).as_of <= known for i in r.figure.inputs)


def test_statements_are_short_and_in_our_own_words(shared):
    article = (shared.parent / "article.txt").read_text(encoding="utf-8").casefold()
    for claim in read_ledger():
        words = f"{claim.statement} {claim.then} {claim.since}".casefold().split()
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
