"""A pass: expected exports by month for one window, out of sample where anything is judged."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from sinews.core.estimate import FloatArray
from sinews.diversion.counterfactual.ppml import BoolArray, fill_partner_months, fit_three_way
from sinews.diversion.panel.panel import Panel

_FOLDS: Final = 3
LEAST_CONTROLS: Final = 5
LEAST_UNTREATED: Final = 20
Method = Literal["three_way", "pre_war_mean"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedExports:
    """Expected exports of one window.

    Attributes
    ----------
    cut
        Month index from which cells count as treated.
    window
        Month indices of the window, shape (N,).
    expected
        Predicted exports by month of the window, euro, shape (P, K, N); a cell that was held
        out in a fold is predicted by that fold.
    fitted
        Fitted exports before the cut, shape (P, K, cut).
    """

    method: Method
    cut: int
    window: NDArray[np.intp]
    expected: FloatArray
    fitted: FloatArray


def choose_method(panel: Panel) -> tuple[Method, str]:
    """Return the method that a panel allows, and why in words.

    The three-way fit needs control partners, which fix how each product moved, and untreated
    goods, which fix how each intermediary grew.
    """
    controls, untreated = panel.rows("control").size, int((~panel.treated).sum())
    if controls >= LEAST_CONTROLS and untreated >= LEAST_UNTREATED:
        why = f"{controls} control partners and {untreated} untreated goods"
        return "three_way", why
    lacks = []
    if controls < LEAST_CONTROLS:
        lacks.append(f"{controls} control partners (at least {LEAST_CONTROLS} are needed)")
    if untreated < LEAST_UNTREATED:
        lacks.append(f"{untreated} untreated goods (at least {LEAST_UNTREATED} are needed)")
    return "pre_war_mean", "the panel has " + " and ".join(lacks)


def expect_exports(
    panel: Panel, *, cut: int, window: NDArray[np.intp], seed: int, method: Method
) -> ExpectedExports:
    """Predict the window by the method, from cells that count as untreated."""
    if method == "pre_war_mean":
        return _expect_mean(panel, cut, window)
    return _expect_three_way(panel, cut, window, seed)


def _expect_mean(panel: Panel, cut: int, window: NDArray[np.intp]) -> ExpectedExports:
    """Expect the mean before the cut, grown like the partner's other goods where they are known.

    Other goods are all that the panel does not hold; without them, its unbanned goods.
    """
    level = panel.exports[:, :, :cut].mean(2, keepdims=True)
    growth = np.ones((level.shape[0], 1, 1))
    others = panel.unsanctioned
    if others is None and int((~panel.treated).sum()) >= LEAST_UNTREATED:
        others = panel.exports[:, ~panel.treated].sum(1)
    if others is not None:
        before, after = others[:, :cut].mean(1), others[:, window].mean(1)
        known = (before > 0) & (np.arange(before.size) != panel.rows("target"))
        growth[known, 0, 0] = after[known] / before[known]
    return ExpectedExports(
        method="pre_war_mean",
        cut=cut,
        window=window,
        expected=np.repeat(level * growth, window.size, axis=2),
        fitted=np.repeat(level, cut, axis=2),
    )


def _expect_three_way(
    panel: Panel, cut: int, window: NDArray[np.intp], seed: int
) -> ExpectedExports:
    """Fit on untreated cells and predict; null pairs take turns at being held out.

    Held out in every fold: the target, and the intermediaries' treated goods. In one of the folds
    each: the controls' treated goods and the intermediaries' untreated goods.
    """
    last = int(window.max()) + 1
    exports = panel.exports[:, :, :last]
    after = np.arange(last) >= cut
    always, turns = _held_out(panel)
    fold = np.random.default_rng([seed, 3]).integers(0, _FOLDS, always.shape)
    logs = np.zeros((*always.shape, window.size))
    fitted = np.zeros((*always.shape, cut))
    missing = np.zeros((exports.shape[0], last), dtype=bool)
    missing[panel.rows("target")] = after
    for f in range(_FOLDS):
        out = always | (turns & (fold == f))
        fit = fit_three_way(exports, ~(out[:, :, None] & after))
        mean = fill_partner_months(fit, missing).expected()
        fitted += mean[:, :, :cut] / _FOLDS
        share = np.where(turns, fold == f, 1 / _FOLDS)
        logs += share[:, :, None] * np.log(np.maximum(mean[:, :, window], 1e-3))
    return ExpectedExports(
        method="three_way", cut=cut, window=window, expected=np.exp(logs), fitted=fitted
    )


def _held_out(panel: Panel) -> tuple[BoolArray, BoolArray]:
    always = np.zeros(panel.exports.shape[:2], dtype=bool)
    hubs, treated = panel.rows("intermediary"), panel.treated
    always[np.ix_(hubs, treated)] = True
    always[panel.rows("target")] = True
    turns = np.zeros_like(always)
    turns[np.ix_(panel.rows("control"), treated)] = True
    turns[np.ix_(hubs, ~treated)] = True
    return always, turns


def year_without_war(cut: int, window: NDArray[np.intp]) -> tuple[int, NDArray[np.intp]] | None:
    """Return cut and window of the year before the war, None where the data are too short.

    The same months a year earlier, cut off where the war begins.
    """
    start = cut - 12
    if start < 6:
        return None
    months = np.arange(start, min(cut, start + window.size))
    return start, months
