"""The front of plans on futures that the search did not see, in words and as a record."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sinews.data.evidence.evidence import Evidence
from sinews.decision.compare.study import Answer, Question, answer
from sinews.decision.integrate.outcomes import Measured
from sinews.decision.plans.nsga2 import (
    Breeding,
    Point,
    breed,
    open_race,
)
from sinews.decision.plans.plan import Frame, build_frame
from sinews.decision.plans.plan_scoring import Horizon, look_ahead
from sinews.decision.plans.search_state import SearchState

SHOWN: Final = 9
"""Plans that are printed: the ends of the front and plans evenly between them by cost."""
_FRESH: Final = 1_000_003
"""Added to the seed, so that the final futures were not seen by the search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quest:
    """What is searched for.

    Attributes
    ----------
    question
        Its first strategy is the base path of plans; its futures are those of the search.
    fresh
        Futures on which the front is printed.
    """

    question: Question
    outcome: Measured
    budget: float
    breeding: Breeding
    fresh: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The front.

    Attributes
    ----------
    points
        Plans that are printed, cheapest first, on fresh futures; regret is to the best of them.
    seen
        The same plans on the futures of the search.
    size
        Plans of the whole front.
    tried
        Plans that were scored.
    least
        The comparison of the plan with the least regret with the base path.
    """

    quest: Quest
    frame: Frame
    points: tuple[Point, ...]
    seen: tuple[Point, ...]
    size: int
    tried: int
    least: Answer

    @property
    def optimism(self) -> float:
        """Mean of how much larger gains were on the futures of the search."""
        gaps = [s.gain - p.gain for s, p in zip(self.seen, self.points, strict=True)]
        return float(np.mean(gaps))

    def sentences(self) -> list[str]:
        """Return the text: what was tried, the plan of least regret, limits and optimism."""
        q, o, plan = self.quest, self.quest.outcome, self.least.question.strategies[1]
        binding = dict.fromkeys(b for p in self.points for b in p.binding)
        limits = "; ".join(binding) or "none"
        return [
            f"With a budget of EUR {q.budget:g} bn a year the model was asked for {self.tried:,} "
            f"plans; {self.size} of them no other beats on cost, regret and months of war together "
            "(assumed).",
            self.least.describe(plan, o),
            f"With {q.fresh:,} fresh futures gains on {o.label} differ from those on the futures "
            f"of the search by {self.optimism * o.scale:+,.2g} {o.spoken} on average (assumed).",
            f"With this budget these limits scaled plans back: {limits}.",
        ]

    def to_json(self) -> dict[str, object]:
        """Return the record that the command prints."""
        return {
            "grade": "assumed",
            "outcome": self.quest.outcome.id,
            "budget_eur_bn_a_year": self.quest.budget,
            "base_eur_bn_a_year": [float(x) for x in self.frame.base],
            "tried": self.tried,
            "front": self.size,
            "futures": {"search": self.quest.question.futures, "fresh": self.quest.fresh},
            "optimism": self.optimism,
            "plans": [_to_record(p) for p in self.points],
            "text": self.sentences(),
        }


def _to_record(p: Point) -> dict[str, object]:
    return {
        "id": p.plan.id,
        "cost_eur_bn": p.cost,
        "regret": p.regret,
        "months_of_war": p.months,
        "difference": p.gain,
        "binding": list(p.binding),
        "settings": {
            lever: [{"from": s.start.isoformat(), "value": s.value} for s in steps]
            for lever, steps in p.plan.settings.items()
        },
    }


def find_front(
    evidence: Evidence,
    quest: Quest,
    state: SearchState | None = None,
    executor: Executor | None = None,
    *,
    on_generation: Callable[[str], None] = lambda _: None,
) -> Found:
    """Search for plans that none beats on cost, regret and months of war, and try them afresh.

    Parameters
    ----------
    state
        Scores of an earlier call for the same question; new ones are added to it.
    executor
        What scores plans, such as a cluster; threads of this process where not given.

    Raises
    ------
    UsageError
        The budget leaves nothing to plan, pymoo is missing, or the state is of another search.
    """
    q = quest.question
    horizon = Horizon(start=q.start, until=q.until, futures=q.futures, seed=q.seed)
    ahead = look_ahead(evidence, q.strategies[0], horizon, quest.outcome)
    calendar = ahead.whole.setting.calendar
    frame = build_frame(ahead.inputs, calendar, start=q.start, budget=quest.budget)
    state = SearchState(None) if state is None else state
    race = open_race(ahead, frame, q.weights, state, executor)
    points, best = breed(race, quest.breeding, on_generation)
    chosen = points[_spread(len(points))]
    seen = _name(race.read(chosen, best))
    fresh_horizon = replace(horizon, futures=quest.fresh, seed=q.seed + _FRESH)
    fresh = look_ahead(evidence, q.strategies[0], fresh_horizon, quest.outcome)
    again = open_race(fresh, frame, q.weights, SearchState(None), executor)
    shown = _name(again.read(chosen, again.score(chosen)[:, : len(best)].max(axis=0)))
    least = min(shown, key=lambda p: p.regret)
    pair = replace(
        q,
        strategies=[q.strategies[0], least.plan],
        futures=quest.fresh,
        seed=q.seed + _FRESH,
    )
    return Found(
        quest=quest,
        frame=frame,
        points=shown,
        seen=seen,
        size=len(points),
        tried=len(race.state),
        least=answer(evidence, pair, split=True),
    )


def _spread(n: int) -> list[int]:
    """Return the positions of the plans that are printed."""
    return sorted({round(x) for x in np.linspace(0, n - 1, min(n, SHOWN))})


def _name(points: Sequence[Point]) -> tuple[Point, ...]:
    return tuple(
        replace(p, plan=replace(p.plan, id=f"plan_{i}", label=f"Plan {i}"))
        for i, p in enumerate(points, start=1)
    )
