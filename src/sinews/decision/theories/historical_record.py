"""How long wars of this age last: hazard, terms and age dependence from the historical record."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.special import gammaincinv

from sinews.core.estimate import FloatArray
from sinews.core.rng import stream
from sinews.errors import EstimationError

OLD_AGE_MONTHS = 24
"""Wars past this age share one hazard: among them no dependence on age is detectable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseRate:
    """The record of wars past `OLD_AGE_MONTHS`.

    Attributes
    ----------
    wars
        Wars that reached the age.
    ends
        Ends among them that were observed (not censored).
    exposure_months
        Months that they were observed past the age.
    outcomes
        Counts of (initiator won, initiator lost, draw) among the observed ends.
    """

    wars: int
    ends: int
    exposure_months: float
    outcomes: tuple[int, int, int]

    def hazard(self, level: float = 0.9) -> tuple[float, float, float]:
        """Return low, mean and high of the monthly hazard (Jeffreys prior, gamma posterior)."""
        tail, mean = (1 - level) / 2, (self.ends + 0.5) * (1 / self.exposure_months)
        low, high = self._quantile(np.array([tail, 1 - tail]))
        return float(low), mean, float(high)

    def draw_hazard(self, n_draws: int, seed: int) -> FloatArray:
        """Return draws of the monthly hazard, shape (n_draws, 1)."""
        u = stream(seed, "decision.base_rate.hazard").random(n_draws)
        return self._quantile(u)[:, None]

    def draw_terms(self, n_draws: int, seed: int) -> FloatArray:
        """Return draws of the shares of terms, shape (n_draws, 3).

        Columns: initiator (Russia) wins, initiator loses, draw; Dirichlet(1 + counts).
        """
        rng = stream(seed, "decision.base_rate.terms")
        return rng.dirichlet(1 + np.asarray(self.outcomes, dtype=float), size=n_draws)

    def _quantile(self, u: FloatArray) -> FloatArray:
        """Return quantiles of the gamma posterior of the hazard."""
        quantile: FloatArray = gammaincinv(self.ends + 0.5, u) * (1 / self.exposure_months)
        return quantile


def yearly_chance(hazard: float) -> float:
    """Return the chance of an end within a year at a monthly hazard."""
    return float(1 - np.exp(-12 * hazard))


def compute_base_rate(wars: pl.DataFrame, age_months: float = OLD_AGE_MONTHS) -> BaseRate:
    """Return the record of wars past an age.

    Parameters
    ----------
    wars
        One row a war: months_at_war, right_censored, outcome, initiator_won; computed from the
        Correlates of War Inter-State War list v4.0 (Sarkees and Wayman 2010).

    Raises
    ------
    EstimationError
        No war in the list reached the age.
    """
    old = wars.filter(pl.col("months_at_war") > age_months)
    if old.is_empty():
        raise EstimationError(f"No war in the list lasted longer than {age_months:g} months.")
    ended = old.filter(~pl.col("right_censored"))
    decisive = ended.filter(pl.col("outcome") == "decisive")
    won = int(decisive["initiator_won"].sum())
    return BaseRate(
        wars=old.height,
        ends=ended.height,
        exposure_months=float((old["months_at_war"] - age_months).sum()),
        outcomes=(won, decisive.height - won, ended.height - decisive.height),
    )


def kaplan_meier(durations: FloatArray, ended: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return times of ends and the share of wars that outlast them (Kaplan and Meier 1958).

    Parameters
    ----------
    durations
        Months, shape (n,).
    ended
        1 where the end was observed, 0 where censored, shape (n,).
    """
    order = np.argsort(durations, kind="stable")
    t, e = durations[order], ended[order].astype(float)
    times = np.unique(t[e > 0])
    at_risk = np.array([(t >= x).sum() for x in times], dtype=float)
    ends = np.array([e[t == x].sum() for x in times])
    return times, np.cumprod(1 - ends / at_risk)
