"""Runs over arrays: an answer for thousands of futures while no kernel is compiled yet."""

from typing import Final

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.engine.compile.array_text import load_arrays
from sinews.engine.declare.model import Model
from sinews.engine.run.simulate import (
    Grid,
    Outcomes,
    check_shapes,
    finish,
    place_marks,
)
from sinews.engine.run.study import Study
from sinews.engine.sample.design import draw_noise, draw_parameters
from sinews.errors import UnknownNameError

BLOCK: Final = 1024
"""Runs that advance together; a row of 8 kB leaves room for a hundred of them in the cache."""


def simulate_arrays(
    model: Model,
    parameters: FloatArray,
    inputs: FloatArray,
    *,
    grid: Grid | None = None,
    noise: FloatArray | None = None,
) -> Outcomes:
    """Advance runs in NumPy: as `simulate`, nothing compiled, equal to rounding.

    Raises
    ------
    UsageError
        An array has the wrong shape or holds missing values.
    ModelError
        A run gives values that are not finite.
    """
    grid = grid or Grid()
    parameters, inputs, noise = check_shapes(model, parameters, inputs, noise)
    read_at, marks = place_marks(grid, inputs.shape[1])
    n_runs = parameters.shape[1]
    values = np.empty((len(read_at), len(model.outcomes), n_runs))
    status = np.zeros((2, n_runs))
    run, rows, when = load_arrays(model), inputs.tolist(), marks.tolist()
    for first in range(0, n_runs, BLOCK):
        here = slice(first, first + BLOCK)
        out: list[tuple[FloatArray, ...]] = []
        with np.errstate(all="ignore"):
            status[0, here] = run(
                list(parameters[:, here]), rows, noise[:, :, here], when, grid.substeps, out
            )
        for m, kept in enumerate(out):
            for k, row in enumerate(kept):
                values[m, k, here] = row
    return finish(model, model.outcomes, read_at, values, status)


def answer_runs(study: Study, strategy: str, first: int, count: int) -> Outcomes:
    """Return runs as `compute_runs` does, in NumPy: for looking at, not for storing.

    Raises
    ------
    UnknownNameError
        The study has no such strategy.
    """
    if strategy not in study.strategies:
        raise UnknownNameError("strategy", strategy, study.strategies)
    return simulate_arrays(
        study.model,
        draw_parameters(study.model, study.sampling, first, count),
        study.strategies[strategy],
        grid=study.grid,
        noise=draw_noise(study.model, study.sampling.seed, study.periods, first, count),
    )
