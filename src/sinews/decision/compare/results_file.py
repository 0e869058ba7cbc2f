"""The file of a comparison, as the strategy lab gives it and the command prints it again."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from io import StringIO
from typing import Final

import numpy as np

from sinews.campaign.run.paths import Paths
from sinews.campaign.run.setting import Setting
from sinews.campaign.strategy import Strategy
from sinews.core.estimate import FloatArray
from sinews.decision.compare.lab_differences import (
    LEVELS,
    PATHS,
    WATCHED,
    Watched,
    contrast,
    spread,
    spread_by_theory,
    spread_mixed,
    sum_allocations,
)
from sinews.decision.compare.study import Answer
from sinews.decision.integrate.indices import Span

QUANTILES: Final = tuple(f"q{round(100 * q):02d}" for q in LEVELS)
HEAD: Final = (
    *("strategy", "outcome", "theory", "month", "mean", "standard_error"),
    *(*QUANTILES, "share_above_zero"),
)
Row = tuple[str | float, ...]


def write_results(
    found: Sequence[Watched],
    weights: FloatArray,
    months: Sequence[date],
    money: Mapping[str, FloatArray],
) -> str:
    """Return the file of a comparison: every difference with its spread over futures.

    Parameters
    ----------
    found
        Strategies less the one that they are compared with.
    months
        Months that count.
    money
        Strategy to its allocations summed up, from `sum_allocations`; levels, not differences.
    """
    out = StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(HEAD)
    for w in found:
        rows.writerows(_list_ends(w, weights))
        rows.writerows(_list_paths(w, months))
    for strategy, summed in money.items():
        for month, value in zip(months, summed, strict=True):
            rows.writerow([strategy, "allocated", "", f"{month:%Y-%m}", float(value)])
    return out.getvalue()


def _list_ends(w: Watched, weights: FloatArray) -> Iterator[Row]:
    for o in WATCHED:
        by = {**spread_by_theory(w, o), "weighted": spread_mixed(w, o, weights)}
        for theory, s in by.items():
            yield (w.strategy, o, theory, "", s.mean, s.error, *s.levels, s.above)


def _list_paths(w: Watched, months: Sequence[date]) -> Iterator[Row]:
    for path, values in w.paths.items():
        for month, row in zip(months, values, strict=True):
            s = spread(row)
            yield (w.strategy, path, "", f"{month:%Y-%m}", s.mean, s.error, *s.levels, s.above)


class Kept:
    """Looks at every block of a comparison and keeps its paths."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, int], Mapping[str, FloatArray]] = {}

    def look(self, first: int, strategy: str, paths: Paths) -> None:
        """Keep the paths of one strategy in the block that begins with a future."""
        self._seen[strategy, first] = {k: f(paths) for k, f in PATHS.items()}

    def write(self, answer: Answer) -> str:
        """Return the file of the comparison that was looked at."""
        q, span = answer.question, answer.evaluator.span
        base, *others = (self._watched(answer, i, span) for i in range(len(q.strategies)))
        setting = answer.evaluator.setting
        money = list_money(setting, q.strategies, span)
        found = [contrast(w, base) for w in others]
        return write_results(found, q.weights, span.counted, money)

    def _watched(self, answer: Answer, i: int, span: Span) -> Watched:
        c = answer.evaluated.raw
        id = c.strategies[i]
        starts = sorted(first for s, first in self._seen if s == id)
        return Watched(
            strategy=id,
            ends={o: c.values[o][:, i] for o in WATCHED},
            paths={
                k: np.concatenate([self._seen[id, n][k] for n in starts], axis=1)[span.first :]
                for k in PATHS
            },
        )


def list_money(
    setting: Setting, strategies: Sequence[Strategy], span: Span
) -> dict[str, FloatArray]:
    """Return the allocations of some strategies, summed up month by month."""
    return {s.id: sum_allocations(setting, s, span.first) for s in strategies}
