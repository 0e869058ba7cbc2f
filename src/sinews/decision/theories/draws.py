"""Draws of what the theories leave open: base rate, historical terms, thresholds."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sinews.core.estimate import FloatArray
from sinews.decision.theories import HYPOTHESES
from sinews.decision.theories.historical_record import BaseRate
from sinews.decision.theories.parameters import draw_thresholds

Rows = NDArray[np.intp] | slice


@dataclass(frozen=True, slots=True, kw_only=True)
class Theories:
    """One draw a future, the same under every strategy.

    Attributes
    ----------
    hazard
        Monthly hazard of wars of this age, (n_futures, 1).
    terms
        Historical shares of terms, (n_futures, 3).
    thresholds
        Theory id to parameter id to values of shape (n_futures, 1).
    indices
        Weights of the indices by parameter id, (n_futures, 1) each.
    """

    hazard: FloatArray
    terms: FloatArray
    thresholds: Mapping[str, Mapping[str, FloatArray]]
    indices: Mapping[str, FloatArray]

    def select(self, rows: Rows) -> "Theories":
        """Return the draws of some futures."""
        return Theories(
            hazard=self.hazard[rows],
            terms=self.terms[rows],
            thresholds={h: {k: v[rows] for k, v in p.items()} for h, p in self.thresholds.items()},
            indices={k: v[rows] for k, v in self.indices.items()},
        )


def draw_theories(base: BaseRate, n_futures: int, seed: int) -> Theories:
    """Return draws for futures 0 to n_futures - 1; those of a future depend on its index alone."""
    return Theories(
        hazard=base.draw_hazard(n_futures, seed),
        terms=base.draw_terms(n_futures, seed),
        thresholds={h: draw_thresholds(h, n_futures, seed) for h in HYPOTHESES.ids},
        indices=draw_thresholds("index", n_futures, seed),
    )
