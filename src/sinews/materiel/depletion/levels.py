"""The levels at which a forecast is written down; apart from the model, which loads a compiler."""

from typing import Final

import numpy as np

from sinews.core.estimate import FloatArray

N_QUANTILES: Final = 200
LEVELS: Final[FloatArray] = (np.arange(1, N_QUANTILES + 1) - 0.5) / N_QUANTILES
