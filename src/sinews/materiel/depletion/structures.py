"""Which parts of the model are on: the model itself and its ablations."""

from dataclasses import dataclass
from typing import Final

from sinews.core.registry import Registry

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
