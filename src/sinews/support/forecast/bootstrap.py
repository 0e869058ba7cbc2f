"""Simple forecasts: the past drawn again, and groups that stopped or never gave."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.support.forecast.panel import Panel, Task
from sinews.support.tables import assumed


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


State = Literal["gives", "stopped", "never"]
YEAR: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One way in which it may go on, EUR bn over twelve months; None where nothing tells."""

    id: str
    label: str
    eur_bn_year: float | None


def judge_state(panel: Panel, group: int) -> State:
    """Return whether a group gives, has stopped, or never gave until the end of the panel."""
    y = panel.allocated[group]
    if y.sum() == 0:
        return "never"
    before = y[:-YEAR]
    if before.size and y[-YEAR:].sum() < assumed("stopped_share") * before.mean() * YEAR:
        return "stopped"
    return "gives"


def list_scenarios(panel: Panel, group: int) -> tuple[Scenario, ...]:
    """Return the scenarios of a group that stopped or never gave; none for one that gives."""
    state = judge_state(panel, group)
    if state == "gives":
        return ()
    if state == "never":
        return (
            Scenario(id="none", label="goes on giving none", eur_bn_year=0.0),
            Scenario(id="begins", label="begins to give: no record to size it", eur_bn_year=None),
        )
    mean = float(panel.allocated[group, :-YEAR].mean() * YEAR)
    return (
        Scenario(id="stays", label="stays stopped", eur_bn_year=0.0),
        Scenario(id="half", label="returns at half its earlier mean", eur_bn_year=mean / 2),
        Scenario(id="full", label="returns at its earlier mean", eur_bn_year=mean),
    )
