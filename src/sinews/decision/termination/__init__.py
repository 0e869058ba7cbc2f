"""All termination hypotheses. To add one: write its module here and list its HYPOTHESIS below."""

from sinews.core.registry import Registry
from sinews.decision.hypothesis import Hypothesis
from sinews.decision.termination import (
    bargaining,
    base_rate,
    commitment,
    denial,
    exhaustion,
    pressure,
)

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
