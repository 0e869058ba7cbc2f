"""What each kind of evidence is worth, learnt by planting diversion where there is none.

Null cells hold no diversion (control partners; the intermediaries in a year without war). Copies
of them with planted diversion show what diversion would look like in this very panel. An additive
logistic regression on the capped detectors tells the two apart; its log odds are the evidence.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sinews.core.estimate import FloatArray
from sinews.diversion.counterfactual.candidates import Cells
from sinews.diversion.evidence.detectors import DETECTORS, Detector
from sinews.errors import EstimationError

_KNOTS: Final = (0.2, 0.5, 0.8)
_RIDGE: Final = 3.0
_LEAST_PLANTED: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Planting:
    """What planted diversion looks like; wide on purpose.

    Attributes
    ----------
    share
        Range of the lost direct trade that one intermediary takes over, log-uniform. The whole
        of the literature's estimates for five neighbours together lies below it: 5 to 20 %.
    ghost
        Range of the part that never arrives, uniform, in the pairs where any does.
    ghost_pairs
        Share of pairs with ghosts.
    onward
        Range of the part of arrivals that is reported leaving for Russia.
    """

    share: tuple[float, float] = (0.005, 0.6)
    ghost: tuple[float, float] = (0.0, 1.0)
    ghost_pairs: float = 0.75
    onward: tuple[float, float] = (0.6, 1.2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A fitted additive logistic regression.

    Attributes
    ----------
    knots
        Detector id to the hinge points of its piecewise-linear curve.
    coefficients
        Detector id to slopes, then the value of a missing report.
    intercept
        Log odds at the training mix, less the log odds of the mix itself.
    """

    detectors: tuple[Detector, ...]
    knots: dict[str, FloatArray]
    coefficients: dict[str, FloatArray]
    intercept: float

    def contributions(self, cells: Cells) -> dict[str, FloatArray]:
        """Return the log odds that each kind of evidence adds, shape (n,) each."""
        return {
            d.id: _basis(d(cells), self.knots[d.id]) @ self.coefficients[d.id]
            for d in self.detectors
        }

    def log_odds(self, cells: Cells) -> FloatArray:
        """Return the log likelihood ratio of diversion against none, shape (n,)."""
        total = np.full(len(cells), self.intercept)
        for part in self.contributions(cells).values():
            total += part
        return total


def plant(cells: Cells, rng: np.random.Generator, planting: Planting) -> tuple[Cells, FloatArray]:
    """Return the cells with planted diversion, and the planted euro, shape (n,)."""
    n = len(cells)
    low, high = np.log(planting.share)
    planted = cells.lost * np.exp(rng.uniform(low, high, n)) * rng.gamma(4.0, 0.25, n)
    gone = rng.uniform(*planting.ghost, n) * (rng.random(n) < planting.ghost_pairs)
    usual = np.clip(cells.arrived_before / np.maximum(cells.sent_before, 1.0), 0.3, 2.0)
    usual = np.where(cells.sent_before > 1e4, usual, 1.06)
    onward = planted * (1 - gone) * rng.uniform(*planting.onward, n)
    late = np.clip(cells.late_usual + rng.uniform(0.0, 0.45, n), 0.0, 1.0)
    total = cells.observed + planted
    mixed = (cells.observed * cells.late_share + planted * late) / np.maximum(total, 1.0)
    changed = replace(
        cells,
        observed=total,
        late_share=np.where(total > 0, mixed, cells.late_share),
        sent_after=cells.sent_after + planted,
        arrived_after=cells.arrived_after + planted * (1 - gone) * usual,
        onward_after=cells.onward_after + onward,
    )
    return changed, planted


def plant_bypass(cells: Cells, rng: np.random.Generator) -> tuple[Cells, FloatArray]:
    """Return the cells as if goods that came through Russia now came straight, and the euro.

    The innocent case that looks most like diversion: same product, same timing. What the partner
    used to import from Russia falls by 30 to 100 %, and exports rise by as much.
    """
    moved = cells.bypass_before * rng.uniform(0.3, 1.0, len(cells))
    moved = np.where(np.isfinite(moved), moved, 0.0)
    usual = np.clip(cells.arrived_before / np.maximum(cells.sent_before, 1.0), 0.3, 2.0)
    usual = np.where(cells.sent_before > 1e4, usual, 1.06)
    changed = replace(
        cells,
        observed=cells.observed + moved,
        sent_after=cells.sent_after + moved,
        arrived_after=cells.arrived_after + moved * usual,
        bypass_after=np.maximum(cells.bypass_before - moved, 0.0),
    )
    return changed, moved


def _basis(values: FloatArray, knots: FloatArray) -> FloatArray:
    known = np.isfinite(values)
    x = np.where(known, values, knots[0])
    columns = [x - knots[0], *(np.maximum(x - k, 0.0) for k in knots[1:]), ~known * 1.0]
    columns[0] = np.where(known, columns[0], 0.0)
    return np.column_stack(columns)


def learn_weights(
    null: Cells,
    planted: Cells,
    *,
    null_weight: FloatArray,
    planted_weight: FloatArray,
) -> Weights:
    """Fit the additive logistic regression of planted against null cells.

    Raises
    ------
    EstimationError
        Too few cells to learn from.
    """
    if len(planted) < _LEAST_PLANTED or len(null) < _LEAST_PLANTED:
        raise EstimationError(
            f"Only {len(null)} cells without and {len(planted)} with planted diversion pass the "
            "materiality floor; widen the window or bring in more partners or products."
        )
    knots, blocks, detectors = {}, [], []
    for d in DETECTORS:
        x = np.concatenate([d(null), d(planted)])
        known = x[np.isfinite(x)]
        if known.size < _LEAST_PLANTED or np.ptp(known) == 0:
            continue
        knots[d.id] = np.unique(np.quantile(known, _KNOTS))
        blocks.append(_basis(x, knots[d.id]))
        detectors.append(d)
    design = np.column_stack([np.ones(len(null) + len(planted)), *blocks])
    truth = np.concatenate([np.zeros(len(null)), np.ones(len(planted))])
    weight = (
        np.concatenate([null_weight / null_weight.sum(), planted_weight / planted_weight.sum()])
        * (len(planted) + len(null))
        / 2
    )
    beta = _fit_logistic(design, truth, weight)
    coefficients, at = {}, 1
    for d, block in zip(detectors, blocks, strict=True):
        coefficients[d.id] = beta[at : at + block.shape[1]]
        at += block.shape[1]
    return Weights(
        detectors=tuple(detectors),
        knots=knots,
        coefficients=coefficients,
        intercept=float(beta[0]),
    )


def _fit_logistic(x: FloatArray, y: FloatArray, weight: FloatArray) -> NDArray[np.float64]:
    """Newton's method with a ridge on everything but the intercept."""
    beta = np.zeros(x.shape[1])
    ridge = np.full(x.shape[1], _RIDGE)
    ridge[0] = 1e-9
    for _ in range(60):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (weight * (y - p)) - ridge * beta
        curvature = (x * (weight * p * (1 - p))[:, None]).T @ x + np.diag(ridge)
        step = np.linalg.solve(curvature, gradient)
        beta += step
        if np.abs(step).max() < 1e-8:
            break
    return beta


def empirical_p(scores: FloatArray, null: FloatArray, weight: FloatArray) -> FloatArray:
    """Return upper-tail p-values of scores against weighted null scores, never 0.

    Parameters
    ----------
    null, weight
        Scores of cells without diversion and their weights, shape (m,).
    """
    order = np.argsort(null)
    above = np.concatenate([np.cumsum(weight[order][::-1])[::-1], [0.0]])
    rank = np.searchsorted(null[order], scores, side="left")
    unit = weight.mean()
    out: FloatArray = (above[rank] + unit) / (weight.sum() + unit)
    return out


def adjust_bh(p: FloatArray, *, null_share: float = 1.0) -> FloatArray:
    """Return q-values (Benjamini and Hochberg 1995; `null_share` as in Storey 2002)."""
    n = p.size
    order = np.argsort(p)
    raw = p[order] * n * null_share / np.arange(1, n + 1)
    q = np.empty(n)
    q[order] = np.minimum.accumulate(raw[::-1])[::-1]
    out: FloatArray = np.minimum(q, 1.0)
    return out


def estimate_prior(log_odds: FloatArray, *, rounds: int = 200) -> float:
    """Return the share of cells with diversion at which the posteriors average to itself (EM)."""
    share = 0.05
    ratio = np.exp(np.clip(log_odds, -40, 40))
    for _ in range(rounds):
        share = float(np.mean(share * ratio / (share * ratio + 1 - share)))
        share = min(max(share, 1e-4), 0.9)
    return share


def posterior(log_odds: FloatArray, share: float) -> FloatArray:
    """Return the probability of diversion given the evidence and the share of such cells."""
    out: FloatArray = 1 / (1 + np.exp(-np.clip(log_odds + np.log(share / (1 - share)), -40, 40)))
    return out
