"""Studies: a model, strategies and a seed; and any range of their runs as a pure function."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.engine.compile.kernel import is_compiled, start_compiling
from sinews.engine.declare.model import Model
from sinews.engine.run.simulate import Grid, Outcomes, simulate
from sinews.engine.sample.design import (
    Sampling,
    check_sampling,
    draw_noise,
    draw_parameters,
)
from sinews.errors import UnknownNameError, UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """Runs of some strategies on the same draws of the unknowns.

    Attributes
    ----------
    strategies
        Name to inputs of shape (n_inputs, n_periods), as `plan_inputs` gives them; all of one
        length.
    runs
        Futures a strategy. Run i is the same whatever the number of runs.
    id
        Sixteen hexadecimal digits over all that decides a run's numbers; not over `runs`.
    """

    model: Model
    strategies: Mapping[str, FloatArray]
    runs: int
    sampling: Sampling
    grid: Grid = field(default_factory=Grid)
    id: str = field(init=False)

    def __post_init__(self) -> None:
        if self.runs < 1 or not self.strategies:
            raise UsageError("A study needs at least one run and one strategy.")
        lengths = {inputs.shape for inputs in self.strategies.values()}
        n_inputs = len(self.model.inputs)
        if len(lengths) != 1 or next(iter(lengths))[0] != n_inputs:
            raise UsageError(
                f"Every strategy needs inputs of one shape ({n_inputs}, n_periods), not {lengths}."
            )
        if wrong := [s for s in self.strategies if not s.replace("-", "_").isidentifier()]:
            raise UsageError(f"{wrong[0]!r} cannot name a strategy: letters, digits, - and _ only.")
        for inputs in self.strategies.values():
            for declared, path in zip(self.model.inputs, inputs, strict=True):
                declared.check_ends(path)
        self.grid.marks(self.periods)
        check_sampling(self.model, self.sampling)
        object.__setattr__(self, "id", _digest(self))

    @property
    def periods(self) -> int:
        """The number of periods that strategies cover."""
        return int(next(iter(self.strategies.values())).shape[1])

    @property
    def read_at(self) -> tuple[int, ...]:
        """The periods after which outcomes are read."""
        return self.grid.marks(self.periods)


def _digest(study: Study) -> str:
    s = study.sampling
    content = {
        "model": study.model.id,
        "strategies": {k: _digest_array(v) for k, v in study.strategies.items()},
        "seed": s.seed,
        "design": s.design,
        "fixed": dict(sorted(s.fixed.items())),
        "tables": {
            t: {c: _digest_array(v) for c, v in sorted(columns.items())}
            for t, columns in sorted(s.tables.items())
        },
        "read_at": study.read_at,
        "substeps": study.grid.substeps,
    }
    return sha256(json.dumps(content).encode()).hexdigest()[:16]


def _digest_array(array: FloatArray) -> str:
    values = np.ascontiguousarray(array, dtype="<f8")
    return sha256(f"{values.shape}".encode() + values.tobytes()).hexdigest()


def compute_runs(
    study: Study, strategy: str, first: int = 0, count: int | None = None, *, plain: bool = False
) -> Outcomes:
    """Return the outcomes of runs first, first + 1, ... of one strategy.

    A pure function: it reads no file and no clock, and any cut of the runs gives the same bits.

    Parameters
    ----------
    plain
        Use plain Python instead of the kernel; equal to rounding, not in every bit.

    Raises
    ------
    UnknownNameError
        The study has no such strategy.
    ModelError
        A run gives values that are not finite.
    """
    if strategy not in study.strategies:
        raise UnknownNameError("strategy", strategy, study.strategies)
    count = study.runs - first if count is None else count
    return simulate(
        study.model,
        draw_parameters(study.model, study.sampling, first, count),
        study.strategies[strategy],
        grid=study.grid,
        noise=draw_noise(study.model, study.sampling.seed, study.periods, first, count),
        plain=plain,
    )


def preview_runs(study: Study, strategy: str, count: int = 64) -> Outcomes:
    """Return the first runs at once: by plain Python while the kernel is not compiled yet.

    The first call then starts the compilation in a process of its own. For looking only: a study
    that is stored always uses the kernel.
    """
    ready = is_compiled(study.model)
    if not ready and study.model.kernel_id not in _COMPILING:
        _COMPILING[study.model.kernel_id] = start_compiling(study.model)
    return compute_runs(study, strategy, 0, min(count, study.runs), plain=not ready)


_COMPILING: dict[str, object] = {}
