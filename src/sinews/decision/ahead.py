"""Plans scored from the state at the decision date: the past is run once for all of them."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sinews.campaign.branch import join_outcomes, run_history
from sinews.campaign.calendar import Calendar
from sinews.campaign.ensemble import plan_study
from sinews.campaign.inputs import build_base_path, stack_inputs
from sinews.campaign.lever import Path
from sinews.campaign.strategy import Strategy
from sinews.core.estimate import FloatArray
from sinews.data.evidence import Evidence
from sinews.decision.baserate import compute_base_rate
from sinews.decision.bridge import READ, Futures, Span, read_futures
from sinews.decision.courses import AMOUNTS
from sinews.decision.ending import hazard_ratio, russian_terms
from sinews.decision.evaluate import find_span
from sinews.decision.outcomes import COSTS, Measured
from sinews.decision.termination import HYPOTHESES
from sinews.decision.theories import Theories, draw_theories
from sinews.engine import Grid, Outcomes, Part, Saved, Study, advance
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
    cost
        Military allocations of all donors until the end or the horizon, EUR bn, (k,).
    months
        Months of war to come, at most those of the horizon, (k,).
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

    def score(self, plan: Strategy) -> Scored:
        """Return what a plan gives; it must leave the weeks before the decision as they were."""
        inputs = stack_inputs(plan.apply(self.path, self.calendar))
        late = tuple(w for w in self.study.read_at if w > self.saved.periods)
        part = Part(grid=Grid(read_at=late), names=READ, saved=self.saved)
        found, _ = advance(self.study.model, self.drawn, inputs, part)
        left = np.isfinite(found.left)
        outcomes = join_outcomes(self.early, found)
        # Futures that left are computed with a stand-in and struck out at the end: selecting them
        # would copy every threshold.
        outcomes.values[..., left] = 1.0
        row = [p.name for p in self.study.model.parameters].index("advantage_start")
        kept = np.arange(left.size)
        futures = read_futures(outcomes, self.span, self.theories, self.drawn[row], kept)
        scored = self._integrate(futures, self._read_cost(inputs))
        scored.values[:, left] = np.nan
        return scored

    def _read_cost(self, inputs: FloatArray) -> FloatArray:
        """Return cumulative allocations of all donors at the end of each month, EUR bn."""
        names = [i.name for i in self.study.model.inputs]
        weekly = np.sum([inputs[names.index(row)] for row in COSTS], axis=0)
        begun, n = self.saved.periods, len(self.span.counted)
        ends = np.array(self.study.read_at[-n:])
        return np.asarray(np.cumsum(weekly[begun:])[ends - begun - 1] / 1000)

    def _integrate(self, futures: Futures, cost: FloatArray) -> Scored:
        n, t = futures.state.shape
        k = len(HYPOTHESES)
        values, spent, months = np.empty((k, n)), np.empty(k), np.empty(k)
        before = np.ones((n, t))
        for i, h in enumerate(HYPOTHESES):
            p = self.theories.thresholds[h.id]
            ratio = hazard_ratio(h, futures.state, p)
            survival = np.exp(-self.theories.hazard * np.cumsum(ratio, axis=1))
            before[:, 1:] = survival[:, :-1]
            mean = before.mean(axis=0)
            spent[i] = cost[0] + mean[1:] @ np.diff(cost)
            months[i] = mean.sum()
            if self.outcome.id in AMOUNTS:
                y = getattr(futures, AMOUNTS[self.outcome.id])
                values[i] = y[:, 0] + np.einsum("nt,nt->n", before[:, 1:], np.diff(y, axis=1))
            elif self.outcome.id == "chance_of_end":
                values[i] = 1 - survival[:, -1]
            else:
                spared = 1 - russian_terms(h, futures.state, p, self.theories.terms)
                values[i] = np.einsum("nt,nt->n", before - survival, spared)
        return Scored(values=values, cost=spent, months=months)


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
    base = compute_base_rate(evidence.frame("wars"))
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
        theories=draw_theories(base, n, seed).select(inside),
        drawn=np.ascontiguousarray(drawn[:, inside]),
        early=recent,
        saved=Saved(periods=saved.periods, state=np.ascontiguousarray(saved.state[:, inside])),
        inside=inside,
    )
