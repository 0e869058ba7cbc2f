"""Estimates: a quantity as draws, with its unit, its grade and its evidence."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
"""Draws have shape (n_draws,), paths (n_draws, n_periods)."""

Grade = Literal["counted", "estimated", "stated", "planned", "assumed"]
GRADES: Final[tuple[Grade, ...]] = ("counted", "estimated", "stated", "planned", "assumed")
"""What kind of knowledge a number is, from strong to weak (docs/grades.md gives the reasons).

counted
    Counted or booked, in a record that others can check: accounts, customs, photographs, names.
estimated
    Inferred from data by a method that is written down.
stated
    Said by one side, with no second observer.
planned
    Pledged, ordered, expected or aimed at: it speaks of what is to come.
assumed
    Judged; the data do not settle it.
"""


def weakest(grades: Iterable[Grade]) -> Grade:
    """Return the weakest of the grades: the grade of anything computed from all of them.

    Raises
    ------
    ValueError
        No grade was given: a number without inputs has no grade.
    """
    ranks = [GRADES.index(g) for g in grades]
    if not ranks:
        raise ValueError("weakest() needs at least one grade")
    return GRADES[max(ranks)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A median and a central interval, in the unit of the estimate."""

    low: float
    median: float
    high: float
    level: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One quantity under uncertainty.

    Attributes
    ----------
    draws
        Equally likely values, shape (n_draws,); one value for a certain quantity.
    grade
        The weakest step between the sources and this number.
    sources
        Release keys (``kiel_tracker@29``) and fact ids (``F012``).
    """

    id: str
    label: str
    unit: str
    draws: FloatArray
    grade: Grade
    method: str
    sources: tuple[str, ...]

    def interval(self, level: float = 0.9) -> Interval:
        """Return the median and the central interval that holds `level` of the draws."""
        tail = (1 - level) / 2
        low, median, high = np.quantile(self.draws, [tail, 0.5, 1 - tail])
        return Interval(low=float(low), median=float(median), high=float(high), level=level)
