"""All termination hypotheses. To add one: write its module here and list its HYPOTHESIS below."""

from sinews.core.registry import Registry
from sinews.decision.theories import (
    bargaining,
    base_rate,
    commitment,
    denial,
    exhaustion,
    pressure,
)
from sinews.decision.theories.hypothesis import Hypothesis

HYPOTHESES: Registry[Hypothesis] = Registry(
    "hypothesis",
    (
        pressure.HYPOTHESIS,
        denial.HYPOTHESIS,
        exhaustion.HYPOTHESIS,
        commitment.HYPOTHESIS,
        bargaining.HYPOTHESIS,
        base_rate.HYPOTHESIS,
    ),
)
