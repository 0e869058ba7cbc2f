"""From log odds to a posterior that holds, and to flags: calibrated on families of worlds.

What the evidence is worth is learnt in each panel by planting (evidence_weights.py). How far its
log odds can be trusted is learnt once, on synthetic worlds of several families with known truth
(bench/diversion_learn.py): a curve from log odds to posterior, for each method, with and without
partners' reports. Worlds of every family weigh the same. How many pairs of a panel are diverted is
estimated in it and shrunk half-way to what the worlds hold.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sinews.core.estimate import FloatArray
from sinews.diversion.counterfactual.expected_exports import Method
from sinews.errors import EstimationError

GRID: Final = np.arange(-8.0, 8.5, 0.5)
"""Log odds at which the curves are kept; beyond the ends they are flat."""
_RIDGE: Final = 3.0
_KNOTS: Final = (0.2, 0.5, 0.8, 0.95, 0.99)
_TRUST: Final = 0.5
_ROUNDS: Final = 200
UNSEEN: Final = 0.5
"""What is left of a posterior where exports show no excess: it then rests on reports alone."""
Key = tuple[Method, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Curves:
    """Log odds to the logit of the posterior, by method and whether the partner reports.

    Attributes
    ----------
    usual
        Mean logit of the estimated share of diverted cells in the worlds.
    """

    logits: dict[Key, FloatArray]
    usual: dict[Key, float]

    def posterior(
        self,
        log_odds: FloatArray,
        method: Method,
        reported: NDArray[np.bool_],
        prevalence: float | None = None,
    ) -> FloatArray:
        """Return the posterior, shape (n,).

        Parameters
        ----------
        prevalence
            Logit of the share of diverted cells in the panel; that of the worlds when None.
        """
        found = []
        for known in (False, True):
            beyond = 0.0 if prevalence is None else prevalence - self.usual[method, known]
            logits = np.interp(log_odds, GRID, self.logits[method, known])
            found.append(logits + _TRUST * beyond)
        out: FloatArray = 1 / (1 + np.exp(-np.where(reported, found[1], found[0])))
        return out


@cache
def shipped_curves() -> Curves:
    """Return the curves learnt on all families (curves.csv)."""
    with (files("sinews.diversion.evidence") / "curves.csv").open(encoding="utf-8") as f:
        return read_curves(csv.DictReader(f))


def read_curves(rows: Iterable[dict[str, str]]) -> Curves:
    """Return the curves of rows method, reported, usual, log_odds, logit.

    Raises
    ------
    EstimationError
        A curve does not cover the grid, or falls somewhere.
    """
    points: dict[Key, list[tuple[float, float]]] = {}
    usual: dict[Key, float] = {}
    for r in rows:
        method: Method = "three_way" if r["method"] == "three_way" else "pre_war_mean"
        key = method, r["reported"] == "true"
        usual[key] = float(r["usual"])
        points.setdefault(key, []).append((float(r["log_odds"]), float(r["logit"])))
    logits = {}
    for key, given in points.items():
        x, y = np.array(sorted(given)).T
        if x.shape != GRID.shape or (x != GRID).any() or (np.diff(y) < 0).any():
            raise EstimationError(f"The curve of {key} is not one rising line over the grid.")
        logits[key] = y
    return Curves(logits=logits, usual=usual)


def learn_curve(log_odds: FloatArray, truth: NDArray[np.bool_], weight: FloatArray) -> FloatArray:
    """Return the logit of the posterior over `GRID`: a hinge regression made to rise.

    Parameters
    ----------
    weight
        Of each cell; the scale does not matter.
    """
    from sinews.diversion.evidence.evidence_weights import fit_logistic

    x = np.clip(log_odds, GRID[0], GRID[-1])
    knots = np.unique(np.quantile(x, _KNOTS))

    def design(v: FloatArray) -> FloatArray:
        hinges = [np.maximum(v - k, 0.0) for k in knots[1:]]
        return np.column_stack([np.ones(v.size), v - knots[0], *hinges])

    beta = fit_logistic(design(x), truth.astype(float), weight / weight.mean(), ridge=_RIDGE)
    return np.asarray(np.maximum.accumulate(design(GRID) @ beta))


def estimate_prevalence(log_odds: FloatArray) -> float:
    """Return the logit of the share of diverted cells at which posteriors average to it (EM)."""
    share, ratio = 0.05, np.exp(np.clip(log_odds, -40, 40))
    if ratio.size == 0:
        return float(np.log(share / (1 - share)))
    for _ in range(_ROUNDS):
        share = float(np.mean(share * ratio / (share * ratio + 1 - share)))
        share = min(max(share, 1e-3), 0.5)
    return float(np.log(share / (1 - share)))


def share_false(posterior: FloatArray, among: NDArray[np.bool_]) -> FloatArray:
    """Return for each cell the false share to expect among all that are at least as likely.

    The running mean of one less the posterior (Bayesian false-discovery rate: Storey 2003; Efron
    2010) over the cells that count; 1 for all others.
    """
    given = posterior[among]
    order = np.argsort(-given, kind="stable")
    running = np.cumsum(1 - given[order]) / np.arange(1, order.size + 1)
    inside = np.empty(order.size)
    inside[order] = np.maximum.accumulate(running)
    out = np.ones(posterior.size)
    out[among] = inside
    return out
