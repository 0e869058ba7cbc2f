"""Pledges with a deadline: only what was known, the known answers, and the misses."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinews.errors import EstimationError, EvidenceError, UsageError
from sinews.support import pace
from sinews.support.pace import assess_pledge, past_rates
from sinews.support.pledge import (
    Milestone,
    Pledge,
    load_pledges,
    read_pledge,
)


@pytest.fixture(scope="module")
def pledges(evidence):
    return load_pledges(evidence.frame("facts"))


def test_million_shells_at_the_end_of_2023(pledges):
    o = assess_pledge(pledges["million-shells"], date(2023, 12, 31))
    low, high = np.quantile(o.at_deadline, [0.05, 0.95])
    assert o.probability <= 0.01
    assert low <= 500_000
    assert high >= 524_000
    assert o.completion_date(0.05) <= date(2024, 11, 18) <= o.completion_date(0.95)


def test_nothing_published_later_is_used(pledges):
    for as_of in (date(2023, 6, 30), date(2023, 9, 30), date(2023, 12, 31), date(2024, 6, 30)):
        for m in assess_pledge(pledges["million-shells"], as_of).known:
            assert m.known <= as_of


def test_later_milestones_do_not_change_an_earlier_outlook(pledges):
    whole = pledges["million-shells"]
    as_of = date(2023, 12, 31)
    cut = Pledge(
        **{f: getattr(whole, f) for f in Pledge.__dataclass_fields__ if f != "milestones"},
        milestones=whole.known_at(as_of),
    )
    a, b = assess_pledge(whole, as_of), assess_pledge(cut, as_of)
    np.testing.assert_array_equal(a.at_deadline, b.at_deadline)
    np.testing.assert_array_equal(a.completion, b.completion)


def test_a_met_target_is_a_fact_and_not_a_chance(pledges):
    o = assess_pledge(pledges["million-shells"], date(2024, 12, 31))
    assert o.probability == 0  # met eight months after its deadline
    assert o.completion_date(0.5) == date(2024, 11, 18)


def test_before_the_first_milestone_there_is_no_outlook(pledges):
    with pytest.raises(UsageError, match="nothing was known"):
        assess_pledge(pledges["million-shells"], date(2023, 4, 1))


def toy(milestones, target=100.0, start=date(2024, 1, 1), deadline=date(2025, 1, 1)):
    return Pledge(
        id="toy",
        label="toy",
        unit="units",
        target=target,
        start=start,
        deadline=deadline,
        source="F119",
        note="",
        milestones=tuple(Milestone(amount=a, on=d, known=d, source="x") for a, d in milestones),
    )


def test_past_rates_of_a_hand_worked_case():
    p = toy([(10, date(2024, 3, 2)), (12, date(2024, 5, 2)), (30, date(2024, 7, 1))])
    month = 365.25 / 12
    whole, recent, fastest = past_rates(p, p.milestones)
    assert whole == pytest.approx(30 / 182 * month)
    assert recent == pytest.approx(18 / 60 * month)
    assert fastest == pytest.approx(recent)


def test_the_amount_grows_as_the_integral_of_its_rate(pledges):
    o = assess_pledge(pledges["million-shells"], date(2023, 12, 31))
    day = date(2024, 6, 1)
    months = (day - o.known[-1].on).days / (365.25 / 12)
    steps = (np.arange(4000) + 0.5) / 4000 * months
    path = (o.rate[:5, None] * np.exp(o.growth[:5, None] * steps)).mean(axis=1) * months
    np.testing.assert_allclose(o.amounts(day)[:5], o.known[-1].amount + path, rtol=1e-6)


def test_completion_is_when_the_amount_reaches_the_target(pledges):
    from datetime import timedelta

    o = assess_pledge(pledges["million-shells"], date(2023, 12, 31))
    for i in np.flatnonzero(np.isfinite(o.completion))[:5]:
        day = o.known[-1].on + timedelta(days=round(o.completion[i]))
        rate = o.rate[i] * np.exp(o.growth[i] * o.completion[i] / 30.4)
        assert abs(o.amounts(day)[i] - o.pledge.target) <= rate / 30


@given(st.floats(1, 80), st.floats(80.1, 1000))
def test_a_higher_target_is_never_likelier(reached, target):
    low = toy([(reached, date(2024, 6, 1))], target=80.05)
    high = toy([(reached, date(2024, 6, 1))], target=target)
    as_of = date(2024, 6, 1)
    a = assess_pledge(low, as_of, n_draws=500)
    b = assess_pledge(high, as_of, n_draws=500)
    assert b.probability <= a.probability


def test_a_milestone_known_before_its_day_is_refused():
    text = """
    id = "x"
    label = "x"
    unit = "units"
    target = 5
    start = 2024-01-01
    deadline = 2025-01-01
    publisher = "P"
    title = "T"
    url = "https://example.org"
    known = 2024-01-01
    note = ""
    [[milestone]]
    amount = 1
    on = 2024-03-01
    known = 2024-02-01
    publisher = "P"
    title = "T"
    url = "https://example.org"
    """
    with pytest.raises(EvidenceError, match="said to be known"):
        read_pledge(text, "x.toml", {})
    with pytest.raises(EvidenceError, match="lacks publisher"):
        read_pledge(text.replace('publisher = "P"', ""), "x.toml", {})


def test_every_pledge_gives_an_outlook_on_the_day_of_its_last_milestone(pledges):
    for p in pledges:
        o = assess_pledge(p, max(m.known for m in p.milestones), n_draws=2000)
        assert 0 <= o.probability <= 1


def test_silence_that_contradicts_every_past_rate_is_said(pledges):
    with pytest.raises(EstimationError, match="no milestone says so"):
        assess_pledge(pledges["two-million-shells"], date(2027, 8, 31))


def test_an_outlook_from_one_milestone_says_so(pledges):
    p = pledges["million-shells"]
    assert "single milestone" in assess_pledge(p, date(2023, 6, 30)).caution
    assert assess_pledge(p, date(2023, 12, 31)).caution == ""
    assert assess_pledge(p, date(2024, 12, 31)).caution == ""


def test_the_chance_falls_with_the_deadline_and_rises_with_time_left(pledges):
    from dataclasses import replace

    p = pledges["million-shells"]
    chances = [
        assess_pledge(replace(p, deadline=d), date(2023, 12, 31)).probability
        for d in (date(2024, 1, 31), date(2024, 6, 30), date(2024, 12, 31), date(2026, 12, 31))
    ]
    assert chances == sorted(chances)
    assert chances[0] < 0.01
    assert chances[-1] > 0.9


# Three milestones with three past rates, in units a day: 66/182 since the start, 30/61 between the
# last two, 30/60 at the fastest; 34 are missing, which takes 93.8, 69.1 or 68 days from 1 July.
STEPS = [(30, date(2024, 3, 1)), (36, date(2024, 5, 1)), (66, date(2024, 7, 1))]


@pytest.fixture
def steady(monkeypatch):
    """Past rates go on as they were: no spread, no growth."""
    level = {"rate_log_sd": 0.0, "growth_mean": 0.0, "growth_sd": 0.0}
    settings = {**pace.pace_settings(), **level}
    monkeypatch.setattr(pace, "pace_settings", lambda: settings)


@pytest.mark.parametrize(
    ("as_of", "chance"),
    [(date(2024, 7, 1), 2 / 3), (date(2024, 9, 8), 1 / 2)],
)
def test_the_chance_of_a_hand_worked_case(steady, as_of, chance):
    """By 9 September, 70 days on, two of three rates are there; 69 days on the fastest is out."""
    o = assess_pledge(toy(STEPS, deadline=date(2024, 9, 9)), as_of)
    assert o.probability == pytest.approx(chance, abs=0.015)
    ends = [
        66 + 70 * r for r in ((66 / 182, 30 / 61, 0.5) if chance > 0.6 else (66 / 182, 30 / 61))
    ]
    assert np.unique(o.at_deadline.round(3)) == pytest.approx(sorted(ends), abs=1e-3)


def test_a_deadline_between_milestones_is_read_between_them(steady):
    """On 1 June, 31 of 61 days after 36: 36 + 30 * 31 / 61; the target was not met by then."""
    o = assess_pledge(toy(STEPS, deadline=date(2024, 6, 1)), date(2024, 7, 1))
    assert o.at_deadline == pytest.approx([36 + 30 * 31 / 61])
    assert o.amounts(date(2024, 6, 1)) == pytest.approx([36 + 30 * 31 / 61])
    assert o.amounts(date(2024, 2, 1)) == pytest.approx([30 * 31 / 60])
    assert o.probability == 0


def test_milestones_a_few_days_apart_give_no_rate_of_their_own():
    """Two more within two days are no rate of one a day: the later count replaces the earlier."""
    p = toy([(10, date(2024, 3, 2)), (12, date(2024, 3, 4))])
    month = 365.25 / 12
    assert past_rates(p, p.milestones) == pytest.approx([12 / 63 * month] * 3)


def test_a_target_met_between_milestones_counts_from_the_milestone_that_met_it():
    p = toy([(30, date(2024, 3, 1)), (100, date(2024, 9, 1)), (120, date(2024, 12, 1))])
    late = toy([(30, date(2024, 3, 1)), (100, date(2025, 2, 1)), (120, date(2025, 3, 1))])
    assert assess_pledge(p, date(2025, 3, 1)).probability == 1
    assert assess_pledge(p, date(2025, 3, 1)).completion_date(0.5) == date(2024, 9, 1)
    assert assess_pledge(late, date(2025, 3, 1)).probability == 0
