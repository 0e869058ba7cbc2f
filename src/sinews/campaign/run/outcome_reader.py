"""What a report reads of many futures: some outcomes at the end, some month by month."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sinews.campaign.run.branch import run_block
from sinews.campaign.run.ensemble import Ensemble
from sinews.core.estimate import FloatArray
from sinews.engine import Outcomes, Study

_BLOCK: Final = 256
"""Futures a block: its arrays are small enough for memory to be used again, not asked for anew."""
_WORKERS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """Outcomes of strategies on the same futures, read at the end and month by month.

    Attributes
    ----------
    ends
        The outcomes that were asked for at the end, read once.
    monthly
        Strategy id to those asked for month by month; none where none was.
    """

    ends: Ensemble
    monthly: Mapping[str, Outcomes]


def read_futures(
    study: Study, months: tuple[date, ...], ends: Sequence[str], monthly: Sequence[str] = ()
) -> Readings:
    """Run a planned study by the kernel and keep what is named, nothing else.

    The numbers are those of `run_planned`, which keeps every outcome at every reading: for ten
    thousand futures of ten strategies it moves a gigabyte, and takes longer for it than to run.

    Parameters
    ----------
    months
        First of month of each reading of the study.
    ends, monthly
        Names of outcomes to keep at the last reading, and at all of them.
    """
    at_end = {s: _empty(study, study.read_at[-1:], ends) for s in study.strategies}
    by_month = {s: _empty(study, study.read_at, monthly) for s in study.strategies if monthly}

    def run(first: int) -> None:
        count = min(_BLOCK, study.runs - first)
        _, found = run_block(study, (*ends, *monthly), first, count)
        place = slice(first, first + count)
        for s, outcomes in found.items():
            _keep(at_end[s], outcomes.values[-1:, : len(ends)], outcomes.left, place)
            if monthly:
                _keep(by_month[s], outcomes.values[:, len(ends) :], outcomes.left, place)

    with ThreadPoolExecutor(_WORKERS) as pool:
        list(pool.map(run, range(0, study.runs, _BLOCK)))
    return Readings(
        ends=Ensemble(study=study, outcomes=at_end, months=months[-1:]), monthly=by_month
    )


def _empty(study: Study, read_at: tuple[int, ...], names: Sequence[str]) -> Outcomes:
    return Outcomes(
        names=tuple(names),
        read_at=read_at,
        values=np.empty((len(read_at), len(names), study.runs)),
        left=np.empty(study.runs),
    )


def _keep(kept: Outcomes, values: FloatArray, left: NDArray[np.float64], place: slice) -> None:
    kept.values[:, :, place] = values
    kept.left[place] = left
