"""Exports above the calibrated range of the counterfactual."""

from sinews.core.estimate import FloatArray
from sinews.diversion.counterfactual.candidates import Cells
from sinews.diversion.evidence.detectors.detector import Detector


def read_volume(cells: Cells) -> FloatArray:
    """Return the standard score of observed exports."""
    return cells.predictive.score(cells.observed)


DETECTOR = Detector(
    id="volume",
    label="Volume",
    statement="Exports lie above the range expected without the war.",
    read=read_volume,
    bounds=(-2.0, 5.0),
)
