"""The stock equations: identities, monotonicity, and the compiled against the plain version."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinews.materiel.depletion.kernel import (
    drift_over,
    run_history,
    step_stock,
    trace_stocks,
    update_level,
)
from sinews.materiel.depletion.structures import (
    EQUIPMENT,
    MANPOWER,
    NO_STOCK,
    PARAMETERS,
)


def vector(**values: float) -> np.ndarray:
    th = np.zeros(len(PARAMETERS))
    known = {
        "level": 5.5,
        "depletion": 0.6,
        "fielded": math.log(3000),
        "storage": math.log(5000),
        "refurbish": math.log(120),
        "gamma": math.log(0.8),
        "over": math.log(0.9),
        "persistence": 1.5,
        "gain": 0.0,
        "noise": math.log(0.2),
        "new": math.log(10),
        "new_growth": 0.01,
    }
    for name, value in (known | values).items():
        th[PARAMETERS.index(name)] = value
    return th


LOSSES = st.lists(st.floats(0, 2000), min_size=1, max_size=60)


@given(losses=LOSSES, storage=st.floats(0, 20_000), gamma=st.floats(-1, 1))
def test_stock_identity_holds_to_rounding_and_no_stock_is_negative(losses, storage, gamma):
    th = vector(gamma=gamma, storage=math.log(5000))
    f, r, gained, lost = 3000.0, storage, 0.0, 0.0
    for month, loss in enumerate(losses):
        before = r
        f_next, r, taken = step_stock(th, f, r, month, loss, EQUIPMENT)
        made = 10 * math.exp(0.01 * min(month, 48))
        gained += made + (before - r)
        lost += taken
        assert taken <= loss + 1e-9
        assert f_next == pytest.approx(f + made + (before - r) - taken, rel=1e-12)
        assert f_next >= 0
        assert 0 <= r <= before
        f = f_next
    assert f == pytest.approx(3000 + gained - lost, rel=1e-9)


@given(losses=LOSSES, more=st.floats(1, 10_000))
def test_more_storage_never_means_fewer_later(losses, more):
    """The same claims, the same rate of withdrawal at the start, a larger depot."""
    paths = []
    for storage in (3000.0, 3000.0 + more):
        f, r, path = 2500.0, storage, []
        for month, loss in enumerate(losses):
            f, r, _ = step_stock(vector(), f, r, month, loss, EQUIPMENT)
            path.append((f, r))
        paths.append(np.array(path))
    assert (paths[1] >= paths[0] - 1e-6).all()


def test_manpower_gains_recruits_and_has_no_storage():
    th = vector(fielded=math.log(200_000), refurbish=math.log(30_000), storage=-30.0)
    f, r, taken = step_stock(th, 200_000.0, 0.0, 0, 10_000.0, MANPOWER)
    assert (f, r, taken) == pytest.approx((220_000.0, 0.0, 10_000.0))


@given(ratio=st.floats(-2, 3), share=st.floats(-4, 4))
def test_over_reporting_takes_its_share_of_the_drift(ratio, share):
    th = vector(over_share=share)
    assert drift_over(th, ratio) == pytest.approx(ratio / (1 + math.exp(-share)))


def test_the_filter_hardly_moves_for_an_outlier():
    th, nu = vector(), 6.0
    usual, wild = (update_level(th, 0.0, e * 0.2, nu) for e in (2.0, 50.0))
    assert 0 < wild < usual


def plain_likelihood(th, data, settings):
    """The same likelihood in plain Python, written from the equations and not from the kernel."""
    nu, total, level = settings[1], 0.0, 0.0
    phi, gain = (1 / (1 + math.exp(-th[i])) for i in (11, 12))
    scale = math.exp(th[13])
    f, r = math.exp(th[5]), math.exp(th[6])
    for t, (rate, tempo, drones, shells, ratio, weight, share) in enumerate(data):
        over = ratio / (1 + math.exp(-th[10]))
        m = th[0] + th[1] * tempo + th[2] * drones + th[3] * shells + over
        m += th[4] * math.log(f / math.exp(th[5]))
        e = (math.log(rate + 0.5) - m - level) / scale
        total -= weight * (math.log(scale) + (nu + 1) / 2 * math.log(1 + e * e / nu))
        level = phi * level + gain * scale * (nu + 1) * e / (nu + e * e)
        w = min(math.exp(th[7]) * (r / math.exp(th[6])) ** math.exp(th[8]), r)
        new = math.exp(th[14]) * math.exp(th[15] * min(t, 48))
        loss = rate * share / (math.exp(th[9]) * math.exp(settings[3]) * math.exp(over))
        held = f + new + w
        f, r = held - min(loss, held - 0.03 * math.exp(th[5])), r - w
    return total, level, f, r


def test_compiled_likelihood_equals_the_plain_one():
    rng = np.random.default_rng(3)
    data = np.column_stack(
        [
            rng.uniform(50, 500, 30),
            rng.normal(0, 0.3, (30, 3)),
            np.linspace(0, 1, 30),
            rng.uniform(0.5, 1, 30),
            rng.uniform(0.9, 1.05, 30),
        ]
    )
    th = vector(tempo=0.4, drones=0.1, shells=0.2, over_share=0.3)
    settings = np.array([EQUIPMENT, 6.0, 0.35, math.log(1.9)])
    stocks = np.empty((31, 2))
    total, level = run_history(th, data, settings, stocks)
    expected = plain_likelihood(th, data, settings)
    assert (total, level, *stocks[-1]) == pytest.approx(expected, rel=1e-10)


def test_without_a_stock_the_claims_do_not_deplete_anything():
    data = np.column_stack([np.full(12, 100.0), np.zeros((12, 4)), np.ones(12), np.ones(12)])
    stocks = np.empty((2, 13, 2))
    trace_stocks(
        np.stack([vector(), vector(depletion=1.0)]), data, np.array([NO_STOCK, 6, 1, 0]), stocks
    )
    assert (stocks[:, :, 0] == stocks[:, :1, 0]).all()
