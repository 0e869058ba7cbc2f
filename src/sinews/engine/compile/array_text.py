"""The source of a model over arrays: all runs of a call advance together, in NumPy.

The same statements as the plain-Python form, read with functions that take arrays: nothing is
compiled, and thousands of runs cost little more than hundreds.
"""

from collections.abc import Callable
from functools import lru_cache, reduce
from types import ModuleType
from typing import Any

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.engine.compile.python_text import write_python
from sinews.engine.declare.model import Model


def least(*values: FloatArray) -> FloatArray:
    """Return the smallest value, element by element; nan where any is nan."""
    return reduce(np.minimum, values)


def greatest(*values: FloatArray) -> FloatArray:
    """Return the largest value, element by element; nan where any is nan."""
    return reduce(np.maximum, values)


NAMES: dict[str, object] = {
    "min": least,
    "max": greatest,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "tanh": np.tanh,
    "where": np.where,
    "inf": np.inf,
}


def load_arrays(model: Model) -> Callable[..., Any]:
    """Return the `run` of a model over arrays: parameters of shape (n_runs,) each."""
    return _execute(write_python(model, over_arrays=True), model.name)


@lru_cache(maxsize=32)
def _execute(text: str, name: str) -> Callable[..., Any]:
    module = ModuleType(f"sinews_arrays_{name}")
    module.__dict__.update(NAMES)
    exec(compile(text, f"<{name} over arrays>", "exec"), module.__dict__)
    run: Callable[..., Any] = module.__dict__["run"]
    return run
