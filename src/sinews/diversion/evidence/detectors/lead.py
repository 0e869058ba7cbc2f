"""A rise that began before the war speaks for demand."""

from sinews.core.estimate import FloatArray
from sinews.diversion.counterfactual.candidates import Cells
from sinews.diversion.evidence.detectors.detector import Detector


def read_lead(cells: Cells) -> FloatArray:
    """Return the log ratio of observed to fitted exports in the six months before."""
    return cells.lead


DETECTOR = Detector(
    id="lead",
    label="Rise before the war",
    statement="Exports had already risen in the six months before the invasion.",
    read=read_lead,
    bounds=(-1.5, 1.5),
)
