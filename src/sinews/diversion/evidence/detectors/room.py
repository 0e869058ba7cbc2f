"""How much direct trade there was to replace: no loss, no diversion."""

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.diversion.counterfactual.candidates import Cells
from sinews.diversion.evidence.detectors.detector import Detector

_UNIT_EUR = 1e5


def read_room(cells: Cells) -> FloatArray:
    """Return log10 of the product's lost direct exports in units of EUR 100,000."""
    out: FloatArray = np.log10(np.maximum(cells.lost, 1.0) / _UNIT_EUR)
    return out


DETECTOR = Detector(
    id="room",
    label="Lost direct trade",
    statement="Russia used to buy much of the product directly and no longer does.",
    read=read_room,
    bounds=(-1.0, 3.5),
)
