"""The order of the parameters and of the data columns of one category."""

from typing import Final

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
