"""The ranges of every stock over all futures, so that no future ends in nonsense unseen."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from sinews.engine import Grid, Model, Study
from sinews.engine.declare.declarations import Outcome
from sinews.engine.run.arrays import answer_runs

_AT_ONCE = 1024


def range_stocks(study: Study) -> Mapping[str, Mapping[str, tuple[float, float]]]:
    """Return the lowest and highest value that each stock reaches under each strategy.

    Computed in NumPy, which needs no kernel for the outcomes that are read here alone. Futures
    that left the model's range do not count.
    """
    last = Grid(read_at=study.read_at[-1:])
    audited = replace(study, model=_read_stocks(study.model), grid=last)
    found: dict[str, dict[str, tuple[float, float]]] = {}
    for strategy in study.strategies:
        ends: dict[str, tuple[float, float]] = {}
        for first in range(0, study.runs, _AT_ONCE):
            count = min(_AT_ONCE, study.runs - first)
            outcomes = answer_runs(audited, strategy, first, count)
            for s in study.model.stocks:
                low = float(np.nanmin(outcomes.last(f"lowest_{s.name}")))
                high = float(np.nanmax(outcomes.last(f"highest_{s.name}")))
                before = ends.get(s.name, (low, high))
                ends[s.name] = (min(low, before[0]), max(high, before[1]))
        found[strategy] = ends
    return found


def _read_stocks(model: Model) -> Model:
    """Return the model with the extremes of its stocks as its only outcomes."""
    outcomes = tuple(
        Outcome(
            name=f"{read}_{s.name}",
            of=s.name,
            read=read,
            threshold=0.0,
            rising=True,
            doc=s.doc,
            source="",
            each=None,
            place=s.place,
        )
        for s in model.stocks
        for read in ("lowest", "highest")
    )
    return replace(model, outcomes=outcomes)
