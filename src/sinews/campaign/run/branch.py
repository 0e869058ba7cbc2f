"""Runs that share a history: computed once up to the week in which strategies part."""

from collections.abc import Mapping, Sequence

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.engine import (
    Grid,
    Outcomes,
    Part,
    Saved,
    Study,
    advance,
    draw_parameters,
)


def count_common_weeks(inputs: Sequence[FloatArray]) -> int:
    """Return the number of first weeks in which all strategies have the same inputs."""
    first = inputs[0]
    differs = np.any([(first != x).any(axis=0) for x in inputs[1:]], axis=0)
    return int(np.argmax(differs)) if np.any(differs) else first.shape[1]


def run_block(
    study: Study, names: Sequence[str], first: int, count: int
) -> tuple[FloatArray, Mapping[str, Outcomes]]:
    """Run a range of futures under every strategy of a study and read some outcomes.

    The numbers are those of `compute_runs` to the last bit.

    Returns
    -------
    parameters
        Shape (n_parameters, count).
    outcomes
        Strategy id to what was read.
    """
    drawn = draw_parameters(study.model, study.sampling, first, count)
    inputs = study.strategies
    common = count_common_weeks(list(inputs.values()))
    before = tuple(w for w in study.read_at if w <= common)
    if not before or before == study.read_at:
        part = Part(grid=study.grid, names=names)
        if before:
            alone, _ = advance(study.model, drawn, next(iter(inputs.values())), part)
            return drawn, dict.fromkeys(inputs, alone)
        return drawn, {s: advance(study.model, drawn, x, part)[0] for s, x in inputs.items()}
    shared = Part(grid=_grid(study, before), names=names)
    history, saved = advance(study.model, drawn, next(iter(inputs.values())), shared)
    later = tuple(w for w in study.read_at if w > common)
    rest = Part(grid=_grid(study, later), names=names, saved=saved)
    return drawn, {
        s: join_outcomes(history, advance(study.model, drawn, x, rest)[0])
        for s, x in inputs.items()
    }


def run_history(
    study: Study, names: Sequence[str], weeks: int, first: int, count: int
) -> tuple[FloatArray, Outcomes, Saved]:
    """Run the first strategy of a study to the last reading within some weeks.

    Returns
    -------
    parameters, outcomes, saved
        The state serves every strategy whose inputs do not differ before it.
    """
    drawn = draw_parameters(study.model, study.sampling, first, count)
    before = tuple(w for w in study.read_at if w <= weeks)
    part = Part(grid=_grid(study, before), names=names)
    outcomes, saved = advance(study.model, drawn, next(iter(study.strategies.values())), part)
    return drawn, outcomes, saved


def join_outcomes(early: Outcomes, late: Outcomes) -> Outcomes:
    """Return readings of the same runs one after the other."""
    return Outcomes(
        names=late.names,
        read_at=(*early.read_at, *late.read_at),
        values=np.concatenate([early.values, late.values]),
        left=late.left,
    )


def _grid(study: Study, read_at: tuple[int, ...]) -> Grid:
    return Grid(read_at=read_at, substeps=study.grid.substeps)
