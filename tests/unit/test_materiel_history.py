"""What was known at an origin: no later row, no later publication, no made-up value."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest
from materiel_altered import Altered, after

from sinews.errors import EvidenceError, UsageError
from sinews.materiel.depletion.drivers import (
    Knot,
    check_published,
    draw_drivers,
    read_knots,
    trace_driver,
)
from sinews.materiel.depletion.history import CATEGORIES, read_history
from sinews.materiel.depletion.priors import load_priors, prior_matrix, read_setting
from sinews.materiel.depletion.ratio import fill_forward, measure_ratio, trailing_ratio

ORIGIN = date(2023, 10, 1)


def test_history_ends_at_the_origin(evidence):
    history = read_history(evidence, ORIGIN)
    assert history.months[-1] == ORIGIN
    assert set(history.claimed) == set(CATEGORIES)
    assert all(len(v) == len(history) for v in history.claimed.values())
    assert history.claimed["tank"][-1] == 515  # 520 in the month less 5 of a revision


def test_a_later_month_is_refused(evidence):
    history = read_history(evidence, ORIGIN)
    with pytest.raises(UsageError, match="known then"):
        replace(history, origin=date(2023, 9, 1))


@pytest.mark.parametrize("origin", [date(2022, 5, 1), date(2031, 1, 1)])
def test_an_origin_outside_the_data_is_refused(evidence, origin):
    with pytest.raises(UsageError, match="no origin"):
        read_history(evidence, origin)


def test_a_gap_in_the_claims_is_refused_not_filled(evidence):
    claims = evidence.frame("losses_fitted").filter(pl.col("month") != date(2023, 3, 1))
    with pytest.raises(EvidenceError, match="without a value"):
        read_history(Altered(evidence, losses_fitted=claims), ORIGIN)


def test_changing_later_data_changes_nothing_read(evidence):
    later = after(evidence, ORIGIN)
    old, new = read_history(evidence, ORIGIN), read_history(later, ORIGIN)
    for c in CATEGORIES:
        assert np.array_equal(old.claimed[c], new.claimed[c], equal_nan=True)
    for key in old.confirmed:
        assert np.array_equal(old.confirmed[key], new.confirmed[key], equal_nan=True)
    assert read_knots(evidence, ORIGIN) == read_knots(later, ORIGIN)


def test_the_knots_known_grow_with_the_origin(evidence):
    early, late = (read_knots(evidence, date(y, 1, 1)) for y in (2023, 2025))
    assert {k.id for k in early} < {k.id for k in late}
    assert all(k.published <= date(2023, 1, 31) for k in early)


def test_a_knot_published_later_is_refused():
    knot = Knot(id="D", driver="drones", month=ORIGIN, value=1.0, published=date(2024, 1, 1))
    with pytest.raises(UsageError, match="published after"):
        check_published((knot,), ORIGIN)


def test_the_later_statement_of_a_month_counts_and_the_rest_is_level():
    knots = tuple(
        Knot(
            id=str(i), driver="drones", month=date(2022, m, 1), value=v, published=date(2022, p, 1)
        )
        for i, (m, v, p) in enumerate([(3, 500.0, 3), (5, 2000.0, 5), (5, 4000.0, 6)])
    )
    months = tuple(date(2022, m, 1) for m in range(2, 9))
    level, last = trace_driver(knots, "drones", months)
    expected = [0.5, 0.5, np.sqrt(0.5 * 4), 4, 4, 4, 4]
    assert np.exp(level) == pytest.approx(expected)
    assert last == 3


def test_drivers_continue_from_the_last_published_month(evidence):
    known = read_history(evidence, ORIGIN).months
    months = (*known, date(2023, 11, 1), date(2023, 12, 1))
    rng = {d: np.random.default_rng(1) for d in ("drones", "shells")}
    drawn = draw_drivers(read_knots(evidence, ORIGIN), months, ahead=2, rng=rng, n_draws=4)
    assert drawn.past.shape == (len(months) - 2, 2)
    assert drawn.future.shape == (4, 2, 2)
    assert np.isfinite(drawn.future).all()


def test_ratio_counts_both_sides_to_the_same_day(evidence):
    history = read_history(evidence, ORIGIN)
    ratio = trailing_ratio(history, "tank", 6)
    assert np.isnan(ratio[:5]).all()
    assert ratio[-1] == pytest.approx(2.9, abs=0.15)  # claims of six months over those confirmed
    found = measure_ratio(history, "tank")
    assert found.drift[: int(read_setting("ratio_start"))].mean() == pytest.approx(0, abs=1e-12)
    assert measure_ratio(history, "personnel").drift.any() == np.False_


def test_fill_forward():
    values = np.array([np.nan, 2.0, np.nan, 3.0])
    assert fill_forward(values).tolist() == [2.0, 2.0, 2.0, 3.0]


def test_every_prior_has_a_reason_and_a_known_fact(evidence):
    facts = set(evidence.frame("facts")["fact"])
    for prior in load_priors().values():
        assert prior.note, f"{prior.id} gives no reason"
        assert set(prior.facts) <= facts, prior.id
        assert prior.grade == "assumed" or prior.facts, f"{prior.id} has no source"
        assert prior.spread >= 0
        if prior.facts:
            assert prior.published, f"{prior.id} does not say when its source was published"


def test_a_switched_off_parameter_is_fixed_at_neutral():
    full = prior_matrix("tank", level=5.0)
    off = prior_matrix("tank", level=5.0, neutral=frozenset({"drones"}))
    assert full[2, 1] > 0
    assert off[2].tolist() == [0.0, 0.0]
