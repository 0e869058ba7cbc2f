"""commitment: no settlement holds while either side expects the other to renege."""

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.decision.integrate.state import State
from sinews.decision.theories.hypothesis import Against, Hypothesis, Thresholds
from sinews.decision.theories.shapes import passed


def _decisive(state: State, p: Thresholds) -> FloatArray:
    width = p["decisive_width"] * p["width"]
    return passed(np.abs(state.balance), p["decisive_threshold"], width)


def satisfaction(state: State, p: Thresholds) -> FloatArray:
    """Return a decisive balance or a guarantee, blocked by expected shifts of power."""
    decisive = _decisive(state, p)
    guaranteed = passed(state.guarantee, p["guarantee_threshold"], p["width"])
    blocked = np.exp(-p["shift_weight"] * state.shift * (1 - decisive))
    return np.maximum(decisive, guaranteed) * blocked


def balance_of_terms(state: State, p: Thresholds) -> FloatArray:
    """Return terms of the side that has the decisive balance."""
    return p["terms_decisive"] * np.sign(state.balance) * _decisive(state, p)


HYPOTHESIS = Hypothesis(
    id="commitment",
    label="Commitment",
    statement="No settlement holds while either side expects the other to renege; a decisive "
    "result or a credible guarantee ends the war.",
    proponents=("James Fearon", "Robert Powell", "Dan Reiter", "Alex Weisiger"),
    references=(
        "Fearon, International Organization 49(3), 1995, 379-414 [seen]",
        "Powell, International Organization 60(1), 2006, 169-203 [abstract seen]",
        "Reiter, How Wars End, 2009 [seen in roundtable]",
        "Weisiger, Logics of War, 2013 [seen in review]",
    ),
    against=(
        Against(
            id="end_without_guarantee",
            statement="The war ends with neither a decisive balance nor a guarantee.",
            status="not met",
            checked="2026-08",
            evidence=("timeline",),
            note="No end of the war is recorded.",
        ),
        Against(
            id="guarantee_without_settlement",
            statement="A credible guarantee is on offer for a year and no settlement follows.",
            status="open",
            checked="2026-08",
            evidence=("timeline",),
            note="The register holds no measure of how credible the offers were.",
        ),
    ),
    satisfaction=satisfaction,
    balance_of_terms=balance_of_terms,
)
