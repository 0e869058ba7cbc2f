"""Check: one figure over another, or over the mean of several."""

from collections.abc import Mapping
from typing import Any

from sinews.claims.check import Check, Desk, Found
from sinews.core.estimate import weakest
from sinews.errors import EvidenceError


def compute(settings: Mapping[str, Any], desk: Desk) -> Found:
    """Return ``figure`` over the mean of ``over``, times ``times`` where units need it.

    Raises
    ------
    EvidenceError
        The divisor is zero.
    """
    top = desk.figure(settings["figure"])
    below = settings["over"]
    bottom = [desk.figure(i) for i in ([below] if isinstance(below, str) else below)]
    mean = sum(f.value for f in bottom) / len(bottom)
    if mean == 0:
        raise EvidenceError(f"{top.id} cannot be set against {below}: that is zero.")
    factor = float(settings.get("times", 1.0))
    every = (top, *bottom)
    return Found(
        value=top.value * factor / mean,
        unit="ratio",
        grade=weakest(f.grade for f in every),
        as_of=max(f.as_of for f in every),
        sources=tuple(dict.fromkeys(s for f in every for s in f.sources)),
        method=_method(len(bottom), factor),
        rows=" ".join(dict.fromkeys(f.rows for f in every)),
        inputs=tuple(f.id for f in every),
    )


def _method(divisors: int, factor: float) -> str:
    scaled = f"The first input times {factor:g}" if factor != 1 else "The first input"
    return f"{scaled} over {'the mean of the others' if divisors > 1 else 'the second'}."


CHECK = Check(
    id="ratio",
    label="One figure over another",
    settings=("figure", "over", "times"),
    compute=compute,
)
