"""The ending by its definition, month by month: what the fast integral is compared with."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.decision.integrate.hazard import hazard_ratio
from sinews.decision.integrate.state import State
from sinews.decision.theories.hypothesis import Hypothesis, Thresholds
from sinews.decision.theories.shapes import logistic


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """When and on which terms the war ends under one hypothesis.

    Attributes
    ----------
    hazard_ratio
        Hazard over the base rate, before anchoring, (n_draws, n_months).
    density
        Chance that the end falls in each month, (n_draws, n_months).
    open_at_horizon
        Chance that the war goes on past the horizon, (n_draws,).
    terms
        Shares of Russian advantage, Ukrainian advantage and line, given an end in that month,
        (n_draws, n_months, 3).
    """

    hazard_ratio: FloatArray
    density: FloatArray
    open_at_horizon: FloatArray
    terms: FloatArray

    def chance_by(self, month: int) -> FloatArray:
        """Return the chance of an end within the first `month` months, (n_draws,)."""
        return np.asarray(self.density[:, :month].sum(axis=1))

    def chance_of_terms(self, month: int) -> FloatArray:
        """Return the chance of an end on each terms within `month` months, (n_draws, 3)."""
        return np.asarray((self.density[:, :month, None] * self.terms[:, :month]).sum(axis=1))

    def expect(self, outcome: FloatArray) -> FloatArray:
        """Return the expected outcome at the end or at the horizon, (n_draws,).

        Parameters
        ----------
        outcome
            Its value if the war ended in each month, (n_draws, n_months); cumulative where the
            outcome accumulates.
        """
        ended = (self.density * outcome).sum(axis=1)
        return np.asarray(ended + self.open_at_horizon * outcome[:, -1])


def end_war(
    hypothesis: Hypothesis,
    state: State,
    p: Thresholds,
    *,
    base_hazard: FloatArray,
    base_terms: FloatArray,
    anchor: float = 1.0,
) -> Ending:
    """Return the ending under one hypothesis.

    Parameters
    ----------
    base_hazard
        Monthly hazard of wars of this age, (n_draws, 1).
    base_terms
        Historical shares of terms, (n_draws, 3); used by the base rate only.
    anchor
        1 for the raw hypothesis; the mean hazard ratio over the reference ensemble to anchor all
        hypotheses to the same average hazard.
    """
    ratio = hazard_ratio(hypothesis, state, p)
    hazard = 1 - np.exp(-base_hazard * ratio / anchor)
    survival = np.cumprod(1 - hazard, axis=1)
    before = np.concatenate([np.ones((len(survival), 1)), survival[:, :-1]], axis=1)
    return Ending(
        hazard_ratio=ratio,
        density=before * hazard,
        open_at_horizon=survival[:, -1],
        terms=_terms(hypothesis, state, p, base_terms),
    )


def _terms(
    hypothesis: Hypothesis, state: State, p: Thresholds, base_terms: FloatArray
) -> FloatArray:
    if hypothesis.id == "base_rate":
        return np.broadcast_to(base_terms[:, None, :], (*state.shape, 3))
    b, band = hypothesis.balance_of_terms(state, p), _band(hypothesis, p)
    russia = logistic((b - band) / p["terms_scale"])
    ukraine = 1 - logistic((b + band) / p["terms_scale"])
    return np.stack([russia, ukraine, 1 - russia - ukraine], axis=-1)


def _band(hypothesis: Hypothesis, p: Thresholds) -> FloatArray:
    band = p["terms_band"]
    return band * p[hypothesis.line_factor] if hypothesis.line_factor else band


def mix(per_hypothesis: Mapping[str, FloatArray], weights: Mapping[str, float]) -> FloatArray:
    """Return the mixture of expectations with the reader's weights.

    Raises
    ------
    ValueError
        The weights do not name the same hypotheses, are negative, or sum to zero.
    """
    if set(per_hypothesis) != set(weights):
        raise ValueError(f"weights name {sorted(weights)}, results {sorted(per_hypothesis)}")
    total = sum(weights.values())
    if total <= 0 or min(weights.values()) < 0:
        raise ValueError("weights must not be negative and must not all be zero")
    parts = [per_hypothesis[k] * (weights[k] / total) for k in per_hypothesis]
    return np.asarray(np.sum(parts, axis=0))
