"""One changed strategy against the actual path, fast enough for a page that answers at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, Final

from sinews.campaign.inputs import build_base_path, stack_inputs
from sinews.campaign.lever import Path
from sinews.campaign.run.branch import count_common_weeks, join_outcomes
from sinews.campaign.run.calendar import Calendar
from sinews.campaign.run.ensemble import plan_study
from sinews.campaign.strategy import Strategy, shipped_strategies
from sinews.core.estimate import FloatArray
from sinews.data.evidence.evidence import Evidence, open_evidence
from sinews.decision.compare.study import Answer, Question
from sinews.decision.integrate.evaluate import (
    BLOCK,
    Followed,
    Follower,
    Runner,
    evaluate,
    find_span,
    read_costs,
)
from sinews.decision.integrate.model_state import READ, Span, keep_inside
from sinews.decision.report.record import to_record
from sinews.decision.theories.draws import Theories, draw_theories
from sinews.decision.theories.historical_record import compute_base_rate
from sinews.engine import (
    Grid,
    Outcomes,
    Part,
    Saved,
    Study,
    advance,
    draw_parameters,
)
from sinews.errors import UsageError

BASELINE: Final = "actual_2024_2026"
START: Final = date(2024, 3, 1)
UNTIL: Final = date(2028, 12, 31)
_KEEP_EVERY: Final = 6
"""Months between the states of the baseline that are kept to go on from."""


def compare_live(
    strategy: Strategy, weights: FloatArray, *, futures: int = 2_000, seed: int = 1
) -> dict[str, Any]:
    """Return one strategy compared with the actual path, as `sinews strategy compare --json`.

    The same numbers as the command gives for the same futures and seed. The first call for some
    futures and seed runs the actual path (about a second) and keeps it in memory; call it once
    with the actual path's neighbour when a server starts. Later calls run the changed strategy
    only, from the last kept state before its first change: some 0.2 s for 2,000 futures on two
    cores.

    Parameters
    ----------
    strategy
        Read with `sinews.campaign.strategy.read_strategy`, or made by `dataclasses.replace`; its
        id must not be that of the actual path.
    weights
        Weights of the theories in the order of `HYPOTHESES`, as `read_weights` gives them; only
        this changes when a reader moves a weight.

    Returns
    -------
    dict
        ``outcomes``, ``costs``, ``months_to_both``, ``text`` and ``run``; keys named difference
        hold mean, low and high. Wording comes from the grades: print ``text`` as it is.

    Raises
    ------
    UsageError
        The strategy has the id of the actual path, or starts outside the horizon.
    """
    return to_record(_open(futures, seed).compare(strategy, weights))


@lru_cache(maxsize=2)
def _open(futures: int, seed: int) -> "Live":
    return open_live(open_evidence(), futures=futures, seed=seed)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """The baseline on one block of futures.

    Attributes
    ----------
    drawn
        Parameters, (n_parameters, n).
    states
        Week to the state after it.
    followed
        Its courses on the futures that stayed in the model's range.
    ends
        Outcome id to its values with the theories as they are, (n_theories, n_inside).
    """

    drawn: FloatArray
    outcomes: Outcomes
    states: Mapping[int, Saved]
    followed: Followed
    ends: Mapping[str, FloatArray]


def _same(run: Runner) -> Runner:
    return run


@dataclass(frozen=True, kw_only=True)
class Live:
    """The actual path in memory, and what a changed strategy needs besides."""

    baseline: Strategy
    path: Path
    calendar: Calendar
    study: Study
    span: Span
    theories: Theories
    base_rate: tuple[float, float, float]
    kept: Mapping[int, Kept]

    def compare(
        self, strategy: Strategy, weights: FloatArray, *, wrap: Callable[[Runner], Runner] = _same
    ) -> Answer:
        """Return a strategy compared with the actual path; see `compare_live`.

        Parameters
        ----------
        wrap
            Given what runs a block of futures, returns what runs it and looks at it besides.
        """
        study = self.add(strategy)
        known = {first: k.followed for first, k in self.kept.items()}
        found = evaluate(study, self.span, self.theories, run=wrap(self.run), known=known)
        question = Question(
            strategies=(self.baseline, strategy),
            futures=study.runs,
            seed=study.sampling.seed,
            until=self.calendar.until,
            start=self.span.counted[0],
            weights=weights,
        )
        return Answer(question=question, evaluated=found, study=study.id, base_rate=self.base_rate)

    def add(self, strategy: Strategy) -> Study:
        """Return the study of the actual path and one strategy.

        Raises
        ------
        UsageError
            The strategy has the id of the actual path, or starts outside the horizon.
        """
        if strategy.id == self.baseline.id:
            raise UsageError(f"Give the changed strategy another id than {strategy.id!r}.")
        changed = stack_inputs(strategy.apply(self.path, self.calendar))
        return replace(self.study, strategies={**self.study.strategies, strategy.id: changed})

    def run(
        self, study: Study, names: Sequence[str], first: int, count: int
    ) -> tuple[FloatArray, Mapping[str, Outcomes]]:
        """Run the changed strategy from the last state before it parts from the baseline."""
        del count
        (base, before), (changed, inputs) = study.strategies.items()
        kept = self.kept[first]
        common = count_common_weeks([before, inputs])
        weeks = max((w for w in kept.states if w <= common), default=0)
        later = tuple(w for w in study.read_at if w > weeks)
        if not later:
            return kept.drawn, {base: kept.outcomes, changed: kept.outcomes}
        part = Part(grid=Grid(read_at=later), names=names, saved=kept.states.get(weeks))
        found, _ = advance(study.model, kept.drawn, inputs, part)
        if weeks:
            n = len(study.read_at) - len(later)
            early = replace(
                kept.outcomes, read_at=study.read_at[:n], values=kept.outcomes.values[:n]
            )
            found = join_outcomes(early, found)
        return kept.drawn, {base: kept.outcomes, changed: found}


def open_live(evidence: Evidence, *, futures: int, seed: int, until: date = UNTIL) -> Live:
    """Return the actual path run once, with what every comparison with it shares."""
    baseline = shipped_strategies()[BASELINE]
    study, months = plan_study(evidence, [baseline], futures=futures, seed=seed, until=until)
    base, calendar = compute_base_rate(evidence.frame("wars")), Calendar(until=until)
    follower = Follower(
        study=study,
        span=find_span(months, START),
        theories=draw_theories(base, futures, seed),
    )
    return Live(
        baseline=baseline,
        path=build_base_path(evidence, calendar),
        calendar=calendar,
        study=study,
        span=follower.span,
        theories=follower.theories,
        base_rate=base.hazard(),
        kept={first: _keep(follower, first) for first in range(0, futures, BLOCK)},
    )


def _keep(follower: Follower, first: int) -> Kept:
    study = follower.study
    drawn = draw_parameters(study.model, study.sampling, first, min(BLOCK, study.runs - first))
    outcomes, states = _run_whole(study, drawn)
    inside = keep_inside([outcomes])
    courses = follower.follow(outcomes, drawn, first, inside)
    return Kept(
        drawn=drawn,
        outcomes=outcomes,
        states=states,
        followed=Followed(inside=inside, courses=courses),
        ends=follower.expect(courses, first + inside, read_costs(study, follower.span)[0]),
    )


def _run_whole(study: Study, drawn: FloatArray) -> tuple[Outcomes, Mapping[int, Saved]]:
    """Return the readings of the study's only strategy, and states to go on from."""
    inputs = next(iter(study.strategies.values()))
    saved, states, found = None, {}, None
    for i in range(0, len(study.read_at), _KEEP_EVERY):
        grid = Grid(read_at=study.read_at[i : i + _KEEP_EVERY])
        part = Part(grid=grid, names=READ, saved=saved)
        outcomes, saved = advance(study.model, drawn, inputs, part)
        states[saved.periods] = saved
        found = outcomes if found is None else join_outcomes(found, outcomes)
    assert found is not None
    return found, states
