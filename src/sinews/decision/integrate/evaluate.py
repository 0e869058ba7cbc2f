"""Strategies run and integrated block by block of futures, on two threads."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sinews.campaign.run.branch import run_block
from sinews.core.estimate import FloatArray
from sinews.decision.compare.comparison import Comparison
from sinews.decision.integrate.hazard_paths import (
    Courses,
    Integrated,
    follow,
    integrate,
)
from sinews.decision.integrate.model_state import (
    READ,
    Span,
    keep_inside,
    read_futures,
    start_balance,
)
from sinews.decision.integrate.outcomes import COSTS
from sinews.decision.theories import HYPOTHESES
from sinews.decision.theories.draws import Theories
from sinews.engine import Outcomes, Study
from sinews.engine.compile.kernel import load_kernel
from sinews.errors import EstimationError

BLOCK: Final = 512
"""Futures that go through all steps together: their arrays fit into the cache of a core."""
WORKERS: Final = 2
"""Threads that run blocks."""
AS_THEY_ARE: Final = np.ones(len(HYPOTHESES))
"""Anchors that leave the hazard of every theory alone."""
_MILLION: Final = 1000.0
"""EUR m in EUR bn."""

Runner = Callable[[Study, Sequence[str], int, int], tuple[FloatArray, Mapping[str, Outcomes]]]
"""As `run_block`: study, outcomes to read, first future and count to parameters and outcomes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """Strategies compared on the futures that all of them kept.

    Attributes
    ----------
    raw, anchored
        With the theories as they are, and with all at the same mean hazard ratio.
    kept
        Index of the futures that stayed in the model's range under every strategy.
    dropped
        Share of futures that did not.
    """

    raw: Comparison
    anchored: Comparison
    kept: NDArray[np.intp]
    dropped: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """One strategy on those futures of a block that stayed in the model's range.

    Attributes
    ----------
    inside
        Index of those futures within the block, rising.
    """

    inside: NDArray[np.intp]
    courses: Courses

    def at(self, inside: NDArray[np.intp]) -> Courses:
        """Return the courses of some of the futures."""
        if inside.size == self.inside.size:
            return self.courses
        return self.courses.select(np.searchsorted(self.inside, inside))


@dataclass(frozen=True, slots=True, kw_only=True)
class Follower:
    """Turns runs of the model into courses of the war.

    Attributes
    ----------
    theories
        Draws for all futures of the study.
    """

    study: Study
    span: Span
    theories: Theories

    def follow(
        self, outcomes: Outcomes, drawn: FloatArray, first: int, inside: NDArray[np.intp]
    ) -> Courses:
        """Return the courses of some futures of the block that begins with `first`."""
        balance = start_balance(self.study.model, drawn)[inside]
        own = self.theories.select(first + inside)
        return follow(read_futures(outcomes, self.span, own, balance, inside), own)

    def expect(
        self, courses: Courses, futures: NDArray[np.intp], costs: Mapping[str, FloatArray]
    ) -> Mapping[str, FloatArray]:
        """Return what `integrate` gives for some futures with the theories as they are."""
        return integrate(courses, self.theories.hazard[futures], AS_THEY_ARE, costs).values


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    kept: NDArray[np.intp]
    hazard: FloatArray
    courses: Sequence[Courses]

    @property
    def cells(self) -> int:
        """Months of all futures under all strategies."""
        return sum(c.waited[0].size for c in self.courses)


def find_span(months: tuple[date, ...], start: date) -> Span:
    """Return the months with the first in which the war can end.

    Raises
    ------
    EstimationError
        No month lies at or after `start`.
    """
    first = next((i for i, m in enumerate(months) if m >= start), None)
    if first is None:
        raise EstimationError(f"The runs end before {start}; choose an earlier start.")
    return Span(months=months, first=first)


def evaluate(
    study: Study,
    span: Span,
    theories: Theories,
    *,
    run: Runner = run_block,
    known: Mapping[int, Followed] | None = None,
) -> Evaluated:
    """Run all strategies of a study and integrate the ending under every theory.

    Every future is a function of its index alone: blocks and threads change no bit.

    Parameters
    ----------
    theories
        Draws for all futures of the study.
    run
        How a range of futures is run; others may take what they know already from memory.
    known
        First future of a block to what was followed before of the study's first strategy.

    Raises
    ------
    EstimationError
        No future stayed in the range of the model.
    """
    load_kernel(study.model)
    costs = read_costs(study, span)
    follower = Follower(study=study, span=span, theories=theories)
    firsts = range(0, study.runs, BLOCK)
    with ThreadPoolExecutor(WORKERS) as pool:
        blocks = list(pool.map(lambda first: _run(follower, first, run, known or {}), firsts))
        blocks = [b for b in blocks if b.kept.size]
        if not blocks:
            raise EstimationError(
                "Every future left the range of the model; nothing can be compared."
            )
        cells = sum(b.cells for b in blocks)
        anchors = np.sum([c.ratio_sums for b in blocks for c in b.courses], axis=0) / cells
        raw, anchored = (
            list(pool.map(lambda b, a=a: _integrate(b, a, costs), blocks))
            for a in (AS_THEY_ARE, anchors)
        )
    kept = np.concatenate([b.kept for b in blocks])
    names = tuple(study.strategies)
    return Evaluated(
        raw=_join(names, raw, AS_THEY_ARE, cells),
        anchored=_join(names, anchored, anchors, cells),
        kept=kept,
        dropped=1 - kept.size / study.runs,
    )


def read_costs(study: Study, span: Span) -> list[Mapping[str, FloatArray]]:
    """Return what each donor group has allocated up to each month that counts, EUR bn.

    Returns
    -------
    list
        For each strategy, outcome id to values of shape (n_months,).
    """
    names = [i.name for i in study.model.inputs]
    weeks = np.array(study.read_at)[span.first :] - 1
    return [
        {c.id: np.cumsum(x[names.index(row)])[weeks] / _MILLION for row, c in COSTS.items()}
        for x in study.strategies.values()
    ]


def _run(follower: Follower, first: int, run: Runner, known: Mapping[int, Followed]) -> _Block:
    study, theories = follower.study, follower.theories
    drawn, outcomes = run(study, READ, first, min(BLOCK, study.runs - first))
    inside = keep_inside(list(outcomes.values()))
    found: dict[int, Courses] = {}
    if first in known:
        found[id(next(iter(outcomes.values())))] = known[first].at(inside)
    for o in outcomes.values():
        if id(o) not in found:
            found[id(o)] = follower.follow(o, drawn, first, inside)
    return _Block(
        kept=first + inside,
        hazard=theories.hazard[first + inside],
        courses=[found[id(o)] for o in outcomes.values()],
    )


def _integrate(
    block: _Block, anchors: FloatArray, costs: Sequence[Mapping[str, FloatArray]]
) -> list[Integrated]:
    return [
        integrate(c, block.hazard, anchors, cost)
        for c, cost in zip(block.courses, costs, strict=True)
    ]


def _join(
    strategies: tuple[str, ...],
    blocks: list[list[Integrated]],
    anchors: FloatArray,
    cells: int,
) -> Comparison:
    """Return the outcomes of all blocks of all strategies, (n_theories, n_strategies, n)."""
    values = {
        o: np.concatenate([np.stack([i.values[o] for i in b], axis=1) for b in blocks], axis=2)
        for o in blocks[0][0].values
    }
    hazards = np.sum([i.hazard_sums for b in blocks for i in b], axis=0) / cells
    return Comparison(
        strategies=strategies,
        theories=HYPOTHESES.ids,
        values=values,
        anchors=dict(zip(HYPOTHESES.ids, map(float, anchors), strict=True)),
        mean_hazard=dict(zip(HYPOTHESES.ids, map(float, hazards), strict=True)),
    )
