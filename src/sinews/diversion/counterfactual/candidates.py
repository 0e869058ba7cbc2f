"""What is known of each partner x product over a window: the input of every detector."""

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sinews.core.estimate import FloatArray
from sinews.diversion.counterfactual.predictive import Predictive

FLOOR_EUR: Final = 100_000.0
"""Smallest exports of a window that are judged; below, no posterior is computed."""

_OWN: Final = "predictive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Partner x product cells over one window; arrays have shape (n,), euro, unless said.

    Missing is NaN, never 0.

    Attributes
    ----------
    observed
        Exports as reported over the window.
    expected
        What the counterfactual gives for them.
    predictive
        The calibrated distribution around `expected`.
    lost
        The product's lost direct exports to Russia in the window, not negative.
    lead
        Log ratio of observed to fitted exports over the six months before the cut.
    late_share
        Share of the window's exports that falls into its second half.
    late_usual
        The share that the counterfactual puts there.
    peers
        Shrunk log ratio of observed to expected of untreated goods of the chapter.
    sent_before, arrived_before, sent_after, arrived_after
        Exporters' and importers' reports of the same flow over the same periods.
    onward_before, onward_after
        The partner's own exports of the product to Russia, scaled to the window's length.
    bypass_before, bypass_after
        The partner's imports of the product from Russia, scaled to the window's length.
    sent_months, arrived_months, onward_months
        The same by month of the window, shape (n, N); NaN where the partner reports years.
    """

    observed: FloatArray
    expected: FloatArray
    predictive: Predictive
    lost: FloatArray
    lead: FloatArray
    late_share: FloatArray
    late_usual: FloatArray
    peers: FloatArray
    sent_before: FloatArray
    arrived_before: FloatArray
    sent_after: FloatArray
    arrived_after: FloatArray
    onward_before: FloatArray
    onward_after: FloatArray
    bypass_before: FloatArray
    bypass_after: FloatArray
    sent_months: FloatArray
    arrived_months: FloatArray
    onward_months: FloatArray

    def __len__(self) -> int:
        return int(self.observed.size)

    @property
    def excess(self) -> FloatArray:
        """Observed less expected exports."""
        return self.observed - self.expected

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> "Candidates":
        """Return the named rows."""
        moved = {n.name: getattr(self, n.name)[rows] for n in fields(self) if n.name != _OWN}
        return Candidates(predictive=self.predictive.take(rows), **moved)


def join_candidates(parts: list[Candidates]) -> Candidates:
    """Return the rows of all parts, in order."""
    ranges = [c.predictive for c in parts]
    inner = {
        f.name: np.concatenate([getattr(p, f.name) for p in ranges]) for f in fields(Predictive)
    }
    outer = {
        f.name: np.concatenate(_even([getattr(c, f.name) for c in parts]))
        for f in fields(Candidates)
        if f.name != _OWN
    }
    return Candidates(predictive=Predictive(**inner), **outer)


def _even(arrays: list[FloatArray]) -> list[FloatArray]:
    """Return arrays of equal width: a calm year can hold fewer months than the window."""
    if arrays[0].ndim == 1:
        return arrays
    width = max(a.shape[1] for a in arrays)
    return [np.pad(a, ((0, 0), (0, width - a.shape[1])), constant_values=np.nan) for a in arrays]
