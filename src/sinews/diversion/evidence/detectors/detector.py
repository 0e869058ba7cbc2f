"""What a detector is: one kind of evidence, as one number a cell."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.diversion.counterfactual.candidates import Cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Detector:
    """One kind of evidence.

    Attributes
    ----------
    statement
        What a high value would mean, in words for a dossier.
    read
        Cells to one number each, within `bounds`, NaN where the data are missing. The direction is
        not fixed here: what a value is worth is learnt by planting (weights.py).
    bounds
        Values beyond are cut: no single count may outweigh everything else.
    needs_mirror
        True when it reads what partners report.
    """

    id: str
    label: str
    statement: str
    read: Callable[[Cells], FloatArray]
    bounds: tuple[float, float]
    needs_mirror: bool = False

    def __call__(self, cells: Cells) -> FloatArray:
        """Return the capped values, shape (n,)."""
        out: FloatArray = np.clip(self.read(cells), *self.bounds)
        return out
