"""Where an excess went: never arrived, went on to Russia, or stayed."""

from dataclasses import dataclass

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.diversion.cells import Cells
from sinews.diversion.mirror import share_excess


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """The three parts of each excess, euro, shape (n,); they add up to it.

    NaN in all three where the importer did not report: missing is not zero. Where it reported
    imports but no exports to Russia (members of the customs union trade without declarations),
    `onward` is NaN and `stayed` is an upper bound.
    """

    ghost: FloatArray
    onward: FloatArray
    stayed: FloatArray


def allocate_excess(cells: Cells) -> Allocation:
    """Return the three-way allocation of positive excesses.

    The ghost part is what the pair's own past ratio says should have arrived and did not; the
    onward part is the rise of the intermediary's exports of the product to Russia; what is left
    stayed. Parts are cut to the excess in that order.
    """
    excess = np.maximum(cells.excess, 0.0)
    ghost_share, onward_share = share_excess(cells)
    ghost = np.clip(ghost_share, 0.0, 1.0) * excess
    onward = np.minimum(np.clip(onward_share, 0.0, 1.0) * excess, excess - ghost)
    seen = np.where(np.isfinite(onward), onward, 0.0)
    return Allocation(ghost=ghost, onward=onward, stayed=excess - ghost - seen)
