"""Kaplan-Meier curves weighted by amount: how much of a stock has turned after n months."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sinews.core.estimate import FloatArray
from sinews.errors import EstimationError

IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spells:
    """Amounts that turned at an age, or were still open at an age when the data end.

    Attributes
    ----------
    age
        Months from the start, not negative, shape (n_spells,).
    amount
        Weight of each spell, shape (n_spells,).
    turned
        True where the amount turned at `age`, False where it was open then, shape (n_spells,).
    block
        Number of the cluster that is drawn as a whole in the bootstrap, shape (n_spells,).
    """

    age: IntArray
    amount: FloatArray
    turned: NDArray[np.bool_]
    block: IntArray

    def select(self, mask: NDArray[np.bool_]) -> "Spells":
        """Return the spells where the mask is true."""
        return Spells(
            age=self.age[mask],
            amount=self.amount[mask],
            turned=self.turned[mask],
            block=self.block[mask],
        )


def count_by_age(spells: Spells, n_ages: int) -> tuple[FloatArray, FloatArray]:
    """Return what turned at each age and what was at risk there, both shape (n_ages,)."""
    turned, ended = _matrices(spells, n_ages)
    return turned.sum(axis=0), _at_risk(ended.sum(axis=0))


def estimate_curve(spells: Spells, n_ages: int) -> FloatArray:
    """Return the share that has turned by each age, shape (n_ages,).

    The product-limit estimate (Kaplan and Meier 1958) in whole months, each spell weighted by its
    amount; past the oldest age at risk the curve stays where it is.

    Raises
    ------
    EstimationError
        There is nothing to estimate from.
    """
    if spells.amount.sum() <= 0:
        raise EstimationError("No amount is at risk, so there is no curve to estimate.")
    turned, risk = count_by_age(spells, n_ages)
    return _product_limit(turned, risk)


def bootstrap_curves(
    spells: Spells, n_ages: int, *, n_draws: int, rng: np.random.Generator
) -> FloatArray:
    """Return curves of resampled data, shape (n_draws, n_ages).

    Whole blocks are drawn with replacement, because amounts of one package turn together.
    """
    turned, ended = _matrices(spells, n_ages)
    n_blocks = len(turned)
    times = rng.multinomial(n_blocks, np.full(n_blocks, 1 / n_blocks), size=n_draws)
    return _product_limit(times @ turned, _at_risk(times @ ended))


def find_half_life(curves: FloatArray, share: float = 0.5) -> FloatArray:
    """Return the first age at which each curve reaches the share; infinite where it never does.

    Parameters
    ----------
    curves
        Shape (..., n_ages).
    """
    reached = curves >= share
    first = reached.argmax(axis=-1).astype(np.float64)
    return np.where(reached.any(axis=-1), first, np.inf)


def _matrices(spells: Spells, n_ages: int) -> tuple[FloatArray, FloatArray]:
    """Return turned and ended amounts by block and age, both shape (n_blocks, n_ages)."""
    _, block = np.unique(spells.block, return_inverse=True)
    age = np.minimum(spells.age, n_ages)
    shape = (int(block.max()) + 1 if len(block) else 0, n_ages + 1)
    turned, ended = np.zeros(shape), np.zeros(shape)
    np.add.at(turned, (block[spells.turned], age[spells.turned]), spells.amount[spells.turned])
    np.add.at(ended, (block, age), spells.amount)
    # The last column holds what outlives the curve: at risk at every age, turned at none.
    turned[:, n_ages] = 0
    return turned[:, :-1], ended


def _at_risk(ended: FloatArray) -> FloatArray:
    risk: FloatArray = ended[..., ::-1].cumsum(axis=-1)[..., ::-1][..., :-1]
    return risk


def _product_limit(turned: FloatArray, risk: FloatArray) -> FloatArray:
    hazard = np.divide(turned, risk, out=np.zeros_like(turned, dtype=np.float64), where=risk > 0)
    share: FloatArray = 1 - np.cumprod(1 - np.clip(hazard, 0, 1), axis=-1)
    return share
