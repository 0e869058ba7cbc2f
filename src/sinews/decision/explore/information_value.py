"""What to learn first: unknowns ranked by the value of knowing them before choosing."""

from dataclasses import dataclass

import numpy as np

from sinews.core.estimate import FloatArray, Grade
from sinews.decision.compare.regret import compute_regret, value_of_knowing_theory
from sinews.decision.compare.study import Answer
from sinews.decision.explore.evppi import InformationValue, value_information
from sinews.decision.integrate.outcomes import Measured
from sinews.decision.integrate.unknowns import (
    Unknowns,
    list_unknowns,
    rank_assumptions,
    read_theory,
)
from sinews.decision.report.names import plain_name
from sinews.decision.report.sentences import describe_base_rate, format_to_interval
from sinews.errors import EstimationError

_GROUPS: dict[Grade, str] = {
    "assumed": "all inputs graded assumed",
    "estimated": "all inputs graded estimated",
    "counted": "all inputs graded counted",
}
_NOTHING = 1e-9
"""Gains below this are rounding, in the unit of any outcome."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """One unknown and what it would be worth to know it.

    Attributes
    ----------
    inputs
        Number of inputs it stands for.
    value
        None when it was not computed; `why_not` says why.
    """

    label: str
    kind: str
    inputs: int
    value: InformationValue | None
    why_not: str = ""

    @property
    def middle(self) -> float:
        """Middle of the bracket; below every other where nothing was computed."""
        return -np.inf if self.value is None else (self.value.lower + self.value.upper) / 2

    @property
    def changes_nothing(self) -> bool:
        """True when knowing it leaves the choice as it is in every fitted future."""
        v = self.value
        return v is not None and v.upper < _NOTHING

    def sentence(self, unit: str) -> str:
        """Return the value in words, with its bracket."""
        known = f"If {self.label} became known before choosing"
        if self.value is None:
            return f"With so few futures the value of {self.label} is not computed: {self.why_not}"
        if self.changes_nothing:
            return f"{known}, the model gives no gain: the choice stays as it is (assumed)."
        v = self.value
        low, high = max(0.0, min(v.lower, v.upper)), max(0.0, v.upper)
        half = max(high - low, 2 * v.lower_error, high / 5)
        ends = [format_to_interval(x, 0, half) for x in (low, high)]
        size = ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
        if not ends[1].strip("0."):
            return f"{known}, the model gives no gain above sampling error (assumed; not resolved)."
        open_ = "" if v.resolved else "; not resolved"
        return f"{known}, the model gives a gain of {size} {unit} (assumed{open_})."


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """Unknowns in the order of their value, and the value of knowing all but the theory."""

    outcome: Measured
    futures: int
    base_rate: tuple[float, float, float]
    everything: float
    unknowns: tuple[Unknown, ...]

    def sentences(self) -> list[str]:
        """Return the text, the most valuable first, after what it is about."""
        about = (
            "With the weights chosen by the reader, gains are those on "
            f"{self.outcome.label}, averaged over futures ({self.futures:,})."
        )
        if self.outcome.id.startswith("chance"):
            about = f"{about} {describe_base_rate(self.base_rate)}"
        return [about, *(u.sentence(self.outcome.unit) for u in self.unknowns)]

    def to_json(self) -> dict[str, object]:
        """Return the record that the command prints."""
        return {
            "outcome": self.outcome.id,
            "unit": self.outcome.unit,
            "grade": "assumed",
            "futures": self.futures,
            "everything": self.everything,
            "text": self.sentences(),
            "unknowns": [
                {
                    "label": u.label,
                    "kind": u.kind,
                    "inputs": u.inputs,
                    "lower": None if u.value is None else u.value.lower,
                    "upper": None if u.value is None else u.value.upper,
                    "resolved": None if u.value is None else u.value.resolved,
                    "text": u.sentence(self.outcome.unit),
                }
                for u in self.unknowns
            ],
        }


def rank_unknowns(found: Answer, outcome: Measured, *, most: int = 5) -> Lesson:
    """Return the unknowns of an answer ranked by the value of knowing them.

    Grades and theory thresholds are valued as groups, the top assumed parameters one by one, and
    which theory is true exactly, from the means under each.
    """
    q = found.question
    utility = outcome.sign * found.comparison.mixture(outcome.id, q.weights)
    means = outcome.sign * found.comparison.means(outcome.id)
    known = list_unknowns(found.evaluator.setting)
    unknowns = [_value(label, "grade", utility, known.of_grade(g)) for g, label in _GROUPS.items()]
    theory = read_theory(q.futures, q.seed)
    unknowns.append(_value("all thresholds of the theories", "theory", utility, theory))
    knowing = value_of_knowing_theory(means, q.weights)
    exact = InformationValue(upper=knowing, lower=knowing, lower_error=0.0, resolved=True)
    unknowns.append(
        Unknown(label="which theory is true", kind="theory", inputs=len(means), value=exact)
    )
    unknowns += [
        _value(plain_name(name), "parameter", utility, known.column(name))
        for name in _top(utility, known, most)
    ]
    return Lesson(
        outcome=outcome,
        futures=len(utility),
        base_rate=found.base_rate,
        everything=float(compute_regret(utility, means).expected.min()),
        unknowns=tuple(sorted(unknowns, key=lambda u: -u.middle)),
    )


def _top(utility: FloatArray, known: Unknowns, most: int) -> list[str]:
    """Return the assumed unknowns that move any difference to the best strategy most."""
    best = int(utility.mean(axis=0).argmax())
    parts: dict[str, float] = {}
    for i in range(utility.shape[1]):
        if i == best:
            continue
        for name, part in rank_assumptions(known, utility[:, i] - utility[:, best]):
            parts[name] = max(parts.get(name, 0.0), abs(part))
    return sorted(parts, key=lambda n: -parts[n])[:most]


def _value(label: str, kind: str, utility: FloatArray, inputs: FloatArray) -> Unknown:
    n = inputs.shape[1]
    try:
        value = value_information(utility, inputs)
    except EstimationError as error:
        return Unknown(label=label, kind=kind, inputs=n, value=None, why_not=str(error))
    return Unknown(label=label, kind=kind, inputs=n, value=value)
