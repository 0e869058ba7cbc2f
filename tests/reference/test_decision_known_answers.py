"""Decision estimators against closed forms and tables worked by hand."""

import numpy as np
import polars as pl
import pytest
from ending import end_war, mix
from scipy import stats

from sinews.decision.compare.paired import compare_paired
from sinews.decision.compare.regret import (
    compute_regret,
    value_of_knowing_theory,
)
from sinews.decision.explore.breakpoints import turn_weights
from sinews.decision.explore.evppi import value_information
from sinews.decision.explore.thresholds import find_root, share_ahead
from sinews.decision.theories import HYPOTHESES
from sinews.decision.theories.historical_record import compute_base_rate, kaplan_meier
from sinews.engine import Triangular
from sinews.engine.sample.variance import split_variance
from sinews.errors import EstimationError

N = 10_000


def rng(seed=11):
    return np.random.default_rng(seed)


def test_common_draws_shrink_the_error_as_theory_says():
    paired, unpaired = [], []
    r = rng()
    for _ in range(200):
        w, v = r.standard_normal((2, N))
        a = 1 + 3 * w + 0.3 * r.standard_normal(N)
        noise = 0.3 * r.standard_normal(N)
        paired.append((a - (0.9 + 3 * w + noise)).mean())
        unpaired.append((a - (0.9 + 3 * v + noise)).mean())
    theory = (9 + 0.09) / 0.09
    ratio = np.var(unpaired) / np.var(paired)
    assert ratio == pytest.approx(theory, rel=0.35)  # 200 repeats: sd of the ratio about 14 %
    assert np.mean(paired) == pytest.approx(0.1, abs=4 * 0.0042 / np.sqrt(200))


def test_a_strategy_against_itself_differs_by_exactly_zero():
    d = np.zeros((100, 2))
    d[:, 1] = rng().standard_normal(100)
    c = compare_paired(d)
    assert (c.mean[0], c.low[0], c.high[0], c.share_better[0]) == (0, 0, 0, 0)


@pytest.mark.slow
def test_nine_equal_strategies_give_a_false_difference_in_a_tenth_of_repeats():
    r, false, repeats = rng(3), 0, 600
    for _ in range(repeats):
        u = r.standard_normal((400, 1)) + r.standard_normal((400, 10))
        c = compare_paired(u[:, 1:] - u[:, :1], n_sim=4000)
        false += bool(np.any((c.low > 0) | (c.high < 0)))
    low, high = stats.binom.ppf([0.005, 0.995], repeats, 0.10) / repeats
    assert low <= false / repeats <= high


def test_expected_regret_is_the_closed_form():
    mu = 0.2
    true = stats.norm.pdf(mu) - mu * stats.norm.cdf(-mu)
    r, found, q = rng(6), [], []
    for _ in range(100):
        u = np.column_stack([mu + r.standard_normal(N), np.zeros(N)])
        regret = compute_regret(u, u.mean(axis=0)[None])
        found.append(regret.expected[0])
        q.append(regret.q95[0])
    assert np.mean(found) == pytest.approx(true, abs=4 * np.std(found) / 10)
    assert np.mean(q) == pytest.approx(-(mu + stats.norm.ppf(0.05)), abs=4 * np.std(q) / 10)


TABLE = np.array([[3.0, 1.0, 2.0], [0.0, 4.0, 2.0], [1.0, 1.0, 2.0]])


def test_minimax_regret_by_hand():
    regret = compute_regret(TABLE, TABLE)
    np.testing.assert_allclose(regret.over_theories, [4.0, 2.0, 2.0])


@pytest.mark.parametrize("seed", range(5))
def test_a_dominated_strategy_changes_no_other_regret(seed):
    r = rng(seed)
    values = r.normal(size=(6, 500, 4))  # theories, futures, strategies
    dominated = values[:, :, seed % 4] - r.exponential(size=(6, 500))
    both = np.concatenate([values, dominated[:, :, None]], axis=2)
    before, after = (compute_regret(v.mean(axis=0), v.mean(axis=1)) for v in (values, both))
    for name in ("expected", "q90", "q95", "over_theories"):
        np.testing.assert_array_equal(getattr(after, name)[:4], getattr(before, name))
        assert getattr(after, name)[4] > getattr(before, name)[seed % 4]
    equal = np.ones(6) / 6
    knowing = [value_of_knowing_theory(v.mean(axis=1), equal) for v in (values, both)]
    assert knowing[0] == knowing[1]


def test_one_that_is_dominated_on_average_changes_regret_by_its_definition_alone():
    """Worse under every theory but best in some futures: only those futures count, exactly."""
    r = rng(7)
    values = r.normal(size=(6, 500, 4))
    means = values.mean(axis=1)
    new = r.normal(size=(6, 500))
    new += means.min(axis=1, keepdims=True) - 0.1 - new.mean(axis=1, keepdims=True)
    both = np.concatenate([values, new[:, :, None]], axis=2)
    mixed = both.mean(axis=0)
    before, after = (compute_regret(v.mean(axis=0), v.mean(axis=1)) for v in (values, both))
    np.testing.assert_array_equal(after.over_theories[:4], before.over_theories)
    passed = np.maximum(0, mixed[:, 4] - mixed[:, :4].max(axis=1)).mean()
    assert passed > 0
    np.testing.assert_allclose(after.expected[:4] - before.expected, passed, rtol=1e-12)


def test_value_of_knowing_the_theory_by_hand():
    # best per theory 3, 4, 2 with equal weights: 3; best mean is max(4/3, 2, 2) = 2
    assert value_of_knowing_theory(TABLE, np.ones(3) / 3) == pytest.approx(1.0)


def closed_evppi(s, m):
    return s * stats.norm.pdf(m / s) - abs(m) * stats.norm.cdf(-abs(m) / s)


@pytest.mark.parametrize(("columns", "scale"), [([0], 1.0), ([3], 0.1)])
def test_value_of_information_brackets_the_closed_form(columns, scale):
    a = np.array([1, 0.6, 0.3, 0.1] + [0.15] * 16)
    r, up, low = rng(9), [], []
    for _ in range(12):
        x = r.standard_normal((N, 20))
        d = 0.3 + x @ a + 0.5 * r.standard_normal(N)
        v = value_information(np.column_stack([d, np.zeros(N)]), x[:, columns])
        up.append(v.upper)
        low.append(v.lower)
    true = closed_evppi(scale, 0.3)
    # sd of one estimate is .008 (strong input) and .001 (weak), as measured for the method note
    assert np.mean(up) == pytest.approx(true, abs=4 * 0.008 / np.sqrt(12))
    assert np.mean(low) == pytest.approx(true, abs=4 * 0.008 / np.sqrt(12))


def test_value_of_information_sees_an_interaction():
    r = rng(10)
    x = r.standard_normal((N, 5))
    u = np.column_stack([x[:, 0] * x[:, 1], np.zeros(N)])
    assert value_information(u, x[:, :2]).lower == pytest.approx(1 / np.pi, abs=0.03)
    assert abs(value_information(u, x[:, :1]).lower) < 0.03
    with pytest.raises(EstimationError, match="futures cannot value"):
        value_information(u[:1000], r.standard_normal((1000, 9)))


def ishigami_like(x):
    return x[:, 0] + 2 * x[:, 1] + x[:, 1] * x[:, 2] + 1.5 * x[:, 2]


def test_variance_shares_of_a_function_with_an_interaction():
    r = rng(12)
    a, b = r.standard_normal((2, 100_000, 3))
    swapped = {}
    for i, g in enumerate(("counted", "estimated", "assumed")):
        ab = a.copy()
        ab[:, i] = b[:, i]
        swapped[g] = ishigami_like(ab)
    s = split_variance(ishigami_like(a), ishigami_like(b), swapped)
    v = 8.25
    assert list(s.closed.values()) == pytest.approx([1 / v, 4 / v, 2.25 / v], abs=0.02)
    assert list(s.total.values()) == pytest.approx([1 / v, 5 / v, 3.25 / v], abs=0.02)
    assert s.joint == pytest.approx(1 / v, abs=0.04)


def test_weights_turn_by_the_least_mass():
    turn = turn_weights(np.array([1.0, -1.0]), np.array([0.7, 0.3]))
    assert turn is not None
    assert turn.moved == pytest.approx(0.2)
    np.testing.assert_allclose(turn.weights, [0.5, 0.5], atol=1e-9)
    assert turn_weights(np.full(5, 0.1), np.full(5, 0.2)) is None
    assert turn_weights(-np.full(5, 0.1), np.full(5, 0.2)) is None


def test_a_curve_flips_at_its_known_root_and_counts_its_sides():
    grid = np.linspace(0, 2, 5)
    assert find_root(grid, 1.2 - grid) == pytest.approx(1.2)
    assert find_root(grid, 1 + grid) is None
    assert share_ahead(1.2 - grid) == pytest.approx(0.6)
    assert share_ahead(grid - 1.2) == pytest.approx(0.4)
    assert (share_ahead(1 + grid), share_ahead(-1 - grid)) == (1.0, 0.0)


def constant_state(n, t):
    from sinews.decision.integrate.state import State

    z = np.zeros((n, t))
    return State(**dict.fromkeys(State.__dataclass_fields__, z))


def test_a_constant_hazard_ends_as_the_closed_form():
    h, n, t, lam = HYPOTHESES["base_rate"], 3, 36, 0.027
    e = end_war(
        h,
        constant_state(n, t),
        {},
        base_hazard=np.full((n, 1), lam),
        base_terms=np.tile([0.3, 0.45, 0.25], (n, 1)),
    )
    np.testing.assert_allclose(e.chance_by(12), 1 - np.exp(-12 * lam))
    np.testing.assert_allclose(e.open_at_horizon, np.exp(-t * lam))
    np.testing.assert_allclose(
        e.chance_of_terms(12)[:, 1], 0.45 * (1 - np.exp(-12 * lam)), rtol=1e-12
    )


def test_mixture_follows_the_weights_and_refuses_others():
    parts = {"a": np.array([1.0, 2.0]), "b": np.array([3.0, 4.0])}
    np.testing.assert_allclose(mix(parts, {"a": 1, "b": 3}), [2.5, 3.5])
    np.testing.assert_allclose(mix(dict(reversed(parts.items())), {"b": 3, "a": 1}), [2.5, 3.5])
    for bad in ({"a": 1}, {"a": 0, "b": 0}, {"a": -1, "b": 2}):
        with pytest.raises(ValueError, match="weights"):
            mix(parts, bad)


def test_triangular_draws_have_the_known_moments():
    x = Triangular(1.0, 2.0, 6.0).quantile((np.arange(100_000) + 0.5) / 100_000)
    assert x.mean() == pytest.approx(3.0, abs=1e-3)
    assert x.var() == pytest.approx((1 + 4 + 36 - 2 - 6 - 12) / 18, abs=1e-3)


@pytest.fixture(scope="module")
def wars(shared):
    frame = pl.read_csv(shared / "wars" / "cow_wars_derived.csv")
    flags = [
        (pl.col(c).cast(pl.String).str.to_lowercase() == "true").alias(c)
        for c in ("initiator_won", "right_censored")
    ]
    return frame.with_columns(flags)


@pytest.mark.release
def test_base_rate_of_old_wars(wars):
    b = compute_base_rate(wars)
    assert (b.wars, b.ends) == (14, 13)
    assert b.exposure_months == pytest.approx(474, abs=1)
    assert b.hazard() == pytest.approx((0.017, 0.0285, 0.042), abs=0.0012)
    assert b.outcomes == (4, 6, 3)
    with pytest.raises(EstimationError):
        compute_base_rate(wars, age_months=1e4)


@pytest.mark.release
def test_half_of_the_wars_aged_23_months_reach_54(wars):
    t, s = kaplan_meier(
        wars["months_at_war"].to_numpy(), (~wars["right_censored"]).to_numpy().astype(float)
    )
    survive = {a: s[np.searchsorted(t, a, side="right") - 1] for a in (23, 54)}
    assert survive[54] / survive[23] == pytest.approx(0.47, abs=0.01)
