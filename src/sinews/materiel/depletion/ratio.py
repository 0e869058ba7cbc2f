"""Claimed losses against visually confirmed ones: the ratio over time, and what it may mean."""

from dataclasses import dataclass

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.materiel.depletion.history import History, month_days
from sinews.materiel.depletion.priors import read_setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """The claimed-to-confirmed ratio of one category up to an origin.

    Attributes
    ----------
    start
        Log of the mean ratio of the first months.
    drift
        Log of the trailing ratio less `start`, shape (n_months,).
    seen
        Changes between half-years of the log ratio and of the log confirmed losses of the other
        side, shape (n, 2).
    """

    start: float
    drift: FloatArray
    seen: FloatArray


def claimed_until(history: History, category: str, day: FloatArray) -> FloatArray:
    """Return cumulative claims at given days since the first month; linear inside a month."""
    ends = np.concatenate([[0.0], np.cumsum(month_days(history.months))])
    claims = np.nan_to_num(history.claimed[category])
    total = np.concatenate([[0.0], np.cumsum(claims)])
    found: FloatArray = np.interp(day + 1.0, ends, total)
    return found


def trailing_ratio(history: History, category: str, window: int) -> FloatArray:
    """Return claimed over confirmed of the trailing window, shape (n_months,); nan before it.

    Both are counted up to the day on which the confirmed losses were read; the first window
    begins with the war.
    """
    confirmed = history.confirmed[("RU", category)]
    claimed = claimed_until(history, category, history.scraped[("RU", category)])
    out = np.full(len(history), np.nan)
    for t in range(window - 1, len(history)):
        before = t - window
        base = (0.0, 0.0) if before < 0 else (claimed[before], confirmed[before])
        if np.isnan(base[1]):
            base = (0.0, 0.0)
        seen = confirmed[t] - base[1]
        if np.isfinite(seen) and seen > 0:
            out[t] = (claimed[t] - base[0]) / seen
    return out


def measure_ratio(history: History, category: str) -> Ratio:
    """Return start, drift and half-yearly changes; all zero where nothing is confirmed."""
    window, first = int(read_setting("ratio_window")), int(read_setting("ratio_start"))
    if ("RU", category) not in history.confirmed:
        return Ratio(start=0.0, drift=np.zeros(len(history)), seen=np.zeros((0, 2)))
    log = fill_forward(np.log(trailing_ratio(history, category, window)))
    start = float(log[:first].mean())
    return Ratio(start=start, drift=log - start, seen=_half_years(history, category, log, window))


def fill_forward(values: FloatArray) -> FloatArray:
    """Return values with gaps filled from before, and leading gaps from the first value."""
    known = np.flatnonzero(np.isfinite(values))
    at = np.clip(np.searchsorted(known, np.arange(len(values)), side="right") - 1, 0, None)
    filled: FloatArray = values[known[at]]
    return filled


def _half_years(history: History, category: str, log: FloatArray, window: int) -> FloatArray:
    """Return changes between whole windows of the log ratio and the other side's confirmed."""
    other = fill_forward(history.confirmed[("UA", category)])
    ends = np.arange(window, len(history), window)
    starts = np.concatenate([[0.0], other[ends[:-1]]])
    added = np.maximum(other[ends] - starts, 1.0)
    return np.stack([np.diff(log[ends]), np.diff(np.log(added))], axis=1)
