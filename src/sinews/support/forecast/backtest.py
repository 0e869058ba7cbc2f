"""Rolling-origin back-test: every method with only what was known, against what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sinews.core.estimate import FloatArray
from sinews.core.periods import add_months
from sinews.core.rng import stream
from sinews.core.scores import is_covered, measure_skill, score_crps
from sinews.errors import EstimationError
from sinews.support.forecast import METHODS, REFERENCE, Method
from sinews.support.forecast.bootstrap import judge_state
from sinews.support.forecast.panel import Panel, Task

FIRST_ORIGIN: Final = date(2023, 10, 1)
N_ORIGINS: Final = 17
"""Origins 2023-10 to 2025-02: the last whose twelve months lie within release 28."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """Scores of all methods at all origins.

    Attributes
    ----------
    crps
        Of the sum over the horizon, EUR bn, shape (n_methods, n_origins, n_groups).
    crps_month
        Mean over the months of the horizon, same shape.
    covered
        Whether the sum lies in the 90 % interval, same shape.
    observed
        The sums that happened, EUR bn, shape (n_origins, n_groups).
    silent
        Groups that had never given by the last origin: nothing is forecast there, and their
        coverage is no merit; shape (n_groups,).
    """

    methods: tuple[str, ...]
    origins: tuple[date, ...]
    groups: tuple[str, ...]
    crps: FloatArray
    crps_month: FloatArray
    covered: NDArray[np.bool_]
    observed: FloatArray
    silent: NDArray[np.bool_]

    def skill(self, method: str, group: str | None = None, *, monthly: bool = False) -> float:
        """Return the skill in mean CRPS against the last-12-month bootstrap.

        Means are over origins, and over groups when no group is named.
        """
        scores = self.crps_month if monthly else self.crps
        columns = slice(None) if group is None else self.groups.index(group)
        mean = scores[:, :, columns].reshape(len(self.methods), -1).mean(axis=1)
        own, reference = (mean[self.methods.index(m)] for m in (method, REFERENCE))
        return measure_skill(float(own), float(reference))

    def coverage(self, method: str, *, count_silent: bool = True) -> float:
        """Return the share of 90 % intervals that held what happened."""
        groups = np.ones(len(self.groups), dtype=bool) if count_silent else ~self.silent
        return float(self.covered[self.methods.index(method)][:, groups].mean())


def run_backtest(
    panel: Panel,
    *,
    methods: Sequence[Method] = tuple(METHODS),
    first: date = FIRST_ORIGIN,
    n_origins: int = N_ORIGINS,
    task: Task | None = None,
    seed: int = 0,
) -> Backtest:
    """Return the scores of each method at each origin.

    A method receives `Panel.known_at`, which ends at the origin: it cannot see later allocations,
    pledges or conversions. Months are dated as in today's release (pseudo-real-time).

    Raises
    ------
    EstimationError
        The last origin's horizon lies beyond the data.
    """
    task = task or Task()
    start = panel.month_index(first)
    if start + n_origins - 1 + task.horizon >= panel.n_months:
        raise EstimationError(
            f"{n_origins} origins from {first:%Y-%m} with {task.horizon} months ahead need data "
            f"beyond {panel.end:%Y-%m}."
        )
    shape = (len(methods), n_origins, len(panel.groups))
    crps, crps_month = np.zeros(shape), np.zeros(shape)
    covered = np.zeros(shape, dtype=bool)
    observed = np.zeros(shape[1:])
    for o in range(n_origins):
        known = panel.known_at(start + o)
        happened = panel.allocated[:, start + o + 1 : start + o + 1 + task.horizon]
        observed[o] = happened.sum(axis=1)
        for m, method in enumerate(methods):
            for g in range(len(panel.groups)):
                paths = forecast_group(known, g, method, task, seed=seed)
                crps[m, o, g] = score_crps(paths.sum(axis=1), observed[o, g])
                crps_month[m, o, g] = score_crps(paths.T, happened[g]).mean()
                covered[m, o, g] = is_covered(paths.sum(axis=1), observed[o, g])
    last = panel.known_at(start + n_origins - 1)
    return Backtest(
        methods=tuple(m.id for m in methods),
        origins=tuple(add_months(first, i) for i in range(n_origins)),
        groups=panel.groups,
        crps=crps,
        crps_month=crps_month,
        covered=covered,
        observed=observed,
        silent=np.array([judge_state(last, g) == "never" for g in range(len(panel.groups))]),
    )


def forecast_group(
    known: Panel, group: int, method: Method, task: Task, *, seed: int = 0
) -> FloatArray:
    """Return draws of the coming months of one group, shape (n_draws, horizon).

    A group that never gave is forecast to go on giving nothing; see `zeros` for scenarios.
    """
    if judge_state(known, group) == "never":
        return np.zeros((task.n_draws, task.horizon))
    name = f"support.forecast.{method.id}.{known.groups[group]}.{known.end:%Y-%m}"
    return method.simulate(known, group, task, stream(seed, name))
