"""exhaustion: the war ends when either side's means or manpower pass a floor."""

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.decision.integrate.state import State
from sinews.decision.theories.hypothesis import Against, Hypothesis, Thresholds
from sinews.decision.theories.shapes import passed


def _exhausted(state: State, p: Thresholds) -> tuple[FloatArray, FloatArray]:
    russia = np.maximum(
        1 - passed(state.means_russia, p["means_threshold"], p["width"]),
        passed(state.losses_per_recruit, p["losses_threshold"], p["width"]),
    )
    ukraine = 1 - passed(state.means_ukraine, p["means_threshold"], p["width"])
    return russia, ukraine


def satisfaction(state: State, p: Thresholds) -> FloatArray:
    """Return the chance that at least one side is exhausted, taken as independent."""
    russia, ukraine = _exhausted(state, p)
    return 1 - (1 - russia) * (1 - ukraine)


def balance_of_terms(state: State, p: Thresholds) -> FloatArray:
    """Return terms against the side that is more exhausted."""
    russia, ukraine = _exhausted(state, p)
    return p["terms_gap"] * (ukraine - russia)


HYPOTHESIS = Hypothesis(
    id="exhaustion",
    label="Exhaustion",
    statement="The war ends when the means or the manpower of either side pass a floor.",
    proponents=("models of attrition",),
    references=(
        "Langlois and Langlois, International Studies Quarterly 2009 [seen]",
        "Turchin, model of attrition warfare, 2023 [seen]",
    ),
    against=(
        Against(
            id="run_out_without_end",
            statement="A dated forecast that Russian means run out passes without an end.",
            status="met",
            checked="2026-08",
            evidence=("F076", "F079"),
            note="Usable stored tanks were nearly gone by the end of 2024; the war went on.",
        ),
        Against(
            id="recruits_hold",
            statement="Russian recruitment stays at or above losses for a further year.",
            status="not met",
            checked="2026-08",
            evidence=("F338", "F339", "F340", "F350"),
            note="Recruitment held to 2025; losses above recruits reported since December 2025.",
        ),
    ),
    satisfaction=satisfaction,
    balance_of_terms=balance_of_terms,
)
