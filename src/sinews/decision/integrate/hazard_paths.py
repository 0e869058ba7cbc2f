"""Courses of the war under every theory: what the ending is integrated over."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sinews.core.estimate import FloatArray
from sinews.decision.integrate.ending import hazard_ratio, russian_terms
from sinews.decision.integrate.model_state import Futures
from sinews.decision.integrate.outcomes import MONTHS
from sinews.decision.integrate.state import State
from sinews.decision.theories import HYPOTHESES
from sinews.decision.theories.draws import Theories

AMOUNTS: Final = {"ground_km2": "ground", "casualties_ua_k": "casualties_ua"}
"""Outcome to the cumulative path that it reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Courses:
    """Some futures (n) under one strategy and every theory (k), month by month (t).

    Attributes
    ----------
    waited
        Hazard ratios summed up to each month, (k, n, t).
    spared
        Share of ends that are not on Russian terms, (k, n, t).
    amounts
        Outcome id to its cumulative value, (n, t).
    months
        Months until both preconditions of the article hold at once, (n,); one past the horizon
        where they do not.
    """

    waited: FloatArray
    spared: FloatArray
    amounts: Mapping[str, FloatArray]
    months: FloatArray

    @property
    def ratio_sums(self) -> FloatArray:
        """Hazard ratios summed over everything but the theory, (k,)."""
        return np.asarray(self.waited[..., -1].sum(axis=1))

    def select(self, rows: NDArray[np.intp]) -> "Courses":
        """Return the courses of some futures."""
        return Courses(
            waited=self.waited[:, rows],
            spared=self.spared[:, rows],
            amounts={o: y[rows] for o, y in self.amounts.items()},
            months=self.months[rows],
        )


def follow(futures: Futures, theories: Theories) -> Courses:
    """Return the courses of some futures under one strategy.

    Parameters
    ----------
    theories
        Draws for the same futures.
    """
    shape = (len(HYPOTHESES), *futures.state.shape)
    waited, spared = np.empty(shape), np.empty(shape)
    for k, h in enumerate(HYPOTHESES):
        p = theories.thresholds[h.id]
        np.cumsum(hazard_ratio(h, futures.state, p), axis=1, out=waited[k])
        np.subtract(1, russian_terms(h, futures.state, p, theories.terms), out=spared[k])
    return Courses(
        waited=waited,
        spared=spared,
        amounts={o: getattr(futures, a) for o, a in AMOUNTS.items()},
        months=_months_to_both(futures.state, theories),
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
        Outcome id to values of shape (k, n).
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
        Outcome id to cumulative cost, (t,).

    Notes
    -----
    With S the chance that the war goes on, an amount Y has the expectation
    Y_1 + sum over t of S_(t-1) (Y_t - Y_(t-1)).
    """
    k, n, _ = courses.waited.shape
    paths = {**courses.amounts, **{o: y[None] for o, y in costs.items()}}
    values = {o: np.empty((k, n)) for o in ("chance_of_end", "chance_not_russian", *paths)}
    steps = {o: np.diff(y, axis=1) for o, y in paths.items()}
    sums = np.empty(k)
    for i in range(k):
        survival = np.exp(-(hazard / anchors[i]) * courses.waited[i])
        before = np.concatenate([np.ones((n, 1)), survival[:, :-1]], axis=1)
        density = before - survival
        sums[i] = (density / before).sum()
        values["chance_of_end"][i] = 1 - survival[:, -1]
        values["chance_not_russian"][i] = (density * courses.spared[i]).sum(axis=1)
        for o, step in steps.items():
            values[o][i] = paths[o][:, 0] + (survival[:, :-1] * step).sum(axis=1)
    values[MONTHS.id] = np.broadcast_to(courses.months, (k, n))
    return Integrated(values=values, hazard_sums=sums)
