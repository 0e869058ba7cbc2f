"""Which parts of the model are on, the order of its parameters, and the levels of a forecast."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.core.registry import Registry

PARAMETERS: Final[tuple[str, ...]] = (
    "level",
    "tempo",
    "drones",
    "shells",
    "depletion",
    "fielded",
    "storage",
    "refurbish",
    "gamma",
    "over",
    "over_share",
    "persistence",
    "gain",
    "noise",
    "new",
    "new_growth",
    "trend",
)
"""Order of a parameter vector; each entry is on the real line (see `priors.Prior`)."""
NO_STOCK, EQUIPMENT, MANPOWER = 0, 1, 2
N_QUANTILES: Final = 200
LEVELS: Final[FloatArray] = (np.arange(1, N_QUANTILES + 1) - 0.5) / N_QUANTILES
"""The levels at which a forecast is written down; beside the model, which loads a compiler."""
WITH_STORAGE: Final = ("tank", "afv", "artillery")
_STOCK_PARAMETERS: Final = frozenset(
    ("depletion", "fielded", "storage", "refurbish", "gamma", "over", "over_share", "new")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """Which parts of the model are switched on; everything but `full` is an ablation."""

    id: str
    label: str
    stocks: bool = True
    neutral: frozenset[str] = frozenset()


STRUCTURES: Registry[Structure] = Registry(
    "structure",
    (
        Structure(id="full", label="the model"),
        Structure(id="no_stocks", label="without stocks", stocks=False, neutral=_STOCK_PARAMETERS),
        Structure(id="no_drones", label="without drones", neutral=frozenset({"drones"})),
        Structure(id="no_shells", label="without shells", neutral=frozenset({"shells"})),
        Structure(
            id="no_ratio",
            label="with a constant reporting ratio",
            neutral=frozenset({"over_share"}),
        ),
        Structure(
            id="ar_only",
            label="autoregression only",
            stocks=False,
            neutral=_STOCK_PARAMETERS | {"tempo", "drones", "shells", "trend"},
        ),
    ),
)
