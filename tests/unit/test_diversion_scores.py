"""The screen on planted diversion keeps what the documentation reports (all worlds: bench).

Fault 11: on a family that was not learnt from, realised false-discovery rates were twice the
nominal one. Every family is scored here with the curves of the three others.
"""

import numpy as np
import pytest
from diversion_score import score_seeds, summarise
from synthetic_trade import FAMILIES

LEAST_AP = {"gravity": 0.80, "consignments": 0.48, "traders": 0.60, "transit": 0.55}
SEEDS = range(700, 706)


@pytest.fixture(scope="module")
def found():
    rows = [r for f in FAMILIES for r in score_seeds(f, SEEDS, ("growth rule", "mirror"))]
    return {(r["family"], r["method"]): r for r in summarise(rows)}


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
def test_rates_hold_on_a_family_that_was_left_out(found, family):
    score = found[family, "mirror"]
    assert score["AP"] >= LEAST_AP[family]
    assert 0.06 <= score["FDR"] <= 0.34, "nominal .2; six worlds scatter by .04"
    assert 0.6 <= score["total_pooled"] <= 1.6
    for name in ("cover_all", "cover_candidates"):
        assert 0.84 <= score[name] <= 0.96


@pytest.mark.slow
def test_the_growth_rule_is_not_beaten_by_accident(found):
    rule = found["gravity", "growth rule"]
    assert rule["FDR"] > 0.7
    assert np.isfinite(rule["total"])
