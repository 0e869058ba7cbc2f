"""Simulate: parameters and inputs in, outcomes out; arrays only, no files and no draws."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sinews.core.estimate import FloatArray
from sinews.engine.compile.kernel import load_kernel, load_python
from sinews.engine.declare.declarations import Outcome
from sinews.engine.declare.model import Model
from sinews.errors import ModelError, UnknownNameError, UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """When outcomes are read and how finely time is cut.

    Attributes
    ----------
    read_at
        Periods after which outcomes are read, rising; empty for the last period only.
    substeps
        Euler steps a period.
    """

    read_at: tuple[int, ...] = ()
    substeps: int = 1

    def marks(self, n_periods: int) -> tuple[int, ...]:
        """Return the periods after which outcomes are read.

        Raises
        ------
        UsageError
            They are not rising, or lie outside the horizon.
        """
        read_at = self.read_at or (n_periods,)
        rising = all(a < b for a, b in pairwise(read_at))
        if not rising or read_at[0] < 1 or read_at[-1] > n_periods or self.substeps < 1:
            raise UsageError(
                f"Outcomes are read after periods 1 to {n_periods}, rising, not {read_at}; "
                f"steps a period are at least 1, not {self.substeps}."
            )
        return read_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """What was kept of some runs.

    Attributes
    ----------
    names
        The outcomes, in the order of the model.
    read_at
        The periods after which they were read, shape (n_marks,).
    values
        Shape (n_marks, n_outcomes, n_runs). Missing (nan): a `first` that did not happen, and
        everything read after the run left the model's bounds.
    left
        The time at which a run left the bounds, shape (n_runs,); nan if it did not.
    """

    names: tuple[str, ...]
    read_at: tuple[int, ...]
    values: FloatArray
    left: FloatArray

    def last(self, name: str) -> FloatArray:
        """Return one outcome at the last reading, shape (n_runs,)."""
        last: FloatArray = self.path(name)[-1]
        return last

    def path(self, name: str) -> FloatArray:
        """Return one outcome at every reading, shape (n_marks, n_runs)."""
        if name not in self.names:
            raise UnknownNameError("outcome", name, self.names)
        return self.values[:, self.names.index(name)]


def simulate(
    model: Model,
    parameters: FloatArray,
    inputs: FloatArray,
    *,
    grid: Grid | None = None,
    noise: FloatArray | None = None,
    plain: bool = False,
) -> Outcomes:
    """Advance runs of a model and return their outcomes.

    The kernel runs on one core and lets other Python threads run beside it.

    Parameters
    ----------
    parameters
        Shape (n_parameters, n_runs), rows in the order of ``model.parameters``.
    inputs
        Shape (n_inputs, n_periods), rows in the order of ``model.inputs``.
    noise
        Standard normals of shape (n_noises, n_periods, n_runs); needed if the model has noise.
    plain
        Use plain Python, the reference: some 400 times slower, no compilation.

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
    values = np.empty((len(read_at), len(model.outcomes), parameters.shape[1]))
    status = np.zeros((2, parameters.shape[1]))
    if plain:
        _run_plain(model, parameters, inputs, noise, marks, grid.substeps, values, status)
    else:
        slots = np.arange(len(model.outcomes))
        fixed = (parameters, inputs, noise, marks, slots, grid.substeps, 0)
        load_kernel(model)(*fixed, values, status, np.empty((0, 0)))
    return finish(model, model.outcomes, read_at, values, status)


def place_marks(grid: Grid, n_periods: int) -> tuple[tuple[int, ...], NDArray[np.int64]]:
    """Return the periods that are read, and of every period which reading it is; -1 for none."""
    read_at = grid.marks(n_periods)
    marks = np.full(read_at[-1], -1, dtype=np.int64)
    marks[np.array(read_at) - 1] = np.arange(len(read_at))
    return read_at, marks


def check_shapes(
    model: Model, parameters: FloatArray, inputs: FloatArray, noise: FloatArray | None
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the arrays as the kernel reads them, or refuse them; see `simulate`."""
    n_runs, n_periods = parameters.shape[-1], inputs.shape[-1]
    if noise is None and not model.noises:
        noise = np.empty((0, n_periods, n_runs))
    if noise is None:
        raise UsageError(f"The model {model.name!r} has noise; give noise=draw_noise(...).")
    wanted = {
        "parameters": (parameters, (len(model.parameters), n_runs)),
        "inputs": (inputs, (len(model.inputs), n_periods)),
        "noise": (noise, (len(model.noises), n_periods, n_runs)),
    }
    for what, (array, shape) in wanted.items():
        if array.shape != shape:
            raise UsageError(f"{what} of {model.name!r} have shape {array.shape}, not {shape}.")
        if not np.isfinite(array).all():
            raise UsageError(f"{what} of {model.name!r} hold values that are not finite.")
    for declared, path in zip(model.inputs, inputs, strict=True):
        declared.check_ends(path)
    first, second, third = (
        np.ascontiguousarray(a, dtype=np.float64) for a in (parameters, inputs, noise)
    )
    return first, second, third


def _run_plain(model: Model, *arguments: Any) -> None:  # noqa: ANN401
    """Do with plain Python what the kernel does with the same arguments."""
    parameters, inputs, noise, marks, substeps, values, status = arguments
    run, rows, when = load_python(model), inputs.tolist(), marks.tolist()
    for i in range(parameters.shape[1]):
        out: list[tuple[float, ...]] = []
        shocks = noise[:, :, i].tolist()
        try:
            status[0, i] = run(parameters[:, i].tolist(), rows, shocks, when, substeps, out)
        except (ArithmeticError, ValueError) as error:
            raise ModelError(f"{model.name!r}, run {i} of this call: {error}.") from error
        values[:, :, i] = out


def finish(
    model: Model,
    outcomes: tuple[Outcome, ...],
    read_at: tuple[int, ...],
    values: FloatArray,
    status: FloatArray,
) -> Outcomes:
    """Return what the kernel filled, with what is missing as nan.

    Parameters
    ----------
    outcomes
        In the order of the values.

    Raises
    ------
    ModelError
        A run gives values that are not finite.
    """
    wrong, whole = ~np.isfinite(status[1]), bool(np.isfinite(values).all())
    for k, o in enumerate(outcomes):
        if o.read == "mean":
            values[:, k] /= np.array(read_at)[:, None]
        if o.read == "first":
            wrong |= np.isnan(values[:, k]).any(axis=0)
            values[:, k][np.isinf(values[:, k])] = np.nan
        elif not whole:
            wrong |= ~np.isfinite(values[:, k]).all(axis=0)
    if wrong.any():
        raise ModelError(
            f"{model.name!r}: {int(wrong.sum())} of {wrong.size} runs are not finite; the first is "
            f"run {int(np.argmax(wrong))} of this call. Look at it with trace_run()."
        )
    left = np.where(np.isinf(status[0]), np.nan, status[0])
    gone = np.flatnonzero(np.isfinite(left))
    after = np.array(read_at)[:, None, None] >= left[gone]
    values[:, :, gone] = np.where(after, np.nan, values[:, :, gone])
    return Outcomes(
        names=tuple(o.name for o in outcomes), read_at=read_at, values=values, left=left
    )
