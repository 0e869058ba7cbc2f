"""Strategies compared on the same futures, theory by theory and with the reader's weights."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.decision.compare.paired import PairedDifferences, compare_paired
from sinews.decision.compare.regret import Regret, compute_regret
from sinews.decision.integrate.outcomes import Measured


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Outcomes of every strategy under every theory on the same futures.

    Attributes
    ----------
    strategies, theories
        Names of the axes.
    values
        Outcome id to values of shape (n_theories, n_strategies, n_futures).
    anchors
        Theory to the mean hazard ratio that was divided out; 1 when raw.
    mean_hazard
        Theory to its mean monthly hazard over all strategies, after anchoring.
    """

    strategies: tuple[str, ...]
    theories: tuple[str, ...]
    values: Mapping[str, FloatArray]
    anchors: Mapping[str, float]
    mean_hazard: Mapping[str, float]
    _known: dict[tuple[str, ...], PairedDifferences] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def means(self, outcome: str) -> FloatArray:
        """Return means over futures, shape (n_theories, n_strategies)."""
        return np.asarray(self.values[outcome].mean(axis=2))

    def mixture(self, outcome: str, weights: FloatArray) -> FloatArray:
        """Return the weighted outcome of every future, shape (n_futures, n_strategies)."""
        return np.asarray(np.einsum("k,ksf->fs", weights, self.values[outcome]))

    def differences(self, outcome: str, baseline: str, theory: str) -> PairedDifferences:
        """Return paired differences of all strategies to a baseline under one theory."""
        key = (outcome, baseline, theory)
        if key not in self._known:
            k, b = self.theories.index(theory), self.strategies.index(baseline)
            v = self.values[outcome][k]
            self._known[key] = compare_paired((v - v[b]).T)
        return self._known[key]

    def mixed_differences(
        self, outcome: str, baseline: str, weights: FloatArray
    ) -> PairedDifferences:
        """Return paired differences with the reader's weights."""
        key = (outcome, baseline, *map(repr, weights.tolist()))
        if key not in self._known:
            mixed = self.mixture(outcome, weights)
            b = self.strategies.index(baseline)
            self._known[key] = compare_paired(mixed - mixed[:, [b]])
        return self._known[key]

    def regret(self, outcome: Measured, weights: FloatArray) -> Regret:
        """Return the regret of every strategy on one outcome."""
        return compute_regret(
            outcome.sign * self.mixture(outcome.id, weights), outcome.sign * self.means(outcome.id)
        )
