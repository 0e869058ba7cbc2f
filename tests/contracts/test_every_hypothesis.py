"""What holds for every termination hypothesis. A new one is covered as soon as it is listed."""

import dataclasses

import numpy as np
import pytest
from ending import end_war
from hypothesis import given
from hypothesis import strategies as st

from sinews.decision.integrate.hazard import russian_terms
from sinews.decision.integrate.state import State
from sinews.decision.theories import HYPOTHESES
from sinews.decision.theories.parameters import draw_thresholds, load_thresholds
from sinews.errors import EstimationError

N, T = 7, 24
EVERY = pytest.mark.parametrize("account", list(HYPOTHESES), ids=lambda h: h.id)


def make_state(seed, n=N, t=T):
    rng = np.random.default_rng(seed)
    index = {
        k: rng.random((n, t))
        for k in ("fiscal", "pressure", "belief", "durability", "guarantee", "shift")
    }
    return State(
        ground=rng.normal(100, 300, (n, t)),
        balance=rng.normal(0, 1, (n, t)),
        losses_per_recruit=rng.random((n, t)) * 2,
        means_russia=rng.random((n, t)) * 3,
        means_ukraine=rng.random((n, t)) * 3,
        news=rng.normal(0, 1, (n, t)),
        age_months=np.broadcast_to(np.arange(30.0, 30 + t), (n, t)).copy(),
        **index,
    )


@EVERY
@given(seed=st.integers(0, 10_000))
def test_satisfaction_is_a_share_and_terms_are_finite(account, seed):
    state, p = make_state(seed), draw_thresholds(account.id, N, seed)
    s, b = account.satisfaction(state, p), account.balance_of_terms(state, p)
    assert s.shape == b.shape == state.shape
    assert np.all((s >= 0) & (s <= 1))
    assert np.all(np.isfinite(b))


@EVERY
@given(seed=st.integers(0, 10_000))
def test_the_ending_is_a_distribution(account, seed):
    state, p = make_state(seed), draw_thresholds(account.id, N, seed)
    e = end_war(
        account,
        state,
        p,
        base_hazard=np.full((N, 1), 0.027),
        base_terms=np.full((N, 3), 1 / 3),
    )
    np.testing.assert_allclose(e.density.sum(axis=1) + e.open_at_horizon, 1, atol=1e-12)
    np.testing.assert_allclose(e.terms.sum(axis=-1), 1, atol=1e-12)
    assert np.all(e.terms >= -1e-12)
    constant = np.full(state.shape, 3.5)
    np.testing.assert_allclose(e.expect(constant), 3.5)


@EVERY
def test_words_origins_and_refutation_are_there(account):
    assert account.statement.endswith(".")
    assert account.proponents
    assert account.references
    assert account.against
    for a in account.against:
        assert a.status in {"open", "met", "not met"}
        assert a.evidence
        assert a.statement.endswith(".")


def test_all_thresholds_are_graded_assumed_and_belong_to_a_hypothesis():
    for t in load_thresholds():
        assert t.grade == "assumed", t.id
        assert t.note, t.id
        assert t.hypothesis in ("shared", "index") or t.hypothesis in HYPOTHESES


def test_thresholds_share_draws_between_hypotheses():
    a, b = draw_thresholds("pressure", 5, 1), draw_thresholds("denial", 5, 1)
    np.testing.assert_array_equal(a["width"], b["width"])


def test_a_state_with_gaps_is_refused():
    state = make_state(1)
    bad = {f.name: getattr(state, f.name).copy() for f in dataclasses.fields(State)}
    bad["belief"][0, 0] = np.nan
    with pytest.raises(EstimationError, match="belief"):
        State(**bad)


def flat(**changes):
    ones = np.ones((1, 1))
    base = {f.name: 0 * ones for f in dataclasses.fields(State)}
    return State(**(base | {k: v * ones for k, v in changes.items()}))


def central(hypothesis):
    return {
        t.id: np.array([[t.mode]])
        for t in load_thresholds()
        if t.hypothesis in ("shared", hypothesis)
    }


def test_pressure_needs_both_conditions():
    h, p = HYPOTHESES["pressure"], central("pressure")
    both = h.satisfaction(flat(pressure=0.95, belief=0.05), p)[0, 0]
    one = h.satisfaction(flat(pressure=0.95, belief=0.9), p)[0, 0]
    other = h.satisfaction(flat(pressure=0.1, belief=0.05), p)[0, 0]
    assert both > 0.85
    assert one < 0.05
    assert other < 0.05


def test_denial_needs_durability_and_a_stopped_advance():
    h, p = HYPOTHESES["denial"], central("denial")
    assert h.satisfaction(flat(durability=0.95, ground=-50), p)[0, 0] > 0.9
    assert h.satisfaction(flat(durability=0.95, ground=500), p)[0, 0] < 0.05
    assert h.satisfaction(flat(durability=0.2, ground=-50), p)[0, 0] < 0.05


def test_exhaustion_of_one_side_is_enough_and_sets_the_terms():
    h, p = HYPOTHESES["exhaustion"], central("exhaustion")
    state = flat(means_russia=3, means_ukraine=0.8)
    assert h.satisfaction(state, p)[0, 0] > 0.9
    assert h.balance_of_terms(state, p)[0, 0] > 1
    assert h.satisfaction(flat(means_russia=3, means_ukraine=3), p)[0, 0] < 0.05


def test_a_guarantee_ends_the_commitment_problem_unless_power_shifts():
    h, p = HYPOTHESES["commitment"], central("commitment")
    calm = h.satisfaction(flat(guarantee=0.95), p)[0, 0]
    shifting = h.satisfaction(flat(guarantee=0.95, shift=1), p)[0, 0]
    assert calm > 0.85
    assert shifting < 0.5


def test_beliefs_converge_with_age_and_part_with_news():
    h, p = HYPOTHESES["bargaining"], central("bargaining")
    young = h.satisfaction(flat(age_months=6), p)[0, 0]
    old = h.satisfaction(flat(age_months=60), p)[0, 0]
    surprised = h.satisfaction(flat(age_months=60, news=1.5), p)[0, 0]
    assert young < old
    assert surprised < old


# What more of a state does to the chance of an end and to Russian terms, all else equal. States
# that are not named do nothing at all. `away` means away from nought, in either direction.
MORE: dict[str, dict[str, dict[str, int]]] = {
    "pressure": {
        "end": {"pressure": +1, "belief": -1},
        "russian_terms": {"belief": +1, "balance": +1},
    },
    "denial": {
        "end": {"durability": +1, "ground": -1},
        "russian_terms": {"balance": +1},
    },
    "exhaustion": {
        "end": {"losses_per_recruit": +1, "means_russia": -1, "means_ukraine": -1},
        "russian_terms": {"losses_per_recruit": -1, "means_russia": +1, "means_ukraine": -1},
    },
    "commitment": {
        "end": {"guarantee": +1, "shift": -1, "away balance": +1},
        "russian_terms": {"balance": +1},
    },
    "bargaining": {
        "end": {"age_months": +1, "away news": -1},
        "russian_terms": {"balance": +1},
    },
    "base_rate": {"end": {}, "russian_terms": {}},
}
STEPS = {"ground": 100.0, "age_months": 6.0}


def push(state, name, away):
    """The state with more of one quantity, by a step in its own unit."""
    values = getattr(state, name)
    step = STEPS.get(name, 0.2)
    more = values + step * (np.sign(values) if away else 1)
    return dataclasses.replace(state, **{name: more})


def measure(account, state, seed):
    p = draw_thresholds(account.id, N, seed)
    terms = np.full((N, 3), 1 / 3)
    ended = end_war(account, state, p, base_hazard=np.full((N, 1), 0.027), base_terms=terms)
    return {
        "end": ended.hazard_ratio,
        "russian_terms": russian_terms(account, state, p, terms),
        "by": ended.chance_by(T),
        "advantage": ended.terms[:, :, 0] - ended.terms[:, :, 1],
    }


@EVERY
@pytest.mark.parametrize("quantity", ["end", "russian_terms"])
@pytest.mark.parametrize("name", [f.name for f in dataclasses.fields(State)])
def test_more_of_a_state_moves_the_end_and_the_terms_as_the_theory_says(account, quantity, name):
    expected = MORE[account.id][quantity]
    away = f"away {name}" in expected
    sign = expected.get(f"away {name}" if away else name, 0)
    moved = []
    for seed in range(8):
        state = make_state(seed)
        before, after = (
            measure(account, s, seed)[quantity] for s in (state, push(state, name, away))
        )
        moved.append(after - before)
    if sign == 0:
        assert np.all(np.array(moved) == 0)
    else:
        assert np.all(sign * np.array(moved) >= -1e-12)
        assert sign * np.mean(moved) > 1e-4


@EVERY
def test_a_higher_hazard_means_an_earlier_end_and_terms_go_one_way(account):
    """The chance by the horizon follows the hazard; Russian advantage follows Russian terms."""
    for name in MORE[account.id]["end"]:
        away, field = name.startswith("away "), name.removeprefix("away ")
        state = make_state(3)
        before, after = measure(account, state, 3), measure(account, push(state, field, away), 3)
        sign = MORE[account.id]["end"][name]
        assert sign * (after["by"] - before["by"]).sum() > 0
    for field, sign in MORE[account.id]["russian_terms"].items():
        state = make_state(3)
        before, after = measure(account, state, 3), measure(account, push(state, field, False), 3)
        assert sign * (after["advantage"] - before["advantage"]).sum() > 0


def test_every_theory_says_what_moves_it():
    assert set(MORE) == set(HYPOTHESES.ids)
