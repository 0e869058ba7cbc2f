"""Whether the rise builds up after the bans or was there from the first month."""

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.diversion.counterfactual.candidates import Cells
from sinews.diversion.evidence.detectors.detector import Detector


def read_timing(cells: Cells) -> FloatArray:
    """Return the share of the window's exports in its second half, less the usual share."""
    known = cells.observed > 0
    share = np.where(known, cells.late_share - cells.late_usual, np.nan)
    return np.asarray(share, dtype=np.float64)


DETECTOR = Detector(
    id="timing",
    label="Timing",
    statement="Exports build up after the ban rather than from the first month.",
    read=read_timing,
    bounds=(-0.5, 0.5),
)
