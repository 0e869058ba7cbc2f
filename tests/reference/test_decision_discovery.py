"""PRIM against planted boxes, noise and a slanted boundary."""

import numpy as np
import pytest

from sinews.decision.discovery import find_box
from sinews.errors import EstimationError

NAMES = [f"x{i}" for i in range(20)]


def planted(seed, n=10_000, wrong=0.1):
    rng = np.random.default_rng(seed)
    x = rng.random((n, 20))
    inside = (x[:, 0] > 0.5) & (x[:, 4] < 0.6) & (x[:, 9] > 0.4)
    flip = rng.random(n) < wrong
    return x, np.where(flip, ~inside, inside)


def test_a_planted_box_is_found_with_its_inputs_and_limits():
    x, hit = planted(3)
    box = find_box(x, NAMES, hit)
    assert box is not None
    found = {name: (low, high) for name, low, high in box.limits}
    assert set(found) == {"x0", "x4", "x9"}
    assert found["x0"][0] == pytest.approx(0.5, abs=0.03)
    assert found["x4"][1] == pytest.approx(0.6, abs=0.03)
    assert found["x9"][0] == pytest.approx(0.4, abs=0.03)
    assert box.density > 0.85
    assert box.coverage > 0.6  # a tenth of all labels is wrong, most of them outside the box


def test_what_is_measured_is_what_fresh_futures_show():
    x, hit = planted(4)
    box = find_box(x, NAMES, hit)
    fresh, label = planted(5)
    inside = np.ones(len(fresh), dtype=bool)
    for name, low, high in box.limits:
        column = fresh[:, NAMES.index(name)]
        inside &= (column >= low) & (column <= high)
    assert label[inside].mean() == pytest.approx(box.density, abs=0.03)


def test_noise_gives_no_box_in_nine_of_ten_tries():
    none = 0
    for seed in range(30):
        rng = np.random.default_rng(seed)
        none += find_box(rng.random((1000, 20)), NAMES, rng.random(1000) < 0.15) is None
    assert none >= 27


def test_at_most_four_inputs_are_named():
    rng = np.random.default_rng(6)
    x = rng.random((6000, 20))
    hit = x[:, :8].sum(axis=1) + 0.3 * rng.standard_normal(6000) > 4.6
    box = find_box(x, NAMES, hit)
    assert box is not None
    assert len(box.limits) <= 4


def test_a_named_sum_describes_a_slanted_boundary_with_one_limit():
    rng = np.random.default_rng(7)
    x = rng.random((6000, 5))
    hit = x[:, 0] + x[:, 1] > 1.2
    joined = np.column_stack([x, x[:, 0] + x[:, 1]])
    box = find_box(joined, [*NAMES[:5], "x0 + x1"], hit)
    assert box is not None
    assert [name for name, _, _ in box.limits] == ["x0 + x1"]
    assert box.density > 0.97


@pytest.mark.parametrize("share", [0.01, 0.99])
def test_a_rare_outcome_is_refused(share):
    rng = np.random.default_rng(8)
    with pytest.raises(EstimationError, match="5 to 95 %"):
        find_box(rng.random((1000, 20)), NAMES, rng.random(1000) < share)


@pytest.mark.filterwarnings("ignore")
def test_ema_workbench_finds_a_box_as_dense_and_as_wide():
    """Peer: PRIM of the EMA Workbench with the same peel and mass, both on fresh futures."""
    pytest.importorskip("ema_workbench")
    import pandas as pd
    from ema_workbench.analysis import prim

    x, hit = planted(8, n=4000)
    fresh, label = planted(9, n=20_000)

    def on_fresh(limits):
        inside = np.ones(len(fresh), dtype=bool)
        for name, low, high in limits:
            column = fresh[:, NAMES.index(name)]
            inside &= (column >= low) & (column <= high)
        return label[inside].mean(), label[inside].sum() / label.sum()

    box = find_box(x, NAMES, hit)
    frame = pd.DataFrame(x, columns=NAMES)
    peer = prim.Prim(frame, hit, threshold=0.8, peel_alpha=0.05, mass_min=0.05).find_box()
    # The peer peels on; its step of comparable size is that with the nearest mass.
    step = int((peer.peeling_trajectory["mass"] - box.mass).abs().idxmin())
    ends = peer.box_lims[step]
    theirs = [
        (n, float(ends[n][0]), float(ends[n][1]))
        for n in NAMES
        if ends[n][0] > frame[n].min() or ends[n][1] < frame[n].max()
    ]
    ours, others = on_fresh(box.limits), on_fresh(theirs)
    assert {"x0", "x4", "x9"} <= {n for n, _, _ in theirs}
    assert ours[0] == pytest.approx(others[0], abs=0.05)
    assert ours[1] == pytest.approx(others[1], abs=0.06)
