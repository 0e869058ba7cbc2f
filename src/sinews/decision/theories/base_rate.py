"""base_rate: none of the theories; wars of this age end at the historical rate."""

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.decision.integrate.state import State
from sinews.decision.theories.hypothesis import Against, Hypothesis, Thresholds


def satisfaction(state: State, p: Thresholds) -> FloatArray:  # noqa: ARG001
    """Return zeros: the state of the war is irrelevant, the hazard ratio is 1 throughout."""
    return np.zeros(state.shape)


def balance_of_terms(state: State, p: Thresholds) -> FloatArray:  # noqa: ARG001
    """Return zeros: terms follow the historical shares."""
    return np.zeros(state.shape)


HYPOTHESIS = Hypothesis(
    id="base_rate",
    label="Base rate",
    statement="None of the theories: wars of this age end at the rate of the historical record, "
    "on terms as in that record.",
    proponents=("the record of interstate wars since 1823",),
    references=(
        "Sarkees and Wayman, Resort to War, 2010; Correlates of War Inter-State War list v4.0",
    ),
    against=(
        Against(
            id="unusual_length",
            statement="The war outlasts nine in ten of the recorded wars of its age.",
            status="not met",
            checked="2026-08",
            evidence=("wars",),
            note="About half of the wars that reached 23 months reached 54.",
        ),
    ),
    satisfaction=satisfaction,
    balance_of_terms=balance_of_terms,
)
