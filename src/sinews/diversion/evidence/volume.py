"""What the volume alone says: how much better exports fit with diversion than without.

A diverted amount is a share of the product's lost direct trade, log-uniform before anything is
seen. Under each share the rest must fit the calibrated predictive of undiverted exports; the
average over shares against no diversion is a Bayes factor (Kass and Raftery 1995).
"""

from typing import Final

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.diversion.counterfactual.candidates import FLOOR_EUR, Candidates

SHARES: Final = (0.005, 1.0)
"""Range of the lost direct trade that one intermediary takes over (assumed: all estimates of the
literature for five neighbours together, 5 to 20 %, lie inside)."""
_STEPS: Final = 25
_Z90: Final = 1.6449


def _log_density(x: FloatArray, mean: FloatArray, variance: FloatArray) -> FloatArray:
    from scipy.special import gammaln

    shape = np.maximum(mean**2 / np.maximum(variance, 1.0), 1e-6)
    scale = mean / shape
    logs = (shape - 1) * np.log(np.maximum(x, 1.0)) - x / scale
    out: FloatArray = np.where(x > 0, logs - gammaln(shape) - shape * np.log(scale), -np.inf)
    return out


def _likelihoods(cells: Candidates) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return amounts, their likelihoods against the best one, and the log of that one to none."""
    shares = np.geomspace(*SHARES, _STEPS)
    amounts = shares[None] * cells.lost[:, None]
    p = cells.predictive
    variance = p.variance * np.maximum(p.z_high / _Z90, 1.0) ** 2
    none = _log_density(np.maximum(cells.observed, 1e3), p.mean, variance)
    logs = _log_density(cells.observed[:, None] - amounts, p.mean[:, None], variance[:, None])
    best = np.maximum(logs.max(1), -1e3)
    return amounts, np.exp(logs - best[:, None]), best - none


def read_volume(cells: Candidates) -> FloatArray:
    """Return the log Bayes factor of diversion above the floor against none, shape (n,)."""
    amounts, fit, best = _likelihoods(cells)
    mean = np.where(amounts >= FLOOR_EUR, fit, 0.0).mean(1)
    found = np.log(np.maximum(mean, 1e-300)) + best
    return np.asarray(np.where(np.isfinite(cells.lost), found, np.nan))


def expect_amount(cells: Candidates) -> FloatArray:
    """Return what is expected to be diverted if anything is, euro, shape (n,).

    The mean over amounts by their fit, not above the excess or the lost direct trade; 0 where there
    is no excess. Beside a large flow an excess is mostly noise, and the amount is smaller.
    """
    amounts, fit, _ = _likelihoods(cells)
    total = fit.sum(1)
    mean = (fit * amounts).sum(1) / np.maximum(total, 1e-300)
    return np.asarray(np.where(total > 0, np.clip(cells.excess, 0.0, mean), 0.0))


def draw_amounts(cells: Candidates, uniform: FloatArray) -> FloatArray:
    """Return draws of the diverted amount of cells that are diverted, euro.

    Parameters
    ----------
    uniform
        Numbers in [0, 1), shape (n,), one draw a cell.
    """
    amounts, fit, _ = _likelihoods(cells)
    share = np.cumsum(fit, axis=1)
    at = (share < uniform[:, None] * share[:, -1:]).sum(1)
    drawn = np.take_along_axis(amounts, np.minimum(at, _STEPS - 1)[:, None], axis=1)[:, 0]
    return np.asarray(np.where(share[:, -1] > 0, np.clip(cells.excess, 0.0, drawn), 0.0))
