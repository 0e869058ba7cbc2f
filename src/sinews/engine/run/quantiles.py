"""Quantiles of any number of runs in fixed memory: histograms whose counts add exactly."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sinews.core.estimate import FloatArray
from sinews.errors import EstimationError

BINS = 512
MARGIN = 0.25
"""Share of the pilot's range that is added at each end."""


@dataclass(slots=True, kw_only=True)
class Histogram:
    """Counts of outcomes between ends that were fixed before.

    Whole numbers add up the same in any order, so merged histograms equal the histogram of all
    runs. A quantile is off by at most one bin: 1/512 of the range between the ends.

    Attributes
    ----------
    low, high
        Ends, shape (n_marks, n_outcomes).
    counts
        Shape (n_marks, n_outcomes, BINS + 2); the outermost hold what lies beyond the ends.
    least, most
        The smallest and largest value seen, shape (n_marks, n_outcomes).
    missing
        Runs without a value, shape (n_marks, n_outcomes).
    """

    low: FloatArray
    high: FloatArray
    counts: NDArray[np.int64]
    least: FloatArray
    most: FloatArray
    missing: NDArray[np.int64]

    def add(self, values: FloatArray) -> None:
        """Count values of shape (n_marks, n_outcomes, n_runs)."""
        width = (self.high - self.low)[..., None]
        place = np.floor((values - self.low[..., None]) / width * BINS)
        known = ~np.isnan(values)
        cells = np.clip(np.where(known, place, 0), -1, BINS).astype(np.int64) + 1
        n_cells = BINS + 2
        offset = np.arange(self.low.size).reshape(self.low.shape)[..., None] * n_cells
        flat = (cells + offset)[known]
        self.counts += np.bincount(flat, minlength=self.counts.size).reshape(self.counts.shape)
        self.least = np.fmin(self.least, np.where(known, values, np.inf).min(axis=-1))
        self.most = np.fmax(self.most, np.where(known, values, -np.inf).max(axis=-1))
        self.missing += (~known).sum(axis=-1)

    def merge(self, other: "Histogram") -> None:
        """Add the counts of another histogram with the same ends.

        Raises
        ------
        EstimationError
            The ends differ.
        """
        if not (np.array_equal(self.low, other.low) and np.array_equal(self.high, other.high)):
            raise EstimationError("Histograms with different ends cannot be merged.")
        self.counts += other.counts
        self.least = np.fmin(self.least, other.least)
        self.most = np.fmax(self.most, other.most)
        self.missing += other.missing

    def quantile(self, level: float) -> FloatArray:
        """Return a quantile of the known values, shape (n_marks, n_outcomes); nan if none is."""
        out = np.full(self.low.shape, np.nan)
        for cell in np.ndindex(self.low.shape):
            cumulative = np.concatenate(([0], np.cumsum(self.counts[cell])))
            if cumulative[-1]:
                inner = np.linspace(self.low[cell], self.high[cell], BINS + 1)
                edges = np.concatenate(([self.least[cell]], inner, [self.most[cell]]))
                edges = np.clip(edges, self.least[cell], self.most[cell])
                out[cell] = _interpolate(level * cumulative[-1], cumulative, edges)
        return out


def _interpolate(target: float, cumulative: NDArray[np.int64], edges: FloatArray) -> float:
    k = int(np.clip(np.searchsorted(cumulative, target, "left"), 1, cumulative.size - 1))
    inside = cumulative[k] - cumulative[k - 1]
    share = (target - cumulative[k - 1]) / inside if inside else 0.0
    return float(edges[k - 1] + share * (edges[k] - edges[k - 1]))


def start_histogram(pilot: FloatArray) -> Histogram:
    """Return an empty histogram whose ends hold the pilot's values and a margin.

    Parameters
    ----------
    pilot
        Outcomes of some runs, shape (n_marks, n_outcomes, n_runs); they are not counted.
    """
    known = ~np.isnan(pilot)
    low = np.where(known, pilot, np.inf).min(axis=-1)
    high = np.where(known, pilot, -np.inf).max(axis=-1)
    low, high = np.where(np.isinf(low), 0.0, low), np.where(np.isinf(high), 0.0, high)
    margin = MARGIN * (high - low)
    margin = np.where(margin > 0, margin, np.maximum(1e-9, 1e-9 * np.abs(high)))
    shape = low.shape
    return Histogram(
        low=low - margin,
        high=high + margin,
        counts=np.zeros((*shape, BINS + 2), dtype=np.int64),
        least=np.full(shape, np.inf),
        most=np.full(shape, -np.inf),
        missing=np.zeros(shape, dtype=np.int64),
    )
