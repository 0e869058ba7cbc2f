"""The naive forecasts that any method has to beat: resampled past months."""

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.support.forecast.panel import Panel, Task


def simulate_last_year(
    panel: Panel, group: int, task: Task, rng: np.random.Generator
) -> FloatArray:
    """Return months drawn with replacement from the last twelve, shape (n_draws, horizon)."""
    return rng.choice(panel.allocated[group, -12:], (task.n_draws, task.horizon))


def simulate_all_history(
    panel: Panel, group: int, task: Task, rng: np.random.Generator
) -> FloatArray:
    """Return months drawn with replacement from all, shape (n_draws, horizon)."""
    return rng.choice(panel.allocated[group], (task.n_draws, task.horizon))


def simulate_seasonal(panel: Panel, group: int, task: Task, rng: np.random.Generator) -> FloatArray:
    """Return the same months of the year before plus resampled year-on-year changes.

    The changes are centred and the sum is cut off at zero; shape (n_draws, horizon). With less
    than 13 months of data there is no change to resample, and last year's months are repeated.
    """
    y = panel.allocated[group]
    repeated = np.resize(y[-12:], task.horizon)
    changes = y[12:] - y[:-12]
    if changes.size == 0:
        return np.tile(repeated, (task.n_draws, 1))
    noise = rng.choice(changes - changes.mean(), (task.n_draws, task.horizon))
    cut: FloatArray = np.maximum(repeated + noise, 0)
    return cut
