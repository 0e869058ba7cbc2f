"""bargaining: settlement when beliefs converge and the costs of war exceed the stake."""

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.decision.integrate.state import State
from sinews.decision.theories.hypothesis import Against, Hypothesis, Thresholds
from sinews.decision.theories.shapes import passed


def satisfaction(state: State, p: Thresholds) -> FloatArray:
    """Return how far the costs of war exceed the remaining distance of beliefs."""
    learned = p["gap_start"] * np.exp(-p["gap_learning"] * state.age_months)
    gap = learned + p["gap_news"] * np.abs(state.news)
    return passed(p["cost"] - gap, np.zeros_like(p["cost"]), p["width"])


def balance_of_terms(state: State, p: Thresholds) -> FloatArray:
    """Return terms that mirror the balance of force."""
    return p["terms_balance"] * state.balance / p["balance_unit"]


HYPOTHESIS = Hypothesis(
    id="bargaining",
    label="Bargaining",
    statement="A settlement comes when beliefs about the balance converge and the costs of war "
    "exceed what is in dispute.",
    proponents=("R. Harrison Wagner", "Branislav Slantchev", "Robert Powell"),
    references=(
        "Wagner, American Journal of Political Science 44(3), 2000, 469-484 [seen]",
        "Slantchev, American Political Science Review 97(4), 2003 [abstract seen]",
        "Powell, American Journal of Political Science 48(2), 2004 [from memory]",
        "Weisiger, International Organization 70(2), 2016 [draft seen]",
    ),
    against=(
        Against(
            id="information_without_movement",
            statement="Years of fighting reveal the balance and the core terms of both sides do "
            "not move.",
            status="met",
            checked="2026-08",
            evidence=("timeline",),
            note="54 months of war; the core terms recorded in claims 3 and 22 are unmoved.",
        ),
    ),
    satisfaction=satisfaction,
    balance_of_terms=balance_of_terms,
)
