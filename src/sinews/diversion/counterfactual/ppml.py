"""The trade to be expected without diversion: Poisson pseudo-maximum-likelihood on untreated cells.

The mean of a cell is a[partner, product] * b[product, month] * c[partner, month]. With these three
sets of effects the first-order conditions of Poisson pseudo-maximum-likelihood (Santos Silva and
Tenreyro 2006; three-way gravity: Weidner and Zylkin 2021) say that fitted and observed sums agree
over each pair, each product-month and each partner-month. Scaling the effects in turn until they
do (iterative proportional fitting, Deming and Stephan 1940) therefore gives the same fit as a
regression, without a design matrix. Candidates left out of the fit are predicted: the imputation
estimator of Borusyak, Jaravel and Spiess (2024) with a multiplicative mean.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sinews.core.estimate import FloatArray
from sinews.errors import EstimationError

BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A three-way fit.

    Attributes
    ----------
    pair, product_month, partner_month
        Effects, shapes (P, K), (K, T) and (P, T); 0 where the cells used hold no trade.
    rounds
        Passes over the data until the fitted sums settled.
    converged
        False when the pass limit came first.
    """

    pair: FloatArray
    product_month: FloatArray
    partner_month: FloatArray
    rounds: int
    converged: bool

    def expected(self) -> FloatArray:
        """Return the fitted mean of every cell, used or not, shape (P, K, T)."""
        out: FloatArray = self.pair[:, :, None] * self.product_month[None]
        out *= self.partner_month[:, None, :]
        return out


def fit_three_way(
    exports: FloatArray, used: BoolArray, *, tolerance: float = 1e-6, most_rounds: int = 2000
) -> Fit:
    """Fit the three sets of effects on the cells that are used.

    Parameters
    ----------
    exports
        Euro, shape (P, K, T): partner, product, month; not negative.
    used
        Candidates that count as untreated, same shape.
    tolerance
        Largest relative change of a partner-month effect in the last pass.

    Raises
    ------
    EstimationError
        Shapes differ, a used cell is negative or not finite, or nothing is used.
    """
    from sinews.diversion.counterfactual._ppml_kernel import (
        sweep,  # numba takes long to load, and a brief needs no fit
    )

    if exports.shape != used.shape or exports.ndim != 3:
        raise EstimationError(
            f"The panel has shape {exports.shape}, its mask {used.shape}; both must be (P, K, T)."
        )
    y = np.where(used, exports, 0.0)
    if not (np.isfinite(y).all() and (y >= 0).all() and y.sum() > 0):
        raise EstimationError("Used cells must be finite, not negative and not all zero.")
    sums = (y.sum(2), y.sum(0), y.sum(1))
    by_product = np.ascontiguousarray(used.transpose(1, 0, 2), dtype=np.float64)
    partners, products, months = exports.shape
    a = np.ones((partners, products))
    b = np.ones((products, months))
    c = np.ones((partners, months))
    change, rounds = np.inf, 0
    while change > tolerance and rounds < most_rounds:
        change = float(sweep(by_product, sums, a, b, c))
        rounds += 1
    return Fit(
        pair=a, product_month=b, partner_month=c, rounds=rounds, converged=change <= tolerance
    )


def fill_partner_months(fit: Fit, missing: BoolArray, *, season: int = 12) -> Fit:
    """Return the fit with unidentified partner-month effects taken from the same month before.

    A partner none of whose cells of a month are used (Russia after the invasion) has no effect
    there; the effect of the same calendar month of the last year that has one stands in.

    Parameters
    ----------
    missing
        Partner-months without an identified effect, shape (P, T).
    """
    c = fit.partner_month.copy()
    for p, t in np.argwhere(missing):
        source = t - season
        while source >= 0 and missing[p, source]:
            source -= season
        c[p, t] = c[p, source] if source >= 0 else np.nanmean(c[p][~missing[p]])
    return Fit(
        pair=fit.pair,
        product_month=fit.product_month,
        partner_month=c,
        rounds=fit.rounds,
        converged=fit.converged,
    )
