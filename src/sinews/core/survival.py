"""Kaplan-Meier curves weighted by amount: how much of a stock has turned after n months."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

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
        Number of the cluster that is left out as a whole to find the error, shape (n_spells,).
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


def bound_curve(
    spells: Spells, n_ages: int, *, level: float = 0.9
) -> tuple[FloatArray, FloatArray]:
    """Return lower and upper ends of the curve at each age, both shape (n_ages,).

    Amounts of one package turn together, so whole blocks are left out in turn (jackknife, Efron
    1981) on the scale of the arcsine of the root, where the error of a share is even. The quantile
    is Student's with as many degrees of freedom as there are effective blocks, (sum w)^2 / sum w^2
    less one: a curve that rests on few large packages is less sure than their number says. A test
    finds the truth in .85 to .95 of simulated ledgers of 10 and of 54 blocks; percentiles of
    resampled blocks hold it in .72 to .89. One block alone bounds nothing: the interval is [0, 1].
    """
    turned, ended = _matrices(spells, n_ages)
    n_blocks, weight = len(turned), ended.sum(axis=1)
    if n_blocks < 2:
        return np.zeros(n_ages), np.ones(n_ages)
    centre = _to_angle(_product_limit(turned.sum(axis=0), _at_risk(ended.sum(axis=0))))
    without = _product_limit(turned.sum(axis=0) - turned, _at_risk(ended.sum(axis=0) - ended))
    spread = np.sqrt(((_to_angle(without) - centre) ** 2).sum(axis=0))
    effective = float(weight.sum() ** 2 / (weight**2).sum())
    reach = spread * stdtrit(max(effective - 1, 1.0), (1 + level) / 2)
    low, high = np.clip([centre - reach, centre + reach], 0, np.pi / 2)
    return np.sin(low) ** 2, np.sin(high) ** 2


def _to_angle(share: FloatArray) -> FloatArray:
    angle: FloatArray = np.arcsin(np.sqrt(np.clip(share, 0, 1)))
    return angle


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
