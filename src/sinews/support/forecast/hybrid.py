"""Level-and-shape and pledge conversion mixed: in equal parts, or by how each has done so far."""

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.core.scores import score_crps
from sinews.support.forecast.bootstrap import simulate_last_year
from sinews.support.forecast.kernel import simulate_kernel
from sinews.support.forecast.level_shape import simulate_level_shape
from sinews.support.forecast.panel import Panel, Task, settings

MEMBERS = (simulate_level_shape, simulate_kernel)


def simulate_pool(panel: Panel, group: int, task: Task, rng: np.random.Generator) -> FloatArray:
    """Return draws from the members in equal parts, shape (n_draws, horizon).

    With a handful of independent outcomes equal weights are hard to beat (Claeskens et al. 2016).
    """
    return _mix(panel, group, task, rng, np.full(len(MEMBERS), 1 / len(MEMBERS)))


def simulate_hybrid(panel: Panel, group: int, task: Task, rng: np.random.Generator) -> FloatArray:
    """Return draws from the members by the weights they have earned, shape (n_draws, horizon)."""
    return _mix(panel, group, task, rng, weigh_members(panel, group, rng))


def _mix(
    panel: Panel, group: int, task: Task, rng: np.random.Generator, weights: FloatArray
) -> FloatArray:
    paths = np.stack([m(panel, group, task, rng) for m in MEMBERS])
    pick = rng.choice(len(MEMBERS), task.n_draws, p=weights)
    mixed: FloatArray = paths[pick, np.arange(task.n_draws)]
    return mixed


def weigh_members(panel: Panel, group: int, rng: np.random.Generator) -> FloatArray:
    """Return the weight of each member, learnt from forecasts whose outcome is known.

    Exponentially weighted averaging (Cesa-Bianchi and Lugosi 2006) on the score of sums over the
    horizon that is to be forecast, relative to the last-year bootstrap. Outcomes that overlap
    count by the part that is new, so weights leave equality slowly: short horizons would teach
    more, but they favour the level over the pledges, which matter later in the year.
    """
    s = settings("hybrid")
    horizon, first = s["learning_horizon"], s["first_origin"] - 1
    origins = range(first, panel.n_months - horizon)
    losses = np.zeros(len(MEMBERS))
    for origin in origins:
        losses += _relative_losses(panel, group, origin, rng) / horizon
    raw = np.exp(-s["learning_rate"] * (losses - losses.min()))
    weights: FloatArray = raw / raw.sum()
    return weights


def _relative_losses(panel: Panel, group: int, origin: int, rng: np.random.Generator) -> FloatArray:
    """Return the members' scores at one past origin over that of the bootstrap, at most 3."""
    s = settings("hybrid")
    task = Task(horizon=s["learning_horizon"], n_draws=s["draws"])
    known = panel.known_at(origin)
    happened = panel.allocated[group, origin + 1 : origin + 1 + task.horizon].sum()
    scores = [
        float(score_crps(m(known, group, task, rng).sum(axis=1), happened))
        for m in (simulate_last_year, *MEMBERS)
    ]
    if scores[0] == 0:
        return np.zeros(len(MEMBERS))
    return np.minimum(np.array(scores[1:]) / scores[0], 3.0)
