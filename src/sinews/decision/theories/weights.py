"""The reader's weights of the theories: equal unless said otherwise."""

from collections.abc import Sequence

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.decision.theories import HYPOTHESES
from sinews.errors import UnknownNameError, UsageError


def read_weights(pairs: Sequence[str]) -> FloatArray:
    """Return weights in the order of the hypotheses, summing to one.

    Parameters
    ----------
    pairs
        Like ``["pressure=0.5", "denial=0.1"]``; hypotheses that are not named share the rest
        equally. Empty for equal weights.

    Raises
    ------
    UnknownNameError
        A name is no hypothesis.
    UsageError
        A weight is no number between 0 and 1, or they sum to more than one.
    """
    named: dict[str, float] = {}
    for pair in pairs:
        name, _, text = pair.partition("=")
        if name not in HYPOTHESES:
            raise UnknownNameError("hypothesis", name, HYPOTHESES.ids)
        try:
            named[name] = float(text)
        except ValueError:
            raise UsageError(f"{pair!r}: write a weight like {name}=0.5.") from None
        if not 0 <= named[name] <= 1:
            raise UsageError(f"{pair!r}: a weight lies between 0 and 1.")
    rest = 1 - sum(named.values())
    others = [h for h in HYPOTHESES.ids if h not in named]
    if rest < -1e-9 or (not others and abs(rest) > 1e-9):
        raise UsageError(f"The weights sum to {1 - rest:g}; they must sum to 1.")
    share = max(rest, 0.0) / len(others) if others else 0.0
    return np.array([named.get(h, share) for h in HYPOTHESES.ids])
