"""From a pass to cells: chapter growth, lost direct trade, leads, mirror sums."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sinews.core.estimate import FloatArray
from sinews.diversion.counterfactual.candidates import Candidates
from sinews.diversion.counterfactual.expected_exports import ExpectedExports
from sinews.diversion.counterfactual.ppml import BoolArray
from sinews.diversion.counterfactual.predictive import (
    Predictive,
    estimate_dispersion,
    floor_expected,
    window_variance,
)
from sinews.diversion.panel.panel import Panel

_LEAD_MONTHS: Final = 6
_PEER_EUR: Final = 1e4
_SMALL_EUR: Final = 1e4


def estimate_peers(panel: Panel, done: ExpectedExports) -> FloatArray:
    """Return how a chapter's untreated goods strayed from their partner's, shrunk, shape (P, K).

    Log ratios of observed to expected, less the partner's mean: the partner-month effects already
    hold its level, and a mean of logs lies below the log of a mean.
    Shrinkage by the method of moments: the weight of a chapter is its number of goods over that
    number plus the ratio of the variance within to the variance between chapters.
    """
    observed = panel.exports[:, :, done.window].sum(2)
    expected = done.expected.sum(2)
    usable = (expected > _PEER_EUR) & ~panel.treated[None]
    logs = np.log((observed + _PEER_EUR) / (expected + _PEER_EUR))
    chapters = np.array([p[:2] for p in panel.products])
    names, of = np.unique(chapters, return_inverse=True)
    member = np.eye(names.size)[of]
    n = usable @ member
    clipped = np.where(usable, np.clip(logs, -2, 2), 0.0)
    mean = clipped @ member / np.maximum(n, 1)
    own = clipped.sum(1, keepdims=True) / np.maximum(usable.sum(1, keepdims=True), 1)
    mean = np.where(n > 0, mean - own, 0.0)
    clipped = np.where(usable, clipped - own, 0.0)
    within = np.where(usable, (clipped - mean[:, of]) ** 2, 0.0).sum() / max(n.sum() - n.size, 1)
    large = n >= 3
    between = (
        max(float((mean[large] ** 2 - within / n[large]).mean()), 1e-4) if large.any() else 1e-4
    )
    shrunk = np.where(n > 0, mean * n / np.maximum(n + within / between, 1e-9), 0.0)
    out: FloatArray = shrunk[:, of]
    return out


def lost_direct(panel: Panel, done: ExpectedExports) -> FloatArray:
    """Return each product's lost direct exports to the target in the window, euro, shape (K,)."""
    target = panel.rows("target")
    if target.size == 0:
        return np.full(len(panel.products), np.nan)
    gap = done.expected[target[0]] - panel.exports[target[0]][:, done.window]
    out: FloatArray = np.maximum(gap.sum(1), 0.0)
    return out


def expected_totals(panel: Panel, done: ExpectedExports, peers: FloatArray) -> FloatArray:
    """Return expected exports of the window with chapter growth and floor, euro, shape (P, K)."""
    history = panel.exports[:, :, : done.cut]
    raw = done.expected.sum(2)
    base = history.mean(2) * done.window.size
    growth = np.ones((raw.shape[0], 1))
    for p in range(raw.shape[0]):
        known = base[p] > _SMALL_EUR
        if known.any():
            growth[p] = np.clip(raw[p][known].sum() / base[p][known].sum(), 0.2, 5.0)
    floored = floor_expected(raw, history, growth, months=done.window.size)
    out: FloatArray = floored * np.exp(peers)
    return out


def lead_before(panel: Panel, done: ExpectedExports) -> FloatArray:
    """Return the log ratio of observed to fitted exports of the last months before the cut."""
    recent = slice(max(done.cut - _LEAD_MONTHS, 0), done.cut)
    seen = panel.exports[:, :, recent].sum(2)
    fitted = done.fitted[:, :, recent].sum(2)
    out: FloatArray = np.log((seen + _SMALL_EUR) / (fitted + _SMALL_EUR))
    return out


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """All cells of one pass.

    Attributes
    ----------
    cells
        In partner-major order, every partner x product, n = P * K.
    partner, product
        Indices of each cell, shape (n,).
    phi
        Dispersion of each pair, shape (n,).
    panel, window
        The panel and the window's month indices, for what is looked up cell by cell.
    """

    cells: Candidates
    partner: NDArray[np.intp]
    product: NDArray[np.intp]
    phi: FloatArray
    months: int
    history: int
    panel: Panel
    window: NDArray[np.intp]

    def take(self, rows: BoolArray) -> Candidates:
        """Return the named cells, with what is reported of them by month of the window."""
        p, k = self.partner[rows], self.product[rows]
        flows = self.panel.mirror
        sent = arrived = onward = np.full((p.size, self.window.size), np.nan)
        if flows is not None and np.isin(self.window, flows.single_months).all():
            at = np.searchsorted(flows.starts, self.window)
            cell = (p[:, None], k[:, None])
            sent = self.panel.exports[(*cell, self.window[None])]
            arrived = flows.arrivals[(*cell, at[None])]
            onward = flows.onward[(*cell, at[None])]
        return replace(
            self.cells.take(rows), sent_months=sent, arrived_months=arrived, onward_months=onward
        )


def prepare_cells(
    panel: Panel, done: ExpectedExports, *, lost: FloatArray, mirror: dict[str, FloatArray]
) -> Prepared:
    """Return the cells of a pass with an uncalibrated predictive (tau 0.5).

    Parameters
    ----------
    lost
        Lost direct exports by product, shape (K,).
    """
    peers = estimate_peers(panel, done)
    expected = expected_totals(panel, done, peers).ravel()
    window = panel.exports[:, :, done.window]
    half = done.window.size // 2
    observed = window.sum(2)
    usual = done.expected[:, :, half:].sum(2) / np.maximum(done.expected.sum(2), 1e-9)
    late = window[:, :, half:].sum(2) / np.maximum(observed, 1.0)
    phi = estimate_dispersion(panel.exports[:, :, : done.cut]).ravel()
    n_p, n_k = observed.shape
    empty = np.empty((observed.size, 0))
    cells = Candidates(
        observed=observed.ravel(),
        expected=expected,
        predictive=_predictive(expected, phi, 0.5, done),
        lost=np.tile(lost, n_p),
        lead=lead_before(panel, done).ravel(),
        late_share=late.ravel(),
        late_usual=usual.ravel(),
        peers=peers.ravel(),
        **{k: v.ravel() for k, v in mirror.items()},
        **dict.fromkeys(("sent_months", "arrived_months", "onward_months"), empty),
    )
    return Prepared(
        cells=cells,
        partner=np.repeat(np.arange(n_p), n_k),
        product=np.tile(np.arange(n_k), n_p),
        phi=phi,
        months=done.window.size,
        history=done.cut,
        panel=panel,
        window=done.window,
    )


def _predictive(mean: FloatArray, phi: FloatArray, tau: float, done: ExpectedExports) -> Predictive:
    variance = window_variance(mean, phi, tau, months=done.window.size, history=done.cut)
    z = np.full(mean.shape, 1.6449)
    return Predictive(mean=mean, variance=variance, z_low=-z, z_high=z)


_NAMES: Final = (
    "sent_before",
    "arrived_before",
    "sent_after",
    "arrived_after",
    "onward_before",
    "onward_after",
    "bypass_before",
    "bypass_after",
)


def mirror_sums(panel: Panel, done: ExpectedExports) -> dict[str, FloatArray]:
    """Return mirror flows before and after the cut, each shape (P, K); NaN where unreported."""
    shape = (len(panel.partners), len(panel.products))
    flows = panel.mirror
    if flows is None:
        return {n: np.full(shape, np.nan) for n in _NAMES}
    length = flows.ends - flows.starts + 1
    overlap = np.minimum(flows.ends, done.window.max()) - np.maximum(flows.starts, done.cut) + 1
    before, after = flows.ends < done.cut, overlap * 2 > length
    sent = np.stack(
        [
            panel.exports[:, :, a : b + 1].sum(2)
            for a, b in zip(flows.starts, flows.ends, strict=True)
        ],
        axis=2,
    )
    out: dict[str, FloatArray] = {}
    months = done.window.size
    for name, which in (("before", before), ("after", after)):
        known = np.isfinite(flows.arrivals[:, :, which])
        none = ~known.any(2)
        out[f"sent_{name}"] = _sum(np.where(known, sent[:, :, which], 0.0), none)
        out[f"arrived_{name}"] = _sum(np.where(known, flows.arrivals[:, :, which], 0.0), none)
        for flow in ("onward", "bypass"):
            values = getattr(flows, flow)[:, :, which]
            seen = np.isfinite(values)
            span = np.maximum((seen * length[which]).sum(2), 1)
            out[f"{flow}_{name}"] = _sum(np.where(seen, values, 0.0), ~seen.any(2)) * months / span
    return out


def _sum(values: FloatArray, none: BoolArray | np.bool_) -> FloatArray:
    return np.asarray(np.where(none, np.nan, values.sum(2)), dtype=np.float64)
