"""From log odds to a posterior that holds, and to flags: calibrated on families of worlds.

What the evidence is worth is learnt in each panel by planting (evidence_weights.py). How far its
log odds can be trusted is learnt once, on synthetic worlds of several families with known truth
(bench/diversion_learn.py): a curve from log odds to posterior, for each method, with and without
partners' reports. Worlds of every family weigh the same. How likely a pair is before its own
evidence is estimated in the panel and shrunk half-way to what the worlds hold: where partners
report from its partner and from its product elsewhere, else from the whole panel, because exports
alone rise together when a region's demand does.
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
_TRUST: Final = 0.5
_ROUNDS: Final = 200
_KIND: Final = 0.25
_RATES: Final = np.array([[0.02], [0.25]])
"""Share of products of the diverted kind, and rates of diversion of both kinds, to begin with."""
_PRODUCTS: Final = 8.0
_CELLS: Final = 10.0
"""Products with that share, and cells with the rate one level above, that count beside those of a
panel, or of a partner (assumed)."""
UNSEEN: Final = 0.5
"""What is left of a posterior where exports show no excess: it then rests on reports alone."""
Key = tuple[Method, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Curves:
    """Log odds to the logit of the posterior, by method and whether the partner reports.

    Attributes
    ----------
    usual
        Logit of the share of diverted cells in the worlds that a curve was learnt on.
    estimated
        Mean of what `estimate_share` makes of the same worlds.
    """

    logits: dict[Key, FloatArray]
    usual: dict[Key, float]
    estimated: dict[Key, float]

    def ratio(
        self, log_odds: FloatArray, method: Method, reported: NDArray[np.bool_]
    ) -> FloatArray:
        """Return the log likelihood ratio that the log odds are worth, shape (n,)."""
        without, with_reports = (
            np.interp(log_odds, GRID, self.logits[method, known]) - self.usual[method, known]
            for known in (False, True)
        )
        return np.asarray(np.where(reported, with_reports, without))

    def prior_of_panel(self, log_odds: FloatArray, method: Method) -> float:
        """Return the logit of the share of diverted cells of a panel, from its exports alone.

        The share of the worlds, moved by as much as the panel's estimate differs from theirs.
        """
        beyond = estimate_share(log_odds) - self.estimated[method, False]
        return self.usual[method, False] + beyond

    def posterior(
        self,
        log_odds: FloatArray,
        method: Method,
        reported: NDArray[np.bool_],
        prior: FloatArray | float = np.nan,
    ) -> FloatArray:
        """Return the posterior, shape (n,).

        Parameters
        ----------
        prior
            Logit of the share of diverted cells to expect before a cell's own evidence; that of
            the worlds where it is NaN.
        """
        usual = np.where(reported, self.usual[method, True], self.usual[method, False])
        beyond = np.where(np.isfinite(prior), _TRUST * (prior - usual), 0.0)
        logits = self.ratio(log_odds, method, reported) + usual + beyond
        out: FloatArray = 1 / (1 + np.exp(-logits))
        return out


@cache
def shipped_curves() -> Curves:
    """Return the curves learnt on all families (curves.csv)."""
    with (files("sinews.diversion.evidence") / "curves.csv").open(encoding="utf-8") as f:
        return read_curves(csv.DictReader(f))


def read_curves(rows: Iterable[dict[str, str]]) -> Curves:
    """Return the curves of rows method, reported, usual, estimated, log_odds, logit.

    Raises
    ------
    EstimationError
        A curve does not cover the grid, or falls somewhere.
    """
    points: dict[Key, list[tuple[float, float]]] = {}
    usual: dict[Key, float] = {}
    estimated: dict[Key, float] = {}
    for r in rows:
        method: Method = "three_way" if r["method"] == "three_way" else "pre_war_mean"
        key = method, r["reported"] == "true"
        usual[key], estimated[key] = float(r["usual"]), float(r["estimated"])
        points.setdefault(key, []).append((float(r["log_odds"]), float(r["logit"])))
    logits = {}
    for key, given in points.items():
        x, y = np.array(sorted(given)).T
        if x.shape != GRID.shape or (x != GRID).any() or (np.diff(y) < 0).any():
            raise EstimationError(f"The curve of {key} is not one rising line over the grid.")
        logits[key] = y
    return Curves(logits=logits, usual=usual, estimated=estimated)


def estimate_share(log_odds: FloatArray) -> float:
    """Return the logit of the share of diverted cells at which posteriors average to it (EM)."""
    share, ratio = 0.05, np.exp(np.clip(log_odds, -40, 40))
    for _ in range(_ROUNDS if ratio.size else 0):
        share = float(np.mean(share * ratio / (share * ratio + 1 - share)))
        share = min(max(share, 1e-3), 0.5)
    return float(_logit(share))


def estimate_prior(
    ratio: FloatArray, partner: NDArray[np.intp], product: NDArray[np.intp]
) -> FloatArray:
    """Return the logit of each cell's share of diversion before its own evidence, shape (n,).

    Goods that go round through one partner often go round through others. Products are of two
    kinds, with a rate of diversion by kind and partner: a latent-class mixture fitted by
    expectation and maximisation (Dempster, Laird and Rubin 1977), a partner's rates shrunk to those
    of all. A cell's prior is what its partner and its product's other cells say.

    Parameters
    ----------
    ratio
        Log likelihood ratio of diversion against none.
    partner, product
        Of each cell, indices.
    """
    if ratio.size == 0:
        return ratio
    _, who = np.unique(partner, return_inverse=True)
    _, what = np.unique(product, return_inverse=True)
    odds = np.exp(np.clip(ratio, -12, 12))
    rates, kind = np.repeat(_RATES, who.max() + 1, axis=1), _KIND
    for _ in range(_ROUNDS):
        fit = 1 - rates[:, who] + rates[:, who] * odds
        sums = np.stack([np.bincount(what, f) for f in np.log(fit)])
        diverted_kind = _sigmoid(_logit(kind) + sums[1] - sums[0])
        share = np.stack([1 - diverted_kind[what], diverted_kind[what]])
        hit = share * rates[:, who] * odds / fit
        of_all = hit.sum(1, keepdims=True) + _CELLS * _RATES
        of_all /= share.sum(1, keepdims=True) + _CELLS
        hits, cells = (np.stack([np.bincount(who, row) for row in x]) for x in (hit, share))
        rates = (hits + _CELLS * of_all) / (cells + _CELLS)
        rates = np.clip(rates, [[5e-4], [1e-3]], [[0.5], [0.7]])
        kind = (diverted_kind.sum() + _PRODUCTS * _KIND) / (diverted_kind.size + _PRODUCTS)
    own = np.log(1 - rates[:, who] + rates[:, who] * odds)
    elsewhere = _sigmoid(_logit(kind) + (sums[1] - sums[0])[what] - (own[1] - own[0]))
    rate = elsewhere * rates[1, who] + (1 - elsewhere) * rates[0, who]
    return np.asarray(_logit(np.clip(rate, 1e-4, 0.9)))


def _sigmoid(x: FloatArray) -> FloatArray:
    out: FloatArray = 1 / (1 + np.exp(-np.clip(x, -40, 40)))
    return out


def _logit(p: FloatArray | float) -> FloatArray:
    return np.asarray(np.log(p / (1 - np.asarray(p))))


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
