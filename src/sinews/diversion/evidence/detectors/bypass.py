"""Goods that used to come through Russia and now come straight: the hardest innocent case."""

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.diversion.corridors.mirror import fade
from sinews.diversion.counterfactual.candidates import Cells
from sinews.diversion.evidence.detectors.detector import Detector

_SMALL_EUR = 1e3


def read_bypass(cells: Cells) -> FloatArray:
    """Return the fall of the intermediary's imports from Russia as a share of the excess.

    Faded out where the excess drowns in the noise of the flow, as for what stayed.
    """
    fall = (cells.bypass_before - cells.bypass_after) / (
        np.maximum(cells.excess, _SMALL_EUR) + 0.1 * cells.expected
    )
    return np.asarray(np.clip(fall, -1.0, 1.5) * fade(cells))


DETECTOR = Detector(
    id="bypass",
    label="Hub bypass",
    statement="The intermediary's imports of the product from Russia fell by as much.",
    read=read_bypass,
    bounds=(-0.5, 1.5),
    needs_mirror=True,
)
