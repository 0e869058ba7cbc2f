"""The part of the excess that neither vanished nor was seen leaving."""

from typing import Final

from sinews.core.estimate import FloatArray
from sinews.diversion.cells import Cells
from sinews.diversion.detectors.detector import Detector
from sinews.diversion.mirror import share_excess

_WANDER: Final = 0.3


def read_stayed(cells: Cells) -> FloatArray:
    """Return the share that stayed less one half, faded out where the excess drowns in noise.

    A mirror ratio wanders by about 0.3 in logs from year to year, so a share of an excess that is
    small beside the whole flow says little.
    """
    ghost, onward = share_excess(cells)
    noise = _WANDER * cells.observed
    weight = cells.excess**2 / (cells.excess**2 + noise**2 + 1.0)
    return (0.5 - ghost - onward) * weight


DETECTOR = Detector(
    id="stayed",
    label="Stayed",
    statement="The excess arrived and was not seen leaving for Russia.",
    read=read_stayed,
    bounds=(-1.0, 1.0),
    needs_mirror=True,
)
