"""The screen on planted diversion keeps what the documentation reports (all worlds: bench)."""

import numpy as np
import pytest
from diversion_score import score_seeds, summarise

LIMITS = {
    ("gravity", "mirror"): {"AP": (0.77, 1), "AUC": (0.95, 1), "FDR": (0.12, 0.28)},
    ("gravity", "no mirror"): {"AP": (0.60, 1)},
}


@pytest.mark.slow
def test_scores_of_fresh_worlds_of_the_first_family():
    rows = score_seeds("gravity", range(220, 232))
    found = {
        (r["family"], r["method"]): r
        for r in summarise(rows + [{**r, "family": "consignments"} for r in rows])
    }
    for key, limits in LIMITS.items():
        for name, (low, high) in limits.items():
            assert low <= found[key][name] <= high, (key, name, found[key][name])
    pooled = found["gravity", "mirror"]["total_pooled"]
    assert 0.8 <= pooled <= 1.2
    for name in ("cover_all", "cover_positives"):
        assert 0.86 <= found["gravity", "mirror"][name] <= 0.94
    rule = found["gravity", "growth rule"]
    assert rule["FDR"] > 0.7, "the growth rule is not what this is measured against by accident"
    assert np.isfinite(rule["total"])
