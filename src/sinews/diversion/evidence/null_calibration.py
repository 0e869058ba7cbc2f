"""The null: what the same statistics look like where there is no diversion.

Three sources: control partners x treated goods in the war window (predicted out of sample),
intermediaries x untreated goods in the war window, and intermediaries x treated goods in the same
months of the year before the war. The first alone is too kind: intermediaries are noisier and
their region boomed, so the others set how wide the predictive of intermediaries is.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.diversion.counterfactual.candidates import Cells
from sinews.diversion.counterfactual.ppml import BoolArray
from sinews.diversion.counterfactual.predictive import (
    Predictive,
    calibrate_drift,
    standard_score,
    window_variance,
)
from sinews.diversion.counterfactual.prepare import Prepared

_BINS: Final = (0.0, 0.3, 0.5, 0.7, 0.85, 1.0)
_LEAST: Final = 40
FLOOR_EUR: Final = 100_000.0
"""Smallest exports of a window that are judged; below, no posterior is computed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Spread of undiverted trade around its expected value.

    Attributes
    ----------
    tau
        Drift of a pair's level, as a share of it.
    edges
        Bounds of the size classes of expected exports, euro.
    z_low, z_high
        Standard scores that hold 90 % of null cells, by size class.
    cells
        Null cells behind it.
    """

    tau: float
    edges: FloatArray
    z_low: FloatArray
    z_high: FloatArray
    cells: int

    def apply(self, prepared: Prepared) -> Cells:
        """Return the cells with the calibrated predictive."""
        mean = prepared.cells.expected
        variance = window_variance(
            mean, prepared.phi, self.tau, months=prepared.months, history=prepared.history
        )
        at = np.clip(np.searchsorted(self.edges, mean) - 1, 0, self.z_low.size - 1)
        return replace(
            prepared.cells,
            predictive=Predictive(
                mean=mean, variance=variance, z_low=self.z_low[at], z_high=self.z_high[at]
            ),
        )


def calibrate(sources: list[tuple[Prepared, BoolArray]]) -> Calibration:
    """Calibrate drift and bounds on null cells.

    Parameters
    ----------
    sources
        Passes with the rows of theirs that hold no diversion; the bounds are the widest
        that any source needs.
    """
    picked = [(p.cells.observed[rows], p.cells.expected[rows], p.phi[rows]) for p, rows in sources]
    obs, mean, phi = (np.concatenate(x) for x in zip(*picked, strict=True))
    months, history = sources[0][0].months, sources[0][0].history
    tau = calibrate_drift(obs, mean, phi, months=months, history=history)
    edges = np.quantile(mean, _BINS)
    low, high = np.full(len(_BINS) - 1, -0.1), np.full(len(_BINS) - 1, 0.1)
    for o, m, f in picked:
        z = standard_score(o, m, window_variance(m, f, tau, months=months, history=history))
        for i in range(low.size):
            inside = z[(m >= edges[i]) & (m <= edges[i + 1])]
            if inside.size >= _LEAST:
                bounds = np.quantile(inside, [0.05, 0.95])
                low[i], high[i] = min(low[i], bounds[0]), max(high[i], bounds[1])
    low, high = np.where(low == -0.1, -1.6449, low), np.where(high == 0.1, 1.6449, high)
    return Calibration(tau=tau, edges=edges, z_low=low, z_high=high, cells=obs.size)
