"""Courses of the war under every theory: what the ending is integrated over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.decision.bridge import Futures
from sinews.decision.ending import hazard_ratio, russian_terms
from sinews.decision.outcomes import MONTHS
from sinews.decision.state import State
from sinews.decision.termination import HYPOTHESES
from sinews.decision.theories import Theories

AMOUNTS: Final = {"ground_km2": "ground", "casualties_ua_k": "casualties_ua"}
"""Outcome to the cumulative path that it reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Courses:
    """Some futures under every strategy (s) and theory (k), month by month (t).

    Attributes
    ----------
    waited
        Hazard ratios summed up to each month, (k, s, n, t).
    spared
        Share of ends that are not on Russian terms, (k, s, n, t).
    amounts
        Outcome id to its cumulative value, (s, n, t).
    months
        Months until both preconditions of the article hold at once, (s, n); one past the horizon
        where they do not.
    """

    waited: FloatArray
    spared: FloatArray
    amounts: Mapping[str, FloatArray]
    months: FloatArray

    @property
    def ratio_sums(self) -> FloatArray:
        """Hazard ratios summed over everything but the theory, (k,)."""
        return np.asarray(self.waited[..., -1].sum(axis=(1, 2)))


def follow(futures: Sequence[Futures], theories: Theories) -> Courses:
    """Return the courses of some futures.

    Parameters
    ----------
    futures
        One a strategy, of the same futures as the theories' draws.
    """
    n, t = futures[0].state.shape
    shape = (len(HYPOTHESES), len(futures), n, t)
    waited, spared = np.empty(shape), np.empty(shape)
    for s, f in enumerate(futures):
        for k, h in enumerate(HYPOTHESES):
            p = theories.thresholds[h.id]
            np.cumsum(hazard_ratio(h, f.state, p), axis=1, out=waited[k, s])
            np.subtract(1, russian_terms(h, f.state, p, theories.terms), out=spared[k, s])
    return Courses(
        waited=waited,
        spared=spared,
        amounts={o: np.stack([getattr(f, a) for f in futures]) for o, a in AMOUNTS.items()},
        months=np.stack([_months_to_both(f.state, theories) for f in futures]),
    )


def _months_to_both(state: State, theories: Theories) -> FloatArray:
    p = theories.thresholds["pressure"]
    both = (state.pressure >= p["pressure_threshold"]) & (state.belief <= p["belief_threshold"])
    n_months = both.shape[1]
    first = np.where(both.any(axis=1), both.argmax(axis=1) + 1, n_months + 1)
    return np.asarray(first, dtype=float)


@dataclass(frozen=True, slots=True, kw_only=True)
class Integrated:
    """Outcomes with the ending integrated over its hazard.

    Attributes
    ----------
    values
        Outcome id to values of shape (k, s, n).
    hazard_sums
        Monthly hazards summed over everything but the theory, (k,).
    """

    values: Mapping[str, FloatArray]
    hazard_sums: FloatArray


def integrate(
    courses: Courses, hazard: FloatArray, anchors: FloatArray, costs: Mapping[str, FloatArray]
) -> Integrated:
    """Return the expected outcomes of every future at the end of the war or at the horizon.

    Parameters
    ----------
    hazard
        Monthly hazard of wars of this age, (n, 1).
    anchors
        What hazard ratios are divided by, (k,); ones for the raw theories.
    costs
        Outcome id to cumulative cost, (s, t).

    Notes
    -----
    With S the chance that the war goes on, an amount Y has the expectation
    Y_1 + sum over t of S_(t-1) (Y_t - Y_(t-1)).
    """
    k, s, n, _ = courses.waited.shape
    names = ("chance_of_end", "chance_not_russian", *courses.amounts, *costs)
    values = {o: np.empty((k, s, n)) for o in names}
    steps = {o: np.diff(y, axis=2) for o, y in courses.amounts.items()}
    steps |= {o: np.diff(y, axis=1)[:, None] for o, y in costs.items()}
    first = {o: y[..., 0] for o, y in courses.amounts.items()}
    first |= {o: y[:, :1] for o, y in costs.items()}
    sums = np.empty(k)
    for i in range(k):
        survival = np.exp(-(hazard / anchors[i]) * courses.waited[i])
        before = np.concatenate([np.ones((s, n, 1)), survival[..., :-1]], axis=2)
        density = before - survival
        sums[i] = (density / before).sum()
        values["chance_of_end"][i] = 1 - survival[..., -1]
        values["chance_not_russian"][i] = (density * courses.spared[i]).sum(axis=2)
        for o, step in steps.items():
            values[o][i] = first[o] + (survival[..., :-1] * step).sum(axis=2)
    values[MONTHS.id] = np.broadcast_to(courses.months, (k, s, n))
    return Integrated(values=values, hazard_sums=sums)
