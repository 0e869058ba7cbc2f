"""Goods seen leaving the intermediary for Russia."""

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.diversion.counterfactual.candidates import Cells
from sinews.diversion.evidence.detectors.detector import Detector

_SMALL_EUR = 1e4
_PART = 0.05


def read_onward(cells: Cells) -> FloatArray:
    """Return the log growth of the intermediary's exports of the product to Russia.

    A twentieth of what the EU sends is added on both sides: growth of a trickle beside a large
    flow explains nothing of it.
    """
    small = _SMALL_EUR + _PART * cells.observed
    out: FloatArray = np.log((cells.onward_after + small) / (cells.onward_before + small))
    return out


DETECTOR = Detector(
    id="onward",
    label="Onward flow",
    statement="The intermediary's own exports of the product to Russia rose.",
    read=read_onward,
    bounds=(-1.0, 3.0),
    needs_mirror=True,
)
