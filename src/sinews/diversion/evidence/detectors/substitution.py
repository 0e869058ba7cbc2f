"""The excess beside what Russia no longer buys directly."""

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.diversion.counterfactual.candidates import Cells
from sinews.diversion.evidence.detectors.detector import Detector

_SMALL_EUR = 1e3


def read_substitution(cells: Cells) -> FloatArray:
    """Return log10 of the lost direct trade over the excess (half the lower bound when none)."""
    excess = np.maximum(cells.excess, _SMALL_EUR)
    out: FloatArray = np.log10((cells.lost + _SMALL_EUR) / excess)
    return out


DETECTOR = Detector(
    id="substitution",
    label="Substitution",
    statement="Russia lost direct trade in the same product that the excess could replace.",
    read=read_substitution,
    bounds=(-2.0, 3.0),
)
