"""Forecasts see nothing later than their origin, and the back-test scores what it should."""

from datetime import date

import numpy as np
import pytest

from sinews.core.rng import stream
from sinews.core.scores import score_crps
from sinews.core.survival import Spells, count_by_age
from sinews.errors import EstimationError, UsageError
from sinews.support.forecast import METHODS, Method
from sinews.support.forecast.backtest import forecast_group, run_backtest
from sinews.support.forecast.bootstrap import judge_state, list_scenarios
from sinews.support.forecast.build import build_panel
from sinews.support.forecast.hybrid import weigh_members
from sinews.support.forecast.kernel import estimate_hazards, open_by_age, simulate_kernel
from sinews.support.forecast.level_shape import estimate_level_spread
from sinews.support.forecast.panel import (
    OPEN,
    Cohorts,
    Panel,
    Task,
    settings,
)
from sinews.support.forecast.results import EVERY, repeat_backtest, shipped_results

SMALL = Task(horizon=12, n_draws=200)


@pytest.fixture(scope="module")
def military(evidence):
    return build_panel(evidence, "military")


def toy(allocated, rows=()):
    """A panel from a matrix and rows of (group, pledged, allocated or OPEN, amount)."""
    group, pledged, given, amount = np.array(rows, dtype=float).reshape(-1, 4).T
    return Panel(
        groups=tuple(f"g{i}" for i in range(len(allocated))),
        start=date(2022, 2, 1),
        allocated=np.array(allocated, dtype=float),
        cohorts=Cohorts(
            group=group.astype(np.int64),
            pledged=pledged.astype(np.int64),
            allocated=given.astype(np.int64),
            amount=amount,
        ),
    )


def change_the_future(panel, origin):
    """The same past, another future: allocations, pledges and conversions after the origin."""
    c = panel.cohorts
    later = panel.allocated.copy()
    later[:, origin + 1 :] = later[:, origin + 1 :] * 7 + 3
    moved = np.where((c.allocated > origin) & (c.pledged <= origin), OPEN, c.allocated)
    amount = np.where(c.pledged > origin, c.amount * 11, c.amount)
    return Panel(
        groups=panel.groups,
        start=panel.start,
        allocated=later,
        cohorts=Cohorts(group=c.group, pledged=c.pledged, allocated=moved, amount=amount),
    )


@pytest.mark.parametrize("method", METHODS, ids=lambda m: m.id)
@pytest.mark.parametrize("origin", [14, 30])
def test_no_method_sees_beyond_its_origin(military, method, origin):
    changed = change_the_future(military, origin)
    for group in range(len(military.groups)):
        a, b = (
            forecast_group(p.known_at(origin), group, method, SMALL) for p in (military, changed)
        )
        np.testing.assert_array_equal(a, b)


def test_the_same_change_before_the_origin_is_seen(military):
    """The check above can fail: a changed past changes the forecast."""
    changed = change_the_future(military, 20)
    a, b = (
        forecast_group(p.known_at(30), 0, METHODS["kernel"], SMALL) for p in (military, changed)
    )
    assert not np.array_equal(a, b)


@pytest.mark.parametrize("method", METHODS, ids=lambda m: m.id)
def test_draws_are_amounts_and_repeat_with_the_seed(military, method):
    known = military.known_at(25)
    task = Task(horizon=7, n_draws=50)
    a = forecast_group(known, 1, method, task, seed=3)
    assert a.shape == (50, 7)
    assert (a >= 0).all()
    assert np.isfinite(a).all()
    np.testing.assert_array_equal(a, forecast_group(known, 1, method, task, seed=3))
    assert not np.array_equal(a, forecast_group(known, 1, method, task, seed=4))


def test_known_at_reopens_what_was_allocated_later():
    p = toy([[1.0] * 6], [(0, 0, 2, 5.0), (0, 1, 4, 7.0), (0, 5, 5, 9.0)])
    known = p.known_at(3)
    assert known.n_months == 4
    assert known.cohorts.amount.tolist() == [5.0, 7.0]
    assert known.cohorts.allocated.tolist() == [2, OPEN]
    assert open_by_age(known, 0).tolist() == [0, 0, 7.0, 0]


def test_hazards_without_prior_are_the_kaplan_meier_ratios(monkeypatch):
    rows = [(0, 0, 2, 5.0), (0, 1, 4, 7.0), (0, 2, OPEN, 4.0), (0, 0, 0, 1.0)]
    p = toy([[1.0] * 8], rows)
    edges = list(range(8))
    plain = {**settings("kernel"), "prior_eur_bn": 1e-12, "age_edges": edges}
    monkeypatch.setattr("sinews.support.forecast.kernel.settings", lambda _: plain)
    spells = Spells(
        age=np.array([2, 3, 5, 0]),
        amount=np.array([5.0, 7.0, 4.0, 1.0]),
        turned=np.array([True, True, False, True]),
        block=np.arange(4),
    )
    turned, risk = count_by_age(spells, 6)
    np.testing.assert_allclose(
        estimate_hazards(p, 0, 8)[:6], turned / np.maximum(risk, 1e-9), atol=1e-9
    )


def test_the_kernel_pays_out_no_more_than_is_open_or_pledged():
    p = toy([[0.0] * 20 + [1.0, 0, 0, 0]], [(0, 20, 20, 1.0), (0, 20, OPEN, 9.0)])
    paths = simulate_kernel(p, 0, Task(horizon=12, n_draws=500), stream(0, "x"))
    # Pledges drawn again may come each month (EUR 10 bn); those open are EUR 9 bn.
    assert paths.sum(axis=1).max() <= 9 + 12 * 10
    assert paths.min() >= 0


def test_level_spread_of_a_constant_series_shrinks_towards_zero():
    spread = estimate_level_spread(toy([[2.0] * 48]))
    s = settings("level_shape")
    seen = (48 - 24 + 1) / 12
    expected = np.sqrt(s["prior_years"] * s["prior_log_sd"] ** 2 / (s["prior_years"] + seen))
    assert spread == pytest.approx(expected)


def test_weights_start_equal_and_are_a_distribution(military):
    early = military.known_at(20)
    np.testing.assert_allclose(weigh_members(early, 1, stream(0, "w")), [0.5, 0.5])
    late = weigh_members(military.known_at(44), 1, stream(0, "w"))
    assert late.sum() == pytest.approx(1)
    assert (late > 0).all()
    assert late[0] != pytest.approx(0.5, abs=1e-6)


def test_states_and_their_scenarios():
    p = toy([[0.0] * 30, [2.0] * 18 + [0.0] * 12, [1.0] * 30])
    assert [judge_state(p, g) for g in range(3)] == ["never", "stopped", "gives"]
    assert list_scenarios(p, 0)[1].eur_bn_year is None
    assert [s.eur_bn_year for s in list_scenarios(p, 1)] == [0, 12, 24]
    assert list_scenarios(p, 2) == ()


def test_a_method_that_knows_the_future_has_skill_one(military):
    def oracle(panel, group, task, rng):
        n = panel.n_months
        return np.tile(military.allocated[group, n : n + task.horizon], (task.n_draws, 1))

    methods = (Method(id="oracle", label="oracle", simulate=oracle), METHODS["last_year"])
    test = run_backtest(military, methods=methods, n_origins=3, task=SMALL)
    assert test.skill("oracle") == pytest.approx(1)
    assert test.coverage("oracle") == 1
    assert test.skill("last_year") == 0


def test_the_scores_are_those_of_single_forecasts(military):
    test = run_backtest(military, methods=(METHODS["last_year"],), n_origins=2, task=SMALL)
    origin = military.month_index(date(2023, 11, 1))
    paths = forecast_group(military.known_at(origin), 1, METHODS["last_year"], SMALL)
    happened = military.allocated[1, origin + 1 : origin + 13].sum()
    assert test.observed[1, 1] == pytest.approx(happened)
    assert test.crps[0, 1, 1] == pytest.approx(float(score_crps(paths.sum(axis=1), happened)))


def test_origins_whose_future_is_not_known_are_refused(military):
    with pytest.raises(EstimationError, match="beyond 2026-02"):
        run_backtest(military, n_origins=18, task=SMALL)
    with pytest.raises(UsageError, match="outside the data"):
        run_backtest(military, first=date(2019, 1, 1), task=SMALL)


def test_the_panel_is_the_tables(evidence, military):
    import polars as pl

    frame = evidence.frame("support_commitments_by_type").filter(
        (pl.col("type") == "military") & (pl.col("month") >= date(2022, 2, 1))
    )
    assert military.allocated.sum() == pytest.approx(frame["allocated_eur_bn"].sum(), abs=1e-9)
    assert military.end == date(2026, 2, 1)
    assert military.cohorts.amount.sum() == pytest.approx(196.28, abs=0.01)


def test_shipped_skill_and_coverage():
    """The figures in docs/support.md; the pool is the forecast that commands show."""
    whole = {(r.type, r.method): r for r in shipped_results() if r.group == EVERY}
    assert whole["military", "pool"].skill >= 0.20
    assert whole["total", "pool"].skill >= 0.10
    assert 0.82 <= whole["military", "pool"].coverage <= 0.96
    assert 0.82 <= whole["total", "pool"].coverage <= 0.96


@pytest.mark.slow
def test_the_shipped_back_test_is_what_the_code_gives(evidence):
    again = repeat_backtest(evidence, "military")
    shipped = [r for r in shipped_results() if r.type == "military"]
    assert [(r.method, r.group) for r in again] == [(r.method, r.group) for r in shipped]
    for a, b in zip(again, shipped, strict=True):
        assert (a.crps_eur_bn, a.skill, a.skill_month, a.coverage) == pytest.approx(
            (b.crps_eur_bn, b.skill, b.skill_month, b.coverage), abs=2e-6
        )
