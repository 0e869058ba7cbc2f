"""The part of the excess that neither vanished nor was seen leaving."""

from sinews.core.estimate import FloatArray
from sinews.diversion.corridors.mirror import fade, share_excess
from sinews.diversion.counterfactual.candidates import Cells
from sinews.diversion.evidence.detectors.detector import Detector


def read_stayed(cells: Cells) -> FloatArray:
    """Return the share that stayed less one half, faded out where the excess drowns in noise.

    A share of an excess that is small beside the whole flow says little.
    """
    ghost, onward = share_excess(cells)
    return (0.5 - ghost - onward) * fade(cells)


DETECTOR = Detector(
    id="stayed",
    label="Stayed",
    statement="The excess arrived and was not seen leaving for Russia.",
    read=read_stayed,
    bounds=(-1.0, 1.0),
    needs_mirror=True,
)
