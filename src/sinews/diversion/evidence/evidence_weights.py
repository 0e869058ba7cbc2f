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
from sinews.diversion.counterfactual.candidates import Candidates
from sinews.diversion.evidence.detectors import CIF_ALLOWANCE, DETECTORS, Detector
from sinews.errors import EstimationError

_KNOTS: Final = (0.1, 0.3, 0.5, 0.7, 0.9, 0.97)
_RIDGE: Final = 1.0
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
    late_onward
        Share of pairs whose goods leave a month after they came.
    latest_start
        Part of the window within which diversion starts.
    active
        Share of months in which a running diversion ships.
    """

    share: tuple[float, float] = (0.005, 0.6)
    ghost: tuple[float, float] = (0.0, 1.0)
    ghost_pairs: float = 0.75
    onward: tuple[float, float] = (0.6, 1.2)
    late_onward: float = 0.3
    latest_start: float = 0.7
    active: float = 0.85


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

    def contributions(self, cells: Candidates) -> dict[str, FloatArray]:
        """Return the log odds that each kind of evidence adds, shape (n,) each."""
        return {
            d.id: _basis(d(cells), self.knots[d.id]) @ self.coefficients[d.id]
            for d in self.detectors
        }

    def log_odds(self, cells: Candidates) -> FloatArray:
        """Return the log likelihood ratio of diversion against none, shape (n,)."""
        total = np.full(len(cells), self.intercept)
        for part in self.contributions(cells).values():
            total += part
        return total


def plant(
    cells: Candidates, rng: np.random.Generator, planting: Planting
) -> tuple[Candidates, FloatArray]:
    """Return the cells with planted diversion, and the planted euro, shape (n,)."""
    n = len(cells)
    low, high = np.log(planting.share)
    amount = cells.lost * np.exp(rng.uniform(low, high, n)) * rng.gamma(4.0, 0.25, n)
    gone = rng.uniform(*planting.ghost, n) * (rng.random(n) < planting.ghost_pairs)
    leaving = (1 - gone) * rng.uniform(*planting.onward, n)
    profile = _draw_profile(n, cells.sent_months.shape[1], rng, planting)
    late = rng.random(n) < planting.late_onward
    return add_diversion(cells, amount, profile, gone, leaving, late=late), amount


def _draw_profile(n: int, months: int, rng: np.random.Generator, planting: Planting) -> FloatArray:
    """Return shares of months in planted amounts, shape (n, months): a start, a ramp, and lots."""
    t = np.arange(months)
    start = rng.integers(0, max(round(planting.latest_start * months), 1), (n, 1))
    ramp = np.clip((t - start + 1) / rng.integers(1, 4, (n, 1)), 0, 1)
    lots = ramp * rng.gamma(2.0, 0.5, (n, months)) * (rng.random((n, months)) < planting.active)
    lots[:, -1] += 1e-3
    out: FloatArray = lots / lots.sum(1, keepdims=True)
    return out


def add_diversion(
    cells: Candidates,
    amount: FloatArray,
    profile: FloatArray,
    gone: FloatArray,
    leaving: FloatArray,
    *,
    late: NDArray[np.bool_] | None = None,
) -> Candidates:
    """Return the cells with diverted trade added to all that is reported of them.

    Parameters
    ----------
    amount
        Euro over the window, shape (n,).
    profile
        Shares of months, shape (n, N).
    gone, leaving
        Shares of it that never arrive, and that are seen leaving for Russia, shape (n,).
    late
        Candidates whose goods leave a month after they came, shape (n,).
    """
    usual = _usual_arrival(cells)
    months = amount[:, None] * profile
    onward = months * leaving[:, None]
    if late is not None:
        moved = np.concatenate([np.zeros((len(cells), 1)), onward[:, :-1]], axis=1)
        onward = np.where(late[:, None], moved, onward)
    half = profile.shape[1] // 2
    total = cells.observed + amount
    mixed = cells.observed * cells.late_share + amount * profile[:, half:].sum(1)
    return replace(
        cells,
        observed=total,
        late_share=np.where(total > 0, mixed / np.maximum(total, 1.0), cells.late_share),
        sent_after=cells.sent_after + amount,
        arrived_after=cells.arrived_after + amount * (1 - gone) * usual,
        onward_after=cells.onward_after + onward.sum(1),
        sent_months=cells.sent_months + months,
        arrived_months=cells.arrived_months + months * ((1 - gone) * usual)[:, None],
        onward_months=cells.onward_months + onward,
    )


def _usual_arrival(cells: Candidates) -> FloatArray:
    """Return the pair's usual ratio of arrivals to exports, the CIF allowance without a past."""
    usual = np.clip(cells.arrived_before / np.maximum(cells.sent_before, 1.0), 0.3, 2.0)
    out: FloatArray = np.where(cells.sent_before > 1e4, usual, CIF_ALLOWANCE)
    return out


def plant_bypass(cells: Candidates, rng: np.random.Generator) -> tuple[Candidates, FloatArray]:
    """Return the cells as if goods that came through Russia now came straight, and the euro.

    The innocent case that looks most like diversion: same product, same timing. What the partner
    used to import from Russia falls by 30 to 100 %, and exports rise by as much.
    """
    moved = cells.bypass_before * rng.uniform(0.3, 1.0, len(cells))
    moved = np.where(np.isfinite(moved), moved, 0.0)
    flat = np.full(cells.sent_months.shape, 1.0 / max(cells.sent_months.shape[1], 1))
    nothing = np.zeros(len(cells))
    changed = replace(
        add_diversion(cells, moved, flat, nothing, nothing),
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
    null: Candidates,
    planted: Candidates,
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
    beta = fit_logistic(design, truth, weight, ridge=_RIDGE)
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


def fit_logistic(
    x: FloatArray, y: FloatArray, weight: FloatArray, *, ridge: float
) -> NDArray[np.float64]:
    """Fit by Newton's method, with a ridge on everything but the intercept."""
    beta = np.zeros(x.shape[1])
    penalty = np.full(x.shape[1], ridge)
    penalty[0] = 1e-9
    for _ in range(60):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (weight * (y - p)) - penalty * beta
        curvature = (x * (weight * p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        beta += step
        if np.abs(step).max() < 1e-8:
            break
    return beta
