"""The unknowns behind each future: parameters, elasticities, thresholds of the theories."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from sinews.campaign.elasticities import load_elasticities
from sinews.campaign.model.declared import campaign_model
from sinews.campaign.run.setting import Setting
from sinews.core.estimate import FloatArray, Grade
from sinews.core.rng import stream
from sinews.decision.theories.parameters import load_thresholds

RATIOS: Final[Mapping[str, tuple[str, str]]] = {
    "Russian output over European shell capacity at the start": ("ru_output", "eu_capacity_start"),
    "Russian over Ukrainian people at the start": ("men_ru", "men_ua"),
}
"""Named ratios that describe a slanted boundary with one limit."""
NOTABLE: Final = 0.1
"""An assumption that moves a difference by more than this part of its spread is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknowns:
    """Values of what differs between futures.

    Attributes
    ----------
    names, grades
        One an unknown.
    values
        Shape (n_futures, n_unknowns).
    """

    names: tuple[str, ...]
    grades: tuple[Grade, ...]
    values: FloatArray

    def of_grade(self, grade: Grade) -> FloatArray:
        """Return the columns of one grade."""
        return self.values[:, [g == grade for g in self.grades]]

    def column(self, name: str) -> FloatArray:
        """Return one unknown, (n_futures, 1)."""
        return self.values[:, [self.names.index(name)]]


def list_unknowns(setting: Setting) -> Unknowns:
    """Return parameters and elasticities that differ between futures."""
    d, grades = setting.draws, read_grades()
    names = [*(p.name for p in campaign_model().parameters), *d.effects]
    values = np.vstack([d.parameters, np.stack(list(d.effects.values()))]).T
    free = np.flatnonzero(np.ptp(values, axis=0) > 0)
    return Unknowns(
        names=tuple(names[i] for i in free),
        grades=tuple(grades[names[i]] for i in free),
        values=np.ascontiguousarray(values[:, free]),
    )


def read_grades() -> Mapping[str, Grade]:
    """Return the grade of every parameter and elasticity."""
    grades: dict[str, Grade] = {p.name: p.grade or "assumed" for p in campaign_model().parameters}
    return grades | {e.id: e.grade for e in load_elasticities().values()}


def read_ratios(unknowns: Unknowns) -> FloatArray:
    """Return the named ratios of each future, shape (n_futures, n_ratios)."""
    return np.hstack([unknowns.column(a) / unknowns.column(b) for a, b in RATIOS.values()])


def read_theory(n_futures: int, seed: int) -> FloatArray:
    """Return positions of thresholds and of the base hazard, shape (n_futures, n_unknowns).

    Thresholds without a range are left out.
    """
    keys = [t.key for t in load_thresholds() if t.high > t.low]
    return np.stack(
        [stream(seed, k).random(n_futures) for k in (*keys, "decision.base_rate.hazard")], axis=1
    )


def rank_assumptions(
    unknowns: Unknowns, difference: FloatArray, *, most: int = 8
) -> tuple[tuple[str, float], ...]:
    """Return the assumed unknowns that move a difference most.

    Returns
    -------
    tuple of (name, part)
        `part` is how far the mean difference moves between the lower and the upper half of the
        unknown, in spreads (standard deviations) of the difference; only parts above `NOTABLE`.
    """
    spread = difference.std()
    if spread == 0:
        return ()
    parts = []
    for name, grade, column in zip(unknowns.names, unknowns.grades, unknowns.values.T, strict=True):
        upper = column > np.median(column)
        if grade == "assumed" and upper.any() and not upper.all():
            moved = (difference[upper].mean() - difference[~upper].mean()) / spread
            parts.append((name, float(moved)))
    parts.sort(key=lambda x: -abs(x[1]))
    return tuple((n, v) for n, v in parts[:most] if abs(v) > NOTABLE)
