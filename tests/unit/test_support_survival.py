"""Weighted Kaplan-Meier curves: hand-worked cases, another program, and planted truths."""

import re
from pathlib import Path

import numpy as np
import pytest

from sinews.core.survival import (
    Spells,
    bound_curve,
    count_by_age,
    estimate_curve,
    find_half_life,
)
from sinews.errors import EstimationError


def spells(age, amount, turned, block=None):
    n = len(age)
    return Spells(
        age=np.array(age),
        amount=np.array(amount, dtype=float),
        turned=np.array(turned, dtype=bool),
        block=np.arange(n) if block is None else np.array(block),
    )


def test_without_open_amounts_the_curve_is_the_share_turned():
    s = spells([0, 1, 1, 3], [1, 2, 3, 4], [1, 1, 1, 1])
    np.testing.assert_allclose(estimate_curve(s, 5), [0.1, 0.6, 0.6, 1, 1])


def test_open_amounts_leave_the_risk_set_after_their_age():
    # 10 at risk; 2 turn at 1; 3 are open at 1; 5 remain, 1 turns at 2.
    s = spells([1, 1, 2, 9], [2, 3, 1, 4], [1, 0, 1, 0])
    turned, risk = count_by_age(s, 4)
    np.testing.assert_allclose(turned, [0, 2, 1, 0])
    np.testing.assert_allclose(risk, [10, 10, 5, 4])
    np.testing.assert_allclose(estimate_curve(s, 4), [0, 0.2, 1 - 0.8 * 0.8, 1 - 0.8 * 0.8])


def test_unit_weights_agree_with_scipy():
    from scipy.stats import CensoredData, ecdf

    rng = np.random.default_rng(3)
    age = rng.integers(0, 20, 200)
    turned = rng.random(200) < 0.6
    data = CensoredData(uncensored=age[turned].astype(float), right=age[~turned].astype(float))
    expected = ecdf(data).cdf.evaluate(np.arange(21))
    ours = estimate_curve(spells(age, np.ones(200), turned), 21)
    np.testing.assert_allclose(ours, expected, atol=1e-12)


def test_nothing_at_risk_is_an_error():
    with pytest.raises(EstimationError, match="at risk"):
        estimate_curve(spells([], [], []), 3)


def test_half_life_that_is_never_reached_is_infinite():
    curves = np.array([[0.1, 0.5, 0.6], [0.1, 0.2, 0.3]])
    assert find_half_life(curves).tolist() == [1, np.inf]


def test_one_block_bounds_nothing():
    low, high = bound_curve(spells([0, 2, 5], [1, 1, 1], [1, 1, 0], block=[4, 4, 4]), 4)
    assert (low.tolist(), high.tolist()) == ([0] * 4, [1] * 4)


def test_equal_blocks_give_the_jackknife_by_hand():
    # Three blocks of one unit; the first turned at 0: share 1/3, left out in turn 0, 1/2, 1/2.
    s = spells([0, 3, 3], [1, 1, 1], [1, 0, 0])
    angle = np.arcsin(np.sqrt([1 / 3, 0, 1 / 2, 1 / 2]))
    spread = np.sqrt(((angle[1:] - angle[0]) ** 2).sum())
    reach = 2.9199855803537269 * spread  # Student's t, .95, two degrees of freedom
    low, high = bound_curve(s, 1)
    expected = np.sin(np.clip([angle[0] - reach, angle[0] + reach], 0, np.pi / 2)) ** 2
    np.testing.assert_allclose([low[0], high[0]], expected, rtol=1e-12)


def simulate_ledger(rng, tau, final, shape, n_blocks, last=50):
    """Packages of log-normal size; parts turn by a cure-Weibull kernel; the data end at `last`.

    The last month is complete: what is still open was seen for last - start - 1 whole months.
    """
    rows = []
    for block in range(n_blocks):
        start = rng.integers(0, last)
        size = rng.lognormal(0, 1)
        for part in rng.dirichlet(np.ones(8)) * size:
            wait = tau * rng.weibull(shape) if rng.random() < final else np.inf
            turned = start + wait < last
            age = int(np.floor(wait)) if turned else last - start - 1
            rows.append((age, part, turned, block))
    age, amount, turned, block = map(np.array, zip(*rows, strict=True))
    return spells(age, amount, turned, block)


@pytest.mark.slow
@pytest.mark.parametrize("n_blocks", [10, 54])
@pytest.mark.parametrize(("tau", "final", "shape"), [(4.5, 0.93, 1.4), (19.0, 0.89, 1.0)])
def test_the_interval_holds_the_truth_at_the_number_of_blocks_at_hand(tau, final, shape, n_blocks):
    """The share after 12 months lies in the 90 % interval in .85 to .95 of 400 ledgers."""
    truth = final * (1 - np.exp(-((13 / tau) ** shape)))  # whole months: age 12 ends at 13
    hits = 0
    for repeat in range(400):
        ledger = simulate_ledger(np.random.default_rng([7, repeat]), tau, final, shape, n_blocks)
        low, high = bound_curve(ledger, 13)
        hits += low[12] <= truth <= high[12]
    assert 0.85 <= hits / 400 <= 0.95, hits


def test_the_table_of_the_docs_is_what_the_curves_say(evidence):
    rows = {r["set"]: r for r in evidence.frame("conversion_summary").iter_rows(named=True)}
    text = (Path(__file__).parents[2] / "docs" / "support.md").read_text(encoding="utf-8")
    told = re.findall(
        r"\(`(\w+)`\) \| ([\d.]+) \| (\w+) \((\w+)-(\w+)\) \| (\S+) \((\S+)-(\S+)\)", text
    )
    assert len(told) == 10
    for id, amount, *rest in told:
        row = rows[id]
        months = [row[f"half_life_{end}months"] for end in ("", "low_", "high_")]
        shares = [row[f"share_12m{end}"] for end in ("", "_low", "_high")]
        written = ["never" if m is None else f"{m:.0f}" for m in months]
        assert [amount, *rest] == [
            f"{row['pledged_eur_bn']:.1f}",
            *written,
            *(f"{s:.2f}" for s in shares),
        ], id
