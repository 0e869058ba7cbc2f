"""The renewed-attack clock: months after a ceasefire until the pre-war force is rebuilt."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from sinews.core.estimate import FloatArray
from sinews.materiel.shipped import POSTERIOR

LONGEST: Final = 240
"""Months after which a force counts as not rebuilt: twenty years."""
CATEGORIES: Final = ("tank", "artillery")
"""Armoured vehicles are withdrawn: the model puts the fleet of January 2026 far below the count of
F497, which is that the number before the war was reached already. The clock returns when the model
holds against the counts of the whole force (materiel.counts)."""
_GROWTH_MONTHS: Final = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Force:
    """Draws of what a ceasefire finds, each of shape (n_draws,), in units and units a month."""

    fielded: FloatArray
    target: FloatArray
    storage: FloatArray
    storage_start: FloatArray
    refurbish: FloatArray
    gamma: FloatArray
    new: FloatArray
    new_growth: FloatArray
    month: int


def read_force(category: str) -> Force:
    """Return the shipped posterior of one category at the end of the data."""
    rows = POSTERIOR.load().posterior.filter(pl.col("category") == category)
    paths = POSTERIOR.load().stock_paths.filter(
        (pl.col("category") == category)
        & (pl.col("law") == "posterior")
        & (pl.col("stock") == "fielded")
        & ~pl.col("ahead")
    )

    def column(name: str) -> FloatArray:
        return rows[name].cast(pl.Float64).to_numpy()

    return Force(
        fielded=column("fielded_end"),
        target=column("fielded"),
        storage=column("storage_end"),
        storage_start=column("storage"),
        refurbish=column("refurbish"),
        gamma=column("gamma"),
        new=column("new"),
        new_growth=column("new_growth"),
        month=paths.height - 1,
    )


def count_months(force: Force) -> FloatArray:
    """Return months until fielded reaches the pre-war count, shape (n_draws,).

    No losses; new production and withdrawals go on as in the war (kernel.step_stock). `LONGEST`
    where twenty years are not enough.
    """
    fielded, storage = force.fielded.copy(), force.storage.copy()
    months = np.full(len(fielded), float(LONGEST))
    months[fielded >= force.target] = 0.0
    for t in range(LONGEST):
        left = np.maximum(storage, 0.0) / force.storage_start
        withdrawn = np.minimum(force.refurbish * left**force.gamma, storage)
        made = force.new * np.exp(force.new_growth * min(force.month + t, _GROWTH_MONTHS))
        storage = storage - withdrawn
        fielded = fielded + withdrawn + made
        months[(fielded >= force.target) & (months > t + 1)] = t + 1.0
    return months
