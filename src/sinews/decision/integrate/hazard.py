"""The ending, integrated over its hazard: one set of futures serves all theories and weights."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.decision.integrate.state import State
from sinews.decision.theories import HYPOTHESES
from sinews.decision.theories.draws import Theories
from sinews.decision.theories.hypothesis import Hypothesis, Thresholds
from sinews.decision.theories.shapes import logistic

CHANCES = ("chance_of_end", "chance_not_russian")


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
    """

    waited: FloatArray
    spared: FloatArray
    amounts: Mapping[str, FloatArray]

    @property
    def ratio_sums(self) -> FloatArray:
        """Hazard ratios summed over everything but the theory, (k,)."""
        return np.asarray(self.waited[..., -1].sum(axis=1))


def hazard_ratio(hypothesis: Hypothesis, state: State, p: Thresholds) -> FloatArray:
    """Return the hazard over the base rate, (n_draws, n_months).

    It runs from `hazard_absent` while the condition is absent to `hazard_met` when it is fully
    met, geometrically; for the base rate it is 1.
    """
    if hypothesis.id == "base_rate":
        return np.ones(state.shape)
    s = hypothesis.satisfaction(state, p)
    low, high = np.log(p["hazard_absent"]), np.log(p["hazard_met"])
    return np.asarray(np.exp(low + s * (high - low)))


def russian_terms(
    hypothesis: Hypothesis, state: State, p: Thresholds, base_terms: FloatArray
) -> FloatArray:
    """Return the share of Russian terms given an end in a month, (n_draws, n_months).

    Parameters
    ----------
    base_terms
        Historical shares of terms, (n_draws, 3); used by the base rate only.
    """
    if hypothesis.id == "base_rate":
        return np.broadcast_to(base_terms[:, :1], state.shape)
    b, band = hypothesis.balance_of_terms(state, p), p["terms_band"]
    if hypothesis.line_factor:
        band = band * p[hypothesis.line_factor]
    return logistic((b - band) / p["terms_scale"])


def follow(state: State, amounts: Mapping[str, FloatArray], theories: Theories) -> Courses:
    """Return the courses of some futures under one strategy.

    Parameters
    ----------
    amounts
        Outcome id to its cumulative value if the war went on, (n, t).
    theories
        Draws for the same futures.
    """
    shape = (len(HYPOTHESES), *state.shape)
    waited, spared = np.empty(shape), np.empty(shape)
    for k, h in enumerate(HYPOTHESES):
        p = theories.thresholds[h.id]
        np.cumsum(hazard_ratio(h, state, p), axis=1, out=waited[k])
        np.subtract(1, russian_terms(h, state, p, theories.terms), out=spared[k])
    return Courses(waited=waited, spared=spared, amounts=amounts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Integrated:
    """Outcomes with the ending integrated over its hazard.

    Attributes
    ----------
    values
        Outcome id to values of shape (k, n); ``months_of_war`` among them.
    hazard_sums
        Monthly hazards summed over everything but the theory, (k,).
    """

    values: Mapping[str, FloatArray]
    hazard_sums: FloatArray


def integrate(courses: Courses, hazard: FloatArray, anchors: FloatArray) -> Integrated:
    """Return the expected outcomes of every future at the end of the war or at the horizon.

    Parameters
    ----------
    hazard
        Monthly hazard of wars of this age, (n, 1).
    anchors
        What hazard ratios are divided by, (k,); ones for the raw theories.

    Notes
    -----
    With S the chance that the war goes on, an amount Y has the expectation
    Y_1 + sum over t of S_(t-1) (Y_t - Y_(t-1)).
    """
    k, n, _ = courses.waited.shape
    names = (*CHANCES, "months_of_war", *courses.amounts)
    values = {o: np.empty((k, n)) for o in names}
    steps = {o: np.diff(y, axis=1) for o, y in courses.amounts.items()}
    sums = np.empty(k)
    for i in range(k):
        survival = np.exp(-(hazard / anchors[i]) * courses.waited[i])
        before = np.concatenate([np.ones((n, 1)), survival[:, :-1]], axis=1)
        density = before - survival
        sums[i] = (density / before).sum()
        values["chance_of_end"][i] = 1 - survival[:, -1]
        values["chance_not_russian"][i] = (density * courses.spared[i]).sum(axis=1)
        values["months_of_war"][i] = before.sum(axis=1)
        for o, step in steps.items():
            values[o][i] = courses.amounts[o][:, 0] + (survival[:, :-1] * step).sum(axis=1)
    return Integrated(values=values, hazard_sums=sums)
