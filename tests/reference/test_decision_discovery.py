"""PRIM and CART against planted boxes, noise and a slanted boundary; peers where installed."""

import numpy as np
import pytest

from sinews.decision.explore.scenario_discovery.cart import Growth, find_leaves, grow_tree
from sinews.decision.explore.scenario_discovery.prim import find_box
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


def test_a_tree_finds_a_planted_box_in_one_leaf():
    x, hit = planted(3)
    leaf = find_leaves(x, NAMES, hit)[0]
    found = {name: (low, high) for name, low, high in leaf.limits}
    assert set(found) == {"x0", "x4", "x9"}
    assert found["x0"][0] == pytest.approx(0.5, abs=0.03)
    assert found["x4"][1] == pytest.approx(0.6, abs=0.03)
    assert found["x9"][0] == pytest.approx(0.4, abs=0.03)
    assert leaf.density > 0.85
    assert leaf.coverage > 0.6


def test_a_tree_finds_two_regions_that_one_box_cannot():
    rng = np.random.default_rng(12)
    x = rng.random((6000, 20))
    hit = (x[:, 1] < 0.25) | (x[:, 7] > 0.7)  # the larger is parted first
    leaves = find_leaves(x, NAMES, hit)
    assert [{n for n, _, _ in leaf.limits} for leaf in leaves] == [{"x7"}, {"x1", "x7"}]
    assert min(leaf.density for leaf in leaves) > 0.95
    assert sum(leaf.coverage for leaf in leaves) > 0.95


def test_noise_gives_no_leaf_in_nine_of_ten_tries():
    none = 0
    for seed in range(30):
        rng = np.random.default_rng(seed)
        none += find_leaves(rng.random((1000, 20)), NAMES, rng.random(1000) < 0.15) == ()
    assert none >= 27


def test_the_leaves_of_a_tree_hold_every_future_once():
    rng = np.random.default_rng(13)
    x = rng.random((2000, 6))
    hit = x.sum(axis=1) + 0.3 * rng.standard_normal(2000) > 3
    leaves = grow_tree(x, hit, Growth(errors=0))
    held = np.array([((x > f.low) & (x <= f.high)).all(axis=1) for f in leaves])
    assert (held.sum(axis=0) == 1).all()
    assert [hit[h].mean() for h in held] == pytest.approx([f.share for f in leaves])
    assert held.mean(axis=1).min() >= 0.05
    limited = [(np.isfinite(f.low) | np.isfinite(f.high)).sum() for f in leaves]
    assert max(limited) <= 4


@pytest.mark.parametrize("share", [0.01, 0.99])
def test_a_tree_refuses_a_rare_outcome(share):
    rng = np.random.default_rng(8)
    with pytest.raises(EstimationError, match="5 to 95 %"):
        find_leaves(rng.random((1000, 20)), NAMES, rng.random(1000) < share)


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_scikit_learn_grows_the_same_tree(depth):
    """Peer: with no test of its splits ours is the tree of scikit-learn, on fresh futures too."""
    tree = pytest.importorskip("sklearn.tree")
    x, hit = planted(14, n=4000)
    x = x.astype(np.float32).astype(float)  # the peer works in single precision
    fresh = planted(15, n=4000)[0].astype(np.float32).astype(float)
    peer = tree.DecisionTreeClassifier(max_depth=depth, min_samples_leaf=200, random_state=0)
    theirs = peer.fit(x, hit).predict_proba(fresh)[:, 1]
    leaves = grow_tree(x, hit, Growth(depth=depth, least=0.05, errors=0))
    ours = np.zeros(len(fresh))
    for leaf in leaves:
        ours[((fresh > leaf.low) & (fresh <= leaf.high)).all(axis=1)] = leaf.share
    assert len(leaves) == peer.get_n_leaves()
    np.testing.assert_allclose(ours, theirs)


@pytest.mark.filterwarnings("ignore")
def test_ema_workbench_finds_a_leaf_as_dense_and_as_wide():
    """Peer: CART of the EMA Workbench with the same least mass, both on fresh futures."""
    pytest.importorskip("ema_workbench")
    import pandas as pd
    from ema_workbench.analysis import cart

    x, hit = planted(16, n=4000)
    fresh, label = planted(17, n=20_000)
    peer = cart.CART(pd.DataFrame(x, columns=NAMES), hit, mass_min=0.05)
    peer.build_tree()
    theirs = []
    for box in peer.boxes:
        inside = ((fresh >= box.iloc[0].values) & (fresh <= box.iloc[1].values)).all(axis=1)
        theirs.append((label[inside].mean(), label[inside].sum() / label.sum()))
    densest = max(theirs)
    leaf = find_leaves(x, NAMES, hit)[0]
    inside = np.ones(len(fresh), dtype=bool)
    for name, low, high in leaf.limits:
        column = fresh[:, NAMES.index(name)]
        inside &= (column >= low) & (column <= high)
    assert label[inside].mean() == pytest.approx(densest[0], abs=0.05)
    # The peer has no limit of depth and cuts the region into smaller leaves.
    assert label[inside].sum() / label.sum() >= densest[1] - 0.06
