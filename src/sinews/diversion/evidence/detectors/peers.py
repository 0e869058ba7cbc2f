"""Goods of the same chapter that nobody banned: a boom of the whole chapter is no diversion."""

from sinews.core.estimate import FloatArray
from sinews.diversion.counterfactual.candidates import Cells
from sinews.diversion.evidence.detectors.detector import Detector


def read_peers(cells: Cells) -> FloatArray:
    """Return the shrunk log ratio of observed to expected exports of untreated goods."""
    return cells.peers


DETECTOR = Detector(
    id="peers",
    label="Unbanned goods of the chapter",
    statement="Unbanned goods of the same chapter rose as well.",
    read=read_peers,
    bounds=(-0.7, 0.7),
)
