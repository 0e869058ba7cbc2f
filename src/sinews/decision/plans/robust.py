"""Robust search for plans: found on some futures, reported on fresh ones only."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sinews.campaign.inputs import build_base_path
from sinews.campaign.run.calendar import Calendar
from sinews.campaign.strategy import Strategy
from sinews.core.estimate import FloatArray
from sinews.data.evidence.evidence import Evidence
from sinews.decision.compare.study import Answer, Question, answer
from sinews.decision.integrate.outcomes import Measured
from sinews.decision.plans.nsga2 import N_THEORIES, open_race
from sinews.decision.plans.plan import (
    Frame,
    build_frame,
    even_plan,
    read_plan,
)
from sinews.decision.plans.plan_scoring import Horizon, look_ahead
from sinews.decision.plans.search import Effort, Searched, search_simplices
from sinews.decision.plans.search_state import SearchState
from sinews.decision.report.sentences import format_to_interval

_BATCH = 16
_FRESH = 1_000_003
"""Added to the seed, so that the final futures were not seen by the search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What is searched for.

    Attributes
    ----------
    question
        Its first strategy is the one that plans are compared with; its futures are those of the
        search, and the war can end from its start.
    fresh
        Futures of the final comparison.
    """

    question: Question
    outcome: Measured
    budget: float
    effort: Effort
    fresh: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The plan that does best on fresh futures.

    Attributes
    ----------
    binding
        Limits that scaled it back.
    gain, low, high
        Mean gain over the baseline on fresh futures and its simultaneous 90 % interval.
    optimism
        How much larger its gain was on the futures of the search.
    """

    brief: Brief
    frame: Frame
    strategy: Strategy
    binding: tuple[str, ...]
    found: Answer
    gain: float
    low: float
    high: float
    optimism: float
    tried: int

    def sentences(self) -> list[str]:
        """Return the text: theories first, then the weighted gain, limits and optimism."""
        o = self.brief.outcome
        ends = (self.low, self.high)
        searched = self.gain + self.optimism
        gain, before = (format_to_interval(v, *ends) for v in (self.gain, searched))
        limits = "; ".join(dict.fromkeys(self.binding)) or "none"
        return [
            self.found.describe(self.strategy, o),
            f"With {self.brief.fresh:,} fresh futures the gain of the plan is {gain} {o.unit}; "
            f"the futures of the search alone gave {before} (assumed).",
            f"With a budget of EUR {self.brief.budget:g} bn a year these limits scaled the plan "
            f"back: {limits}.",
        ]

    def to_json(self) -> dict[str, Any]:
        """Return the record that the command prints."""
        settings = {
            lever: [{"from": s.start.isoformat(), "value": s.value} for s in steps]
            for lever, steps in self.strategy.settings.items()
        }
        return {
            "grade": "assumed",
            "outcome": self.brief.outcome.id,
            "budget_eur_bn_a_year": self.brief.budget,
            "base_eur_bn_a_year": [float(x) for x in self.frame.base],
            "baseline": self.found.baseline,
            "difference": {"mean": self.gain, "low": self.low, "high": self.high},
            "optimism": self.optimism,
            "binding": list(self.binding),
            "tried": self.tried,
            "futures": {"search": self.brief.question.futures, "fresh": self.brief.fresh},
            "settings": settings,
            "text": self.sentences(),
        }


def find_plan(
    evidence: Evidence,
    brief: Brief,
    *,
    state: SearchState | None = None,
    on_batch: Callable[[str], None] = lambda _: None,
) -> Plan:
    """Search for a plan and return the best on fresh futures.

    Parameters
    ----------
    state
        Scores of an earlier call with the same brief; new ones are added to it.

    Raises
    ------
    UsageError
        The budget leaves nothing to plan, or the state belongs to another search.
    """
    q = brief.question
    calendar = Calendar(until=q.until)
    frame = build_frame(
        build_base_path(evidence, calendar), calendar, start=q.start, budget=brief.budget
    )
    scorer = _Scorer(evidence, brief, frame, SearchState(file=None) if state is None else state)
    searched = search_simplices(
        frame.blocks,
        lambda points: scorer.score(points, on_batch),
        brief.effort,
        known=even_plan(frame),
    )
    return _confirm(evidence, brief, frame, searched)


def _confirm(evidence: Evidence, brief: Brief, frame: Frame, searched: Searched) -> Plan:
    """Compare the finalists with the baseline on futures that the search did not see."""
    read = [read_plan(p, frame) for p in searched.points]
    plans = [replace(s, id=f"plan_{i + 1}") for i, (s, _) in enumerate(read)]
    q = brief.question
    fresh = replace(
        q, strategies=[q.strategies[0], *plans], futures=brief.fresh, seed=q.seed + _FRESH
    )
    found, o = answer(evidence, fresh), brief.outcome
    d = found.comparison.mixed_differences(o.id, found.baseline, q.weights)
    i = int((o.sign * d.mean[1:]).argmax()) + 1
    low, high = sorted((o.sign * float(d.low[i]), o.sign * float(d.high[i])))
    gain = o.sign * float(d.mean[i])
    return Plan(
        brief=brief,
        frame=frame,
        strategy=plans[i - 1],
        binding=read[i - 1][1],
        found=found,
        gain=gain,
        low=low,
        high=high,
        optimism=float(searched.scores[i - 1]) - gain,
        tried=searched.tried,
    )


class _Scorer:
    """Scores points as the mean gain over the baseline on common futures."""

    def __init__(self, evidence: Evidence, brief: Brief, frame: Frame, state: SearchState) -> None:
        q = brief.question
        horizon = Horizon(start=q.start, until=q.until, futures=q.futures, seed=q.seed)
        ahead = look_ahead(evidence, q.strategies[0], horizon, brief.outcome)
        self.race = open_race(ahead, frame, q.weights, state)

    def score(self, points: FloatArray, on_batch: Callable[[str], None]) -> FloatArray:
        """Return one score a point; known scores are not computed again."""
        found = []
        for first in range(0, len(points), _BATCH):
            known = len(self.race.state)
            found.append(self.race.score(points[first : first + _BATCH])[:, :N_THEORIES])
            if len(self.race.state) > known:
                on_batch(f"{len(self.race.state)} plans")
        gains = np.concatenate(found) @ self.race.weights
        return np.where(np.isfinite(gains), gains, -np.inf)
