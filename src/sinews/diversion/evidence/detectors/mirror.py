"""Goods that the exporter reports and the importer does not: they never arrived."""

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.diversion.corridors.mirror import arrival_ratio
from sinews.diversion.counterfactual.candidates import Cells
from sinews.diversion.evidence.detectors.detector import Detector


def read_mirror(cells: Cells) -> FloatArray:
    """Return minus the log change of the pair's arrival ratio against its own past."""
    before, after = arrival_ratio(cells)
    known = np.isfinite(before) & np.isfinite(after)
    return np.where(known, np.log(np.where(known, before / after, 1.0)), np.nan)


DETECTOR = Detector(
    id="mirror",
    label="Mirror",
    statement="The importer reports less of what was sent than it used to.",
    read=read_mirror,
    bounds=(-1.5, 2.0),
    needs_mirror=True,
)
