"""Sobol points: to the last bit those of SciPy, wherever a draw begins."""

import subprocess
import sys

import numpy as np
import pytest

from sinews.engine.sample import sobol
from sinews.engine.sample.sobol import BITS, draw_sobol


@pytest.mark.parametrize("seed", [0, 7])
@pytest.mark.parametrize("n", [1, 2, 9, 65, 300])
@pytest.mark.parametrize(
    ("first", "count"), [(0, 1), (0, 7), (1, 5), (255, 258), (70_001, 3), (2**20 - 2, 5)]
)
def test_the_points_are_those_of_scipy(seed, n, first, count):
    from scipy.stats import qmc

    peer = qmc.Sobol(n, scramble=True, bits=BITS, rng=seed)
    start = [peer.random(1)] if first == 0 else []
    if first > 0:
        peer.fast_forward(first)
    if count > len(start):
        start.append(peer.random(count - len(start)))
    np.testing.assert_array_equal(draw_sobol(seed, n, first, count), np.concatenate(start).T)


def test_drawing_does_not_load_scipy_stats():
    code = (
        "import sys; from sinews.engine.sample.sobol import draw_sobol; draw_sobol(1, 3, 0, 5);"
        "import sinews.decision.compare.study; sys.exit('scipy.stats' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_scipy_that_keeps_its_numbers_elsewhere_draws_the_same(monkeypatch, tmp_path):
    parts = [(0, 1), (0, 7), (13, 40)]
    own = [draw_sobol(5, 7, *part) for part in parts]
    monkeypatch.setattr(sobol, "numbers_file", lambda: tmp_path / "none.npz")
    for part, points in zip(parts, own, strict=True):
        np.testing.assert_array_equal(draw_sobol(5, 7, *part), points)
