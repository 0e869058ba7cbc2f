"""Strategies run and integrated block by block of futures, on two threads."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sinews.campaign.branch import run_block
from sinews.core.estimate import FloatArray
from sinews.decision.bridge import READ, Span, keep_inside, read_futures
from sinews.decision.compare import Comparison
from sinews.decision.courses import Courses, Integrated, follow, integrate
from sinews.decision.outcomes import COSTS
from sinews.decision.termination import HYPOTHESES
from sinews.decision.theories import Theories
from sinews.engine import Outcomes, Study
from sinews.engine.compile.kernel import load_kernel
from sinews.errors import EstimationError

BLOCK: Final = 256
"""Futures that go through all steps together: their arrays fit into the cache of a core."""
_WORKERS: Final = 2
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
class _Block:
    kept: NDArray[np.intp]
    hazard: FloatArray
    courses: Courses


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


def evaluate(study: Study, span: Span, theories: Theories, *, run: Runner = run_block) -> Evaluated:
    """Run all strategies of a study and integrate the ending under every theory.

    Every future is a function of its index alone: blocks and threads change no bit.

    Parameters
    ----------
    theories
        Draws for all futures of the study.
    run
        How a range of futures is run; others may take what they know already from memory.

    Raises
    ------
    EstimationError
        No future stayed in the range of the model.
    """
    load_kernel(study.model)
    costs = read_costs(study, span)
    firsts = range(0, study.runs, BLOCK)
    with ThreadPoolExecutor(_WORKERS) as pool:
        blocks = list(pool.map(lambda first: _run(study, span, theories, first, run), firsts))
        blocks = [b for b in blocks if b.kept.size]
        if not blocks:
            raise EstimationError(
                "Every future left the range of the model; nothing can be compared."
            )
        cells = sum(b.courses.waited[0].size for b in blocks)
        anchors = np.sum([b.courses.ratio_sums for b in blocks], axis=0) / cells
        both = [
            list(pool.map(lambda b, a=a: integrate(b.courses, b.hazard, a, costs), blocks))
            for a in (np.ones(len(HYPOTHESES)), anchors)
        ]
    kept = np.concatenate([b.kept for b in blocks])
    names = tuple(study.strategies)
    return Evaluated(
        raw=_join(names, both[0], np.ones(len(HYPOTHESES)), cells),
        anchored=_join(names, both[1], anchors, cells),
        kept=kept,
        dropped=1 - kept.size / study.runs,
    )


def read_costs(study: Study, span: Span) -> Mapping[str, FloatArray]:
    """Return what each donor group has allocated up to each month that counts, EUR bn, (s, t)."""
    names = [i.name for i in study.model.inputs]
    weeks = np.array(study.read_at)[span.first :] - 1
    return {
        cost.id: np.stack(
            [np.cumsum(x[names.index(row)])[weeks] / _MILLION for x in study.strategies.values()]
        )
        for row, cost in COSTS.items()
    }


def _run(study: Study, span: Span, theories: Theories, first: int, run: Runner) -> _Block:
    count = min(BLOCK, study.runs - first)
    drawn, outcomes = run(study, READ, first, count)
    inside = keep_inside(list(outcomes.values()))
    balance = drawn[[p.name for p in study.model.parameters].index("advantage_start")][inside]
    own = theories.select(first + inside)
    read = {id(o): read_futures(o, span, own, balance, inside) for o in outcomes.values()}
    futures = [read[id(o)] for o in outcomes.values()]
    return _Block(kept=first + inside, hazard=own.hazard, courses=follow(futures, own))


def _join(
    strategies: tuple[str, ...], parts: list[Integrated], anchors: FloatArray, cells: int
) -> Comparison:
    values = {o: np.concatenate([p.values[o] for p in parts], axis=2) for o in parts[0].values}
    hazards = np.sum([p.hazard_sums for p in parts], axis=0) / cells
    return Comparison(
        strategies=strategies,
        theories=HYPOTHESES.ids,
        values=values,
        anchors=dict(zip(HYPOTHESES.ids, map(float, anchors), strict=True)),
        mean_hazard=dict(zip(HYPOTHESES.ids, map(float, hazards), strict=True)),
    )
