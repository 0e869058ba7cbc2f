"""Where a strategy fails: a region of the inputs, stated in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from sinews.core.estimate import GRADES, FloatArray
from sinews.decision.compare.study import Answer
from sinews.decision.explore.scenario_discovery.cart import find_leaves
from sinews.decision.explore.scenario_discovery.prim import Box, find_box
from sinews.decision.integrate.outcomes import Measured
from sinews.decision.integrate.unknowns import RATIOS, list_unknowns, read_grades, read_ratios
from sinews.decision.report.names import plain_name
from sinews.decision.report.sentences import MOSTLY_ASSUMED, describe_base_rate

Method = Literal["prim", "cart"]
_SAID: Final = 3
_WHERE: Final[Mapping[Method, str]] = {
    "prim": "region that one box describes",
    "cart": "region at the end of a tree of cuts",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One input of the region, in its own unit; `low` or `high` is None where it is open."""

    input: str
    grade: str
    low: float | None
    high: float | None

    def describe(self) -> str:
        """Return the limit in words."""
        name = f"{plain_name(self.input)} ({self.grade})"
        low, high = (None if v is None else f"{v:.3g}" for v in (self.low, self.high))
        if low and high:
            return f"{name} lies between {low} and {high}"
        return f"{name} lies above {low}" if low else f"{name} lies below {high}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A box with its limits in the units of the inputs."""

    box: Box
    limits: tuple[Limit, ...]

    def to_json(self) -> dict[str, object]:
        """Return the record of the region."""
        return {
            "density": self.box.density,
            "coverage": self.box.coverage,
            "mass": self.box.mass,
            "limits": [
                {"input": x.input, "grade": x.grade, "low": x.low, "high": x.high}
                for x in self.limits
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """The regions in which a strategy does worse than another, or than a level.

    Attributes
    ----------
    base
        Share of futures in which it does worse.
    regions
        Those denser than that by three standard errors, largest coverage first; at most one with
        PRIM.
    rests
        Share of the variation of the difference that rests on assumed inputs and on the theory, or
        None where it was not computed or the comparison is with a level.
    """

    strategy: str
    other: str
    outcome: Measured
    futures: int
    base: float
    base_rate: tuple[float, float, float]
    regions: tuple[Region, ...]
    method: Method = "prim"
    rests: float | None = None

    @property
    def title(self) -> str:
        """Return the title; it says so when the regions are made of assumptions alone."""
        if not self.regions:
            return "No region found"
        if all(x.grade == "assumed" for r in self.regions for x in r.limits):
            return "Where our assumptions make it fail"
        return "Where it fails in the model"

    def sentence(self) -> str:
        """Return the regions in words, or that there is none."""
        share = f"{100 * self.base:.0f} of 100 futures"
        behind = f"{self.strategy} behind {self.other} on {self.outcome.label}"
        parts = [] if self.rests is None else [_say_rests(self.rests)]
        parts.append(f"The model puts {behind} in {share}.")
        if not self.regions:
            parts.append(
                f"With at most four inputs no {_WHERE[self.method]} is denser than that by "
                f"three standard errors, measured on {self.futures // 2:,} futures that did not "
                "choose it."
            )
        else:
            parts += [self._describe(r) for r in self.regions[:_SAID]]
            if len(self.regions) > _SAID:
                parts.append(f"The model has {len(self.regions) - _SAID} more of fewer cases.")
            parts.append("Grade: assumed.")
        if self.outcome.id.startswith("chance"):
            parts.append(describe_base_rate(self.base_rate))
        return " ".join(parts)

    def _describe(self, region: Region) -> str:
        where = ", and ".join(x.describe() for x in region.limits)
        box = region.box
        return (
            f"If {where}, it does so in {100 * box.density:.0f} of 100 futures, measured "
            f"on {self.futures // 2:,} futures that did not choose the region. The model has "
            f"{100 * box.coverage:.0f} of 100 of the cases, and "
            f"{100 * box.mass:.0f} of 100 of all futures, inside it."
        )

    def to_json(self) -> dict[str, object]:
        """Return the record that the command prints."""
        return {
            "method": self.method,
            "title": self.title,
            "text": self.sentence(),
            "grade": "assumed",
            "outcome": self.outcome.id,
            "futures": self.futures,
            "base": self.base,
            "rests_on_assumptions": self.rests,
            "regions": [r.to_json() for r in self.regions],
        }


def _say_rests(share: float) -> str:
    percent = f"{100 * share:.0f} % of its variation"
    if share >= MOSTLY_ASSUMED:
        return f"This ordering comes mainly from assumptions, not from data ({percent})."
    return f"This ordering rests on assumptions and theories in {percent}."


def discover_failure(
    found: Answer, outcome: Measured, *, worse_than: float | None = None, method: Method = "prim"
) -> Failure:
    """Return where the second strategy of an answer does worse than the first.

    Parameters
    ----------
    worse_than
        A level of the outcome to compare with instead, in its unit.
    method
        ``prim`` for one box, ``cart`` for the leaves of a tree.

    Raises
    ------
    EstimationError
        It does worse in less than 5 or in more than 95 % of futures.
    """
    q = found.question
    mixed = outcome.sign * found.comparison.mixture(outcome.id, q.weights)
    level = mixed[:, 0] if worse_than is None else outcome.sign * worse_than
    worse = mixed[:, 1] < level
    inputs, names = _inputs(found)
    boxes: tuple[Box | None, ...] = (
        (find_box(inputs, names, worse.astype(float)),)
        if method == "prim"
        else find_leaves(inputs, names, worse.astype(float))
    )
    split = found.shares.get(q.strategies[1].id, {}).get(outcome.id)
    other = q.strategies[0].label if worse_than is None else f"{worse_than:g} {outcome.unit}"
    return Failure(
        strategy=q.strategies[1].label,
        other=other,
        outcome=outcome,
        futures=int(worse.size),
        base=float(worse.mean()),
        base_rate=found.base_rate,
        regions=tuple(
            Region(box=b, limits=tuple(_state(*x, inputs, names) for x in b.limits))
            for b in boxes
            if b is not None
        ),
        method=method,
        rests=None if split is None or worse_than is not None else split.rests,
    )


def _inputs(found: Answer) -> tuple[FloatArray, tuple[str, ...]]:
    known = list_unknowns(found.evaluator.setting)
    return np.hstack([known.values, read_ratios(known)]), (*known.names, *RATIOS)


def _state(name: str, low: float, high: float, inputs: FloatArray, names: tuple[str, ...]) -> Limit:
    column = inputs[:, names.index(name)]
    grades = read_grades()
    return Limit(
        input=name,
        grade=max((grades[p] for p in RATIOS.get(name, (name,))), key=GRADES.index),
        low=None if low <= column.min() else low,
        high=None if high >= column.max() else high,
    )
