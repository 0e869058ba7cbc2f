"""Plans scored from the state at the decision date: the past is run once for all of them."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sinews.campaign.inputs import build_base_path, stack_inputs
from sinews.campaign.lever import Path
from sinews.campaign.run.branch import run_history
from sinews.campaign.run.calendar import Calendar
from sinews.campaign.run.ensemble import plan_study
from sinews.campaign.strategy import Strategy
from sinews.core.estimate import FloatArray
from sinews.data.evidence.evidence import Evidence
from sinews.decision.integrate.ending import hazard_ratio, russian_terms
from sinews.decision.integrate.evaluate import find_span
from sinews.decision.integrate.hazard_paths import AMOUNTS
from sinews.decision.integrate.model_state import (
    READ,
    Futures,
    Span,
    read_futures,
    start_balance,
)
from sinews.decision.integrate.outcomes import COSTS, Measured
from sinews.decision.integrate.state import State
from sinews.decision.theories import HYPOTHESES
from sinews.decision.theories.draws import Theories, draw_theories
from sinews.decision.theories.historical_record import compute_base_rate
from sinews.decision.theories.hypothesis import Hypothesis
from sinews.engine import (
    Grid,
    Outcomes,
    Part,
    Saved,
    Study,
    advance,
)
from sinews.errors import UsageError

_LEAD: int = 12
"""Months before the decision that trends look back on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """From when plans differ and the war can end, to when; and on which futures."""

    start: date
    until: date
    futures: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One plan on the futures of a search.

    Attributes
    ----------
    values
        The outcome under each theory in each future, (k, n); nan where the future left the range.
    cost, months
        Military allocations of all donors until the end or the horizon, EUR bn, and months of war
        to come, at most those of the horizon: means over futures that stayed in the range, (k,).
    """

    values: FloatArray
    cost: FloatArray
    months: FloatArray


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """Where the base path stands at the decision date, and what plans are scored with.

    Attributes
    ----------
    path
        Inputs of the base path.
    inside
        Futures that stayed in the model's range until then.
    balance
        At the start of the model, (n,).
    base
        Of the base rate, whose hazard no plan changes.
    """

    study: Study
    calendar: Calendar
    path: Path
    span: Span
    outcome: Measured
    theories: Theories
    drawn: FloatArray
    early: Outcomes
    saved: Saved
    inside: NDArray[np.intp]
    balance: FloatArray
    base: "_Going"

    def score(self, plan: Strategy) -> Scored:
        """Return what a plan gives; it must leave the weeks before the decision as they were."""
        inputs = stack_inputs(plan.apply(self.path, self.calendar))
        late = tuple(w for w in self.study.read_at if w > self.saved.periods)
        part = Part(grid=Grid(read_at=late), names=READ, saved=self.saved)
        found, _ = advance(self.study.model, self.drawn, inputs, part)
        left = np.isfinite(found.left)
        # Futures that left are computed with a stand-in and struck out at the end: selecting them
        # would copy every threshold.
        found.values[..., left] = 1.0
        futures = read_futures(
            found, self.span, self.theories, self.balance, np.arange(left.size), early=self.early
        )
        scored = self._integrate(futures, self._read_cost(inputs), ~left)
        scored.values[:, left] = np.nan
        return scored

    def _read_cost(self, inputs: FloatArray) -> FloatArray:
        """Return cumulative allocations of all donors at the end of each month, EUR bn."""
        names = [i.name for i in self.study.model.inputs]
        weekly = np.sum([inputs[names.index(row)] for row in COSTS], axis=0)
        begun, n = self.saved.periods, len(self.span.counted)
        ends = np.array(self.study.read_at[-n:])
        return np.asarray(np.cumsum(weekly[begun:])[ends - begun - 1] / 1000)

    def _integrate(self, futures: Futures, cost: FloatArray, stayed: NDArray[np.bool_]) -> Scored:
        n, k = futures.state.shape[0], len(HYPOTHESES)
        values, spent, months = np.empty((k, n)), np.empty(k), np.empty(k)
        paid, path = np.diff(cost), AMOUNTS.get(self.outcome.id)
        amounts = getattr(futures, path) if path else np.empty((n, 0))
        steps, gone = np.diff(amounts, axis=1), stayed.any() and not stayed.all()
        for i, h in enumerate(HYPOTHESES):
            going = self.base if h.id == "base_rate" else self._go_on(h, futures.state)
            # a stand-in has no cost and no months
            mean = (going.before[stayed] if gone else going.before).mean(axis=0)
            spent[i] = cost[0] + mean[1:] @ paid
            months[i] = mean.sum()
            if path:
                values[i] = amounts[:, 0] + np.einsum("nt,nt->n", going.before[:, 1:], steps)
            elif self.outcome.id == "chance_of_end":
                values[i] = 1 - going.survival[:, -1]
            else:
                p = self.theories.thresholds[h.id]
                spared = 1 - russian_terms(h, futures.state, p, self.theories.terms)
                values[i] = np.einsum("nt,nt->n", going.before - going.survival, spared)
        return Scored(values=values, cost=spent, months=months)

    def _go_on(self, theory: Hypothesis, state: State) -> "_Going":
        ratio = hazard_ratio(theory, state, self.theories.thresholds[theory.id])
        return _go_on(self.theories.hazard, ratio)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Going:
    """Chances that the war goes on.

    Attributes
    ----------
    survival, before
        After each month and before it, (n, t).
    """

    survival: FloatArray
    before: FloatArray


def _go_on(hazard: FloatArray, ratio: FloatArray) -> _Going:
    survival = np.cumsum(ratio, axis=1)
    np.multiply(-hazard, survival, out=survival)
    np.exp(survival, out=survival)
    before = np.ones(survival.shape)
    before[:, 1:] = survival[:, :-1]
    return _Going(survival=survival, before=before)


def look_ahead(
    evidence: Evidence, baseline: Strategy, horizon: Horizon, outcome: Measured
) -> Ahead:
    """Return where a baseline stands at the decision date, on the futures that got there.

    Raises
    ------
    UsageError
        The decision lies less than a year after the start of the model, or no future got there.
    """
    n, seed = horizon.futures, horizon.seed
    study, months = plan_study(evidence, [baseline], futures=n, seed=seed, until=horizon.until)
    calendar = Calendar(until=horizon.until)
    span = find_span(months, horizon.start)
    weeks = calendar.week_of(horizon.start)
    lead = sum(w <= weeks for w in study.read_at)
    if lead < _LEAD:
        raise UsageError(f"A search can start from January 2025 on, not from {horizon.start}.")
    drawn, early, saved = run_history(study, READ, weeks, 0, n)
    inside = np.flatnonzero(~np.isfinite(early.left))
    if inside.size == 0:
        raise UsageError(f"No future stays in the range of the model until {horizon.start}.")
    rate = compute_base_rate(evidence.frame("wars"))
    theories = draw_theories(rate, n, seed).select(inside)
    recent = replace(
        early,
        read_at=early.read_at[lead - _LEAD :],
        values=np.ascontiguousarray(early.values[lead - _LEAD :, :, inside]),
        left=early.left[inside],
    )
    return Ahead(
        study=study,
        calendar=calendar,
        path=baseline.apply(build_base_path(evidence, calendar), calendar),
        span=Span(months=span.months[lead - _LEAD :], first=span.first - (lead - _LEAD)),
        outcome=outcome,
        theories=theories,
        drawn=np.ascontiguousarray(drawn[:, inside]),
        early=recent,
        saved=Saved(periods=saved.periods, state=np.ascontiguousarray(saved.state[:, inside])),
        inside=inside,
        balance=start_balance(study.model, drawn)[inside],
        base=_go_on(theories.hazard, np.ones((inside.size, len(span.counted)))),
    )
