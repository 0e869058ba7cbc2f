"""What a termination hypothesis is: a statement, a condition, terms, and what would refute it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sinews.core.estimate import FloatArray
from sinews.decision.integrate.state import State

Thresholds = Mapping[str, FloatArray]
"""Parameter name to values of shape (n_draws, 1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """One dated, checkable statement that would count against a hypothesis.

    Attributes
    ----------
    statement
        What would have to be observed.
    status
        ``open``, ``met`` or ``not met`` at `checked`; ``open`` when the record does not decide.
    checked
        Month of the last check, ``2026-08``.
    evidence
        Fact ids and sources that decide the status.
    """

    id: str
    statement: str
    status: str
    checked: str
    evidence: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """One account of how the war may end.

    Attributes
    ----------
    statement
        One sentence in the words of its proponents' argument.
    proponents
        Who argues it.
    references
        Texts, each marked [seen] or [from memory].
    satisfaction
        How far its condition is met, (n_draws, n_months) in [0, 1].
    balance_of_terms
        Positive favours Russia, negative Ukraine, 0 the line; same shape.
    line_factor
        Name of the threshold that widens the band of terms on the line, or "".
    """

    id: str
    label: str
    statement: str
    proponents: tuple[str, ...]
    references: tuple[str, ...]
    against: tuple[Against, ...]
    satisfaction: Callable[[State, Thresholds], FloatArray]
    balance_of_terms: Callable[[State, Thresholds], FloatArray]
    line_factor: str = ""
