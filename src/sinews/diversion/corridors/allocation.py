"""Where an excess went: never arrived, went on to Russia, or stayed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from sinews.core.estimate import FloatArray
from sinews.diversion.counterfactual.candidates import Candidates
from sinews.diversion.counterfactual.ppml import BoolArray
from sinews.diversion.evidence.detectors import share_excess

if TYPE_CHECKING:
    from sinews.diversion.screen import Screen

COLUMNS: Final = ("ghost_eur", "onward_eur", "stayed_eur")


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


def allocate_excess(cells: Candidates) -> Allocation:
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


def tabulate_allocation(cells: Candidates) -> pl.DataFrame:
    """Return `COLUMNS`, null where reports are missing."""
    parts = allocate_excess(cells)
    values = (parts.ghost, parts.onward, parts.stayed)
    return pl.DataFrame(dict(zip(COLUMNS, values, strict=True))).fill_nan(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationSum:
    """Where the excess of several pairs went, euro.

    Attributes
    ----------
    ghost_eur, onward_eur, stayed_eur
        Never arrived; seen leaving for Russia; the rest.
    onward_missing_eur
        Part of `stayed_eur` of pairs whose trade with Russia is not reported: some of it may have
        gone on.
    unknown_eur
        Excess of pairs whose importer did not report.
    """

    ghost_eur: float
    onward_eur: float
    stayed_eur: float
    onward_missing_eur: float
    unknown_eur: float

    @property
    def known_eur(self) -> float:
        """The three parts together."""
        return self.ghost_eur + self.onward_eur + self.stayed_eur


def sum_allocation(screen: "Screen", rows: BoolArray | None = None) -> AllocationSum:
    """Return the allocation over pairs of a screen.

    Each pair's excess is weighted by its posterior and cut to its product's lost direct exports:
    the sum of all parts is the expected diverted value.

    Parameters
    ----------
    rows
        Which pairs, shape (n,); all when None.
    """
    cells = screen.cells
    parts = allocate_excess(cells)
    here = np.ones(len(cells), dtype=bool) if rows is None else rows
    weight = np.where(here, screen.expected_eur / np.maximum(cells.excess, 1.0), 0.0)
    known, leaving = np.isfinite(parts.ghost), np.isfinite(parts.onward)

    def total(part: FloatArray, which: BoolArray) -> float:
        return float((weight * np.where(which, part, 0.0))[which].sum())

    return AllocationSum(
        ghost_eur=total(parts.ghost, known),
        onward_eur=total(parts.onward, known & leaving),
        stayed_eur=total(parts.stayed, known),
        onward_missing_eur=total(parts.stayed, known & ~leaving),
        unknown_eur=float(screen.expected_eur[here & ~known].sum()),
    )


def sum_excess(table: pl.DataFrame) -> AllocationSum:
    """Return the allocation of the whole positive excess of rows of a detection's table."""
    t = table.with_columns(pl.col("excess_eur").clip(0)).sort("partner", "product")
    silent = pl.col("ghost_eur").is_not_null() & pl.col("onward_eur").is_null()

    def total(column: str, which: pl.Expr) -> float:
        return float(t.filter(which)[column].sum())

    return AllocationSum(
        ghost_eur=total("ghost_eur", pl.lit(value=True)),
        onward_eur=total("onward_eur", pl.lit(value=True)),
        stayed_eur=total("stayed_eur", pl.lit(value=True)),
        onward_missing_eur=total("stayed_eur", silent),
        unknown_eur=total("excess_eur", pl.col("ghost_eur").is_null()),
    )
