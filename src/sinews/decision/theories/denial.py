"""denial: a durable, credible defence is enough."""

from sinews.core.estimate import FloatArray
from sinews.decision.integrate.state import State
from sinews.decision.theories.hypothesis import Against, Hypothesis, Thresholds
from sinews.decision.theories.shapes import passed


def satisfaction(state: State, p: Thresholds) -> FloatArray:
    """Return durable support times an advance that has stopped."""
    durable = passed(state.durability, p["durability_threshold"], p["width"])
    width = p["ground_width"] * p["width"]
    stopped = 1 - passed(state.ground, p["ground_threshold"], width)
    return durable * stopped


def balance_of_terms(state: State, p: Thresholds) -> FloatArray:
    """Return terms that lean little on the balance; the line is favoured by `line_factor`."""
    return p["terms_balance"] * state.balance / p["balance_unit"]


HYPOTHESIS = Hypothesis(
    id="denial",
    label="Durable defence",
    statement="A durable and credible defence is enough: once Russia cannot expect to outlast "
    "support for Ukraine, it negotiates.",
    proponents=("Richard Haass and Charles Kupchan", "Samuel Charap and Miranda Priebe"),
    references=(
        "Haass and Kupchan, Redefining Success in Ukraine, Foreign Affairs, 17 November 2023 "
        "[seen in quotation]",
        "Charap and Priebe, Avoiding a Long War, RAND PEA2510-1, January 2023 [seen in summary]",
    ),
    against=(
        Against(
            id="durable_without_settlement",
            statement="Support is durable and Russian gains have stopped for a year, and no "
            "settlement follows.",
            status="open",
            checked="2026-08",
            evidence=("F473", "F474", "F475"),
            note="Both hold since spring 2026; a year has not passed.",
        ),
    ),
    satisfaction=satisfaction,
    balance_of_terms=balance_of_terms,
    line_factor="line_factor",
)
