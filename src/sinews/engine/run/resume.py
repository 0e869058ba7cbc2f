"""Runs in parts: advance to a period, keep the state, go on from it under other inputs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.engine.compile.kernel import load_kernel
from sinews.engine.compile.kernel_text import count_state
from sinews.engine.declare.model import Model
from sinews.engine.run.simulate import (
    Grid,
    Outcomes,
    check_shapes,
    finish,
    place_marks,
)
from sinews.errors import UnknownNameError, UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """Where some runs stand after a number of periods.

    Attributes
    ----------
    state
        Stocks, what outcomes accumulated, and the time of leaving the bounds, (n_rows, n_runs).
    """

    periods: int
    state: FloatArray

    def select(self, first: int, count: int) -> "Saved":
        """Return the state of runs first, first + 1, ..."""
        part = np.ascontiguousarray(self.state[:, first : first + count])
        return Saved(periods=self.periods, state=part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Which part of a run is made and what is read from it.

    Attributes
    ----------
    grid
        Periods of the readings; the last of them is where the part ends.
    names
        Outcomes to read; all when empty. Fewer are read faster.
    saved
        The state to go on from, or None to begin.
    """

    grid: Grid
    names: Sequence[str] = ()
    saved: Saved | None = None


def advance(
    model: Model,
    parameters: FloatArray,
    inputs: FloatArray,
    part: Part,
    *,
    noise: FloatArray | None = None,
) -> tuple[Outcomes, Saved]:
    """Advance runs over a part and return its outcomes with the state they are in.

    In parts or at once, the numbers are the same to the last bit.

    Parameters
    ----------
    parameters, inputs, noise
        As for `simulate`, inputs and noise from the first period of the model on.

    Raises
    ------
    UnknownNameError
        The model has no such outcome.
    UsageError
        A shape is wrong, or the state belongs to other runs or lies after a reading.
    """
    known = {o.name: k for k, o in enumerate(model.outcomes)}
    names = tuple(part.names) or tuple(known)
    if unknown := [n for n in names if n not in known]:
        raise UnknownNameError("outcome", unknown[0], known)
    parameters, inputs, noise = check_shapes(model, parameters, inputs, noise)
    read_at, marks = place_marks(part.grid, inputs.shape[1])
    n_runs, begun = parameters.shape[1], 0 if part.saved is None else part.saved.periods
    state = _copy_state(model, part.saved, n_runs)
    if read_at[0] <= begun:
        raise UsageError(f"The state is after period {begun}; the first reading is {read_at[0]}.")
    slots = np.full(len(known), -1, dtype=np.int64)
    slots[[known[n] for n in names]] = np.arange(len(names))
    values, status = np.empty((len(read_at), len(names), n_runs)), np.zeros((2, n_runs))
    fixed = (parameters, inputs, noise, marks, slots, part.grid.substeps, begun)
    load_kernel(model)(*fixed, values, status, state)
    chosen = tuple(model.outcomes[known[n]] for n in names)
    outcomes = finish(model, chosen, read_at, values, status)
    return outcomes, Saved(periods=read_at[-1], state=state)


def _copy_state(model: Model, saved: Saved | None, n_runs: int) -> FloatArray:
    shape = (_count(model), n_runs)
    if saved is None:
        return np.zeros(shape)
    if saved.state.shape != shape:
        raise UsageError(f"The state has shape {saved.state.shape}, not {shape}: other runs.")
    return saved.state.copy()


_COUNTS: dict[str, int] = {}


def _count(model: Model) -> int:
    if model.kernel_id not in _COUNTS:
        _COUNTS[model.kernel_id] = count_state(model)
    return _COUNTS[model.kernel_id]
