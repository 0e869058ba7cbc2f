"""Goods that used to come through Russia and now come straight: the hardest innocent case."""

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.diversion.cells import Cells
from sinews.diversion.detectors.detector import Detector

_SMALL_EUR = 1e3


def read_bypass(cells: Cells) -> FloatArray:
    """Return the fall of the intermediary's imports from Russia as a share of the excess."""
    excess = np.maximum(cells.excess, _SMALL_EUR)
    out: FloatArray = (cells.bypass_before - cells.bypass_after) / excess
    return out


DETECTOR = Detector(
    id="bypass",
    label="Hub bypass",
    statement="The intermediary's imports of the product from Russia fell by as much.",
    read=read_bypass,
    bounds=(-0.5, 1.5),
    needs_mirror=True,
)
