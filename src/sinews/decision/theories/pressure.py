"""pressure: settlement needs pressure at home and the conviction that force gains no more."""

from sinews.core.estimate import FloatArray
from sinews.decision.integrate.state import State
from sinews.decision.theories.hypothesis import Against, Hypothesis, Thresholds
from sinews.decision.theories.shapes import passed


def satisfaction(state: State, p: Thresholds) -> FloatArray:
    """Return the product of the two conditions: both are needed."""
    at_home = passed(state.pressure, p["pressure_threshold"], p["width"])
    convinced = 1 - passed(state.belief, p["belief_threshold"], p["width"])
    return at_home * convinced


def balance_of_terms(state: State, p: Thresholds) -> FloatArray:
    """Return terms that follow lost belief and the balance of force."""
    return (
        -p["terms_belief"] * (1 - state.belief)
        + p["terms_balance"] * state.balance / p["balance_unit"]
    )


HYPOTHESIS = Hypothesis(
    id="pressure",
    label="Pressure at home and at the front",
    statement="A settlement needs both pressure at home on the Russian leadership and its "
    "conviction that nothing more is to be had by force.",
    proponents=("the article of early 2024 that Sinews starts from",),
    references=("Goemans 2000, War and Punishment [seen in abstract]",),
    against=(
        Against(
            id="end_under_calm",
            statement="The war ends on the line or on Ukrainian terms while Russia gains ground "
            "and polls in Russia are calm.",
            status="not met",
            checked="2026-08",
            evidence=("timeline",),
            note="No end of the war is recorded.",
        ),
        Against(
            id="met_without_movement",
            statement="Both conditions hold for twelve months and Russian terms do not move.",
            status="open",
            checked="2026-08",
            evidence=("F473", "F350"),
            note="Net gains ended in April 2026; twelve months have not passed.",
        ),
    ),
    satisfaction=satisfaction,
    balance_of_terms=balance_of_terms,
)
