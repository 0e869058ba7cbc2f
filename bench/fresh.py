"""What a new process does: the first answer, and a million futures. Called by bench/engine.py."""

import sys
import time

STARTED = time.perf_counter()

import numpy as np  # noqa: E402
from reference_model import model  # noqa: E402

from sinews.engine import (  # noqa: E402
    Execution,
    Horizon,
    Sampling,
    Study,
    plan_inputs,
    preview_runs,
    run_study,
)


def make_study(runs: int) -> Study:
    """Return the reference study of one strategy."""
    inputs = {"base": plan_inputs(model, Horizon(periods=260))}
    return Study(model=model, strategies=inputs, runs=runs, sampling=Sampling(seed=1))


def main() -> None:
    """Print the seconds that the task of the first argument took."""
    if sys.argv[1] == "first":
        found = preview_runs(make_study(64), "base")
        assert np.isfinite(found.last("front_end")).all()
    else:
        from pathlib import Path

        execution = Execution(executor=sys.argv[2])
        result = run_study(make_study(int(sys.argv[3])), Path(sys.argv[4]), execution=execution)
        assert result.is_complete
        result.quantiles("base", (0.05, 0.5, 0.95))
    print(time.perf_counter() - STARTED)


if __name__ == "__main__":
    main()
