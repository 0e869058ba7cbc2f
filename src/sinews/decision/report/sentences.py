"""Sentences about comparisons, generated from grades and intervals; never written by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sinews.core.estimate import Grade

MOSTLY_ASSUMED: Final = 0.5
"""From this share of variance on, a result is said to come from assumptions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """Strategy a against strategy b on one outcome: what a sentence is made from.

    Attributes
    ----------
    per_theory
        Theory label to (difference, low, high), simultaneous 90 % intervals of the paired
        difference; positive favours a.
    mixed
        The same with the reader's weights.
    other
        The same with the other anchoring of the theories, or None when there is none.
    anchored
        True when `mixed` has all theories at the same average rate of ending.
    share_better
        Share of futures in which a does better, with the reader's weights.
    assumed_share
        Share of the variance of the difference that rests on assumed inputs and on the theory;
        None where it was not computed, so that all is taken to.
    assumptions
        The inputs that carry most of it, largest first.
    matters
        The smallest difference that the reader said matters.
    turn
        Weight to move before the order turns, or None when no weights turn it.
    """

    a: str
    b: str
    outcome: str
    unit: str
    futures: int
    grade: Grade
    per_theory: Mapping[str, tuple[float, float, float]]
    mixed: tuple[float, float, float]
    share_better: float
    assumed_share: float | None
    assumptions: tuple[str, ...] = ()
    matters: float = 0.0
    turn: float | None = None
    weights: Mapping[str, float] = field(default_factory=dict)
    other: tuple[float, float, float] | None = None
    anchored: bool = False


def describe_contrast(c: Contrast) -> str:
    """Return the sentences that state a contrast: theories first, then the weighted number.

    The first sentence says so when the ordering comes mainly from assumptions.
    """
    parts = [_by_theory(c), _weighted(c), _other_anchoring(c), f"Grade: {c.grade}."]
    if c.assumed_share is None or c.assumed_share >= MOSTLY_ASSUMED:
        parts.insert(0, _rests_on(c))
    return " ".join(p for p in parts if p)


def _rests_on(c: Contrast) -> str:
    if c.assumed_share is None:
        return "This ordering is taken to come from assumptions (how far was not computed)."
    share = f"{100 * c.assumed_share:.0f} % of its variation"
    top = f": {'; '.join(c.assumptions[:3])}" if c.assumptions else ""
    return f"This ordering comes mainly from assumptions, not from data ({share}{top})."


def _by_theory(c: Contrast) -> str:
    ahead = [k for k, (_, low, _) in c.per_theory.items() if low > c.matters]
    behind = [k for k, (_, _, high) in c.per_theory.items() if high < -c.matters]
    open_ = [k for k in c.per_theory if k not in ahead and k not in behind]
    if not ahead and not behind:
        return (
            f"The model does not separate {c.a} from {c.b} on {c.outcome} under any of the "
            f"{len(c.per_theory)} theories."
        )
    rest = f"; under {_listed(open_)} it does not separate them" if open_ else ""
    if ahead and behind:
        return (
            f"Which does better on {c.outcome} depends on the theory of how the war ends: the "
            f"model puts {c.a} ahead under {_listed(ahead)}, {c.b} under {_listed(behind)}{rest}."
        )
    winner, loser, under = (c.a, c.b, ahead) if ahead else (c.b, c.a, behind)
    return (
        f"Under {len(under)} of {len(c.per_theory)} theories ({_listed(under)}) the model puts "
        f"{winner} ahead of {loser} on {c.outcome}{rest}."
    )


def _weighted(c: Contrast) -> str:
    if not c.weights:
        return ""
    value, low, high = (format_to_interval(x, c.mixed[1], c.mixed[2]) for x in c.mixed)
    turn = (
        f"Moving {100 * c.turn:.0f} of 100 points of weight between theories turns the order."
        if c.turn is not None
        else "No choice of weights turns the order."
    )
    return (
        f"With the weights chosen by the reader the difference is {value} {c.unit} (sampling "
        f"error alone: {low} to {high}, {c.futures:,} futures), and {c.a} does better in "
        f"{100 * c.share_better:.0f} of 100 futures. {turn}"
    )


def _other_anchoring(c: Contrast) -> str:
    if c.other is None or not c.weights:
        return ""
    value, low, high = (format_to_interval(x, c.other[1], c.other[2]) for x in c.other)
    which = "as they are" if c.anchored else "set to the same average rate of ending"
    order = "turns" if c.other[0] * c.mixed[0] < 0 else "stays"
    return f"With all theories {which} it is {value} {c.unit} ({low} to {high}): the order {order}."


def describe_base_rate(hazard: tuple[float, float, float]) -> str:
    """Return the sentence that stands beside every chance of an end.

    Parameters
    ----------
    hazard
        Low, mean and high of the monthly hazard.
    """
    from math import exp

    low, mean, high = (100 * (1 - exp(-12 * h)) for h in hazard)
    return (
        f"With the record of wars of this age alone, the base rate of an end is {mean:.0f} % a "
        f"year ({low:.0f} to {high:.0f})."
    )


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def format_to_interval(value: float, low: float, high: float) -> str:
    """Return a number with no more digits than half its interval supports."""
    from math import floor, log10

    half = abs(high - low) / 2
    if half <= 0:
        return f"{value:,.4g}"
    digits = -floor(log10(half))
    rounded = round(value, digits)
    return f"{rounded:,.{max(0, digits)}f}"
