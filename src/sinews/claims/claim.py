"""Claims of the article: what is stated, how it is checked, what the check found."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from sinews.core.figure import Figure

Kind = Literal["measured", "forecast", "causal", "normative"]
Verdict = Literal["supported", "partly", "not_supported", "not_checkable"]
When = Literal["then", "since"]
Role = Literal["bound", "condition"]

WRITTEN: Final = date(2024, 1, 31)
"""Last day of the month in which the article was at hand: what is dated later came since."""

KINDS: Final[tuple[Kind, ...]] = ("measured", "forecast", "causal", "normative")
VERDICTS: Final[tuple[Verdict, ...]] = ("supported", "partly", "not_supported", "not_checkable")


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """One test of a claim: a number that a check computes, and the bounds it must keep.

    Attributes
    ----------
    when
        Whether the number was known when the article was written, or came since.
    check
        Id of the check that computes the number; `inputs` are its settings.
    at_least, at_most, below
        Bounds of the claim; a number inside them speaks for it. `below` leaves out its own value.
    why
        Where a bound is a judgement, the reason for it.
    role
        ``condition``: what must have happened before the claim can be judged at all.
    """

    id: str
    label: str
    when: When
    check: str
    inputs: Mapping[str, object]
    at_least: float | None = None
    at_most: float | None = None
    below: float | None = None
    why: str = ""
    role: Role = "bound"

    def holds(self, value: float) -> bool:
        """Return whether a number lies inside the bounds."""
        above = self.at_least is None or value >= self.at_least
        under = self.below is None or value < self.below
        return above and under and (self.at_most is None or value <= self.at_most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One statement of the article, in our own words.

    Attributes
    ----------
    number
        Its place in the ledger, from 1.
    decided_by
        Which tests decide the verdict: those known then, those since, or both.
    then, since
        What was known when it was written and what happened afterwards; may hold
        ``[[figure id]]``.
    facts
        Ids of the facts behind it.
    typed, why
        A verdict that cannot be computed, and why not; empty where tests decide.
    """

    id: str
    number: int
    section: str
    kind: Kind
    statement: str
    then: str
    since: str
    facts: tuple[str, ...] = ()
    decided_by: tuple[When, ...] = ("then",)
    tests: tuple[Test, ...] = ()
    typed: Verdict | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A test with the figure that was found and whether it speaks for the claim."""

    test: Test
    figure: Figure
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A claim with its readings and verdict.

    Attributes
    ----------
    then, since
        What was known and what happened, with the numbers written in; empty where a claim was
        judged alone.
    """

    claim: Claim
    readings: tuple[Reading, ...]
    verdict: Verdict
    then: str = ""
    since: str = ""

    @property
    def computed(self) -> bool:
        """Whether the verdict follows from readings, not from a typed word."""
        return bool(self.readings)

    def to_json(self) -> dict[str, object]:
        """Return the record that ``sinews claims --json`` prints."""
        c = self.claim
        return {
            "id": c.id,
            "number": c.number,
            "section": c.section,
            "kind": c.kind,
            "statement": c.statement,
            "computed": self.computed,
            "verdict": self.verdict,
            "why": c.why,
            "then": self.then,
            "since": self.since,
            "facts": list(c.facts),
            "decided_by": list(c.decided_by),
            "readings": [
                {
                    "figure": r.figure.id,
                    "label": r.test.label,
                    "when": r.test.when,
                    "role": r.test.role,
                    "as_of": r.figure.as_of.isoformat(),
                    "value": r.figure.value,
                    "unit": r.figure.unit,
                    "at_least": r.test.at_least,
                    "at_most": r.test.at_most,
                    "below": r.test.below,
                    "holds": r.holds,
                    "grade": r.figure.grade,
                    "sources": list(r.figure.sources),
                }
                for r in self.readings
            ],
        }
