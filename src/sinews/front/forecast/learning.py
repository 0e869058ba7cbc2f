"""From one pass over a panel to the pool at its origin: weights, records, forecasts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sinews.core.estimate import FloatArray
from sinews.front.forecast.filtering import (
    LEAST_MONTHS,
    ErrorMemory,
    mix_members,
    track_members,
)
from sinews.front.forecast.panel import Panel
from sinews.front.forecast.pool import (
    LEVELS,
    NAMES,
    PERSISTENCE,
    POOLED,
    Mixture,
    fit_weights,
)
from sinews.front.forecast.settings import Settings

BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """The forecast of one series from one origin.

    Attributes
    ----------
    quantiles
        `LEVELS` of each month after the origin, (horizon, 200), in the unit of the series.
    members
        The same for each member, (n_members, horizon, 200).
    weights
        (horizon, n_members).
    is_persistence
        Whether the pool gave way to persistence, (horizon,).
    """

    id: str
    quantiles: FloatArray
    members: FloatArray
    weights: FloatArray
    is_persistence: BoolArray


class Learner:
    """Carries scores from month to month and gives weights from those that are in.

    Parameters
    ----------
    panel
        Series up to the origin.
    longest
        Longest horizon, in months after a series' last month.
    """

    def __init__(self, panel: Panel, longest: int, settings: Settings) -> None:
        self.panel, self.longest, self.settings = panel, longest, settings
        self._family = [panel.families.index(c.family) for c in panel.columns]
        f, m = len(panel.families), len(NAMES)
        self._losses = np.zeros((f, longest, m, m))
        self._counts = np.zeros((f, longest))
        self._origins = np.zeros((f, longest))
        self._scale = np.zeros((len(panel.columns), longest, 2))
        self._record = np.zeros((f, longest, 3))
        self._last: FloatArray | None = None
        self._waiting: dict[tuple[int, int, int], tuple[Mixture, FloatArray]] = {}
        near = np.abs(np.subtract.outer(np.arange(longest), np.arange(longest)))
        self._near = np.maximum(settings.reach - near, 0) / settings.reach

    def weights(self) -> FloatArray:
        """Return the weights by family and horizon, (n_families, longest, n_members)."""
        losses = np.einsum("hk,fkij->fhij", self._near, self._losses)
        counts = np.maximum(np.einsum("hk,fk->fh", self._near, self._counts), 1e-9)
        origins = np.maximum(np.einsum("hk,fk->fh", self._near, self._origins), 1.0)
        mean = (losses / counts[..., None, None])[..., :PERSISTENCE, :PERSISTENCE]
        self._last = fit_weights(mean, self.settings.prior_origins / origins, self._last)
        return np.concatenate([self._last, np.zeros((*self._last.shape[:2], 1))], axis=-1)

    def persistent(self) -> BoolArray:
        """Return where the pool lost to persistence so far, (n_families, longest)."""
        pool, plain, origins = np.moveaxis(
            np.einsum("hk,fkc->fhc", self._near, self._record), -1, 0
        )
        enough = origins >= self.settings.persistence_after
        lost: BoolArray = enough & (pool > self.settings.give_way * plain)
        return lost

    def wait_for(self, case: tuple[int, int, int], mixture: Mixture, weights: FloatArray) -> None:
        """Keep a forecast, case (month, series, step), until its month is in."""
        self._waiting[case] = (mixture, weights)

    def mixture(self, case: tuple[int, int, int]) -> Mixture:
        """Return a forecast whose month is not in yet."""
        return self._waiting[case][0]

    def score_month(self, month: int) -> None:
        """Score what was forecast of this month and let it enter weights and records."""
        seen: set[tuple[int, int]] = set()
        for i, h in [c[1:] for c in self._waiting if c[0] == month]:
            mixture, weights = self._waiting[month, i, h]
            column, f = self.panel.columns[i], self._family[i]
            if month >= column.end:
                continue
            del self._waiting[month, i, h]
            scores = mixture.score(float(column.values[month - column.start]))
            plain = scores[PERSISTENCE, PERSISTENCE]
            self._scale[i, h] += (plain, 1.0)
            relative = scores / max(self._scale[i, h, 0] / self._scale[i, h, 1], 1e-12)
            self._losses[f, h] += relative
            self._counts[f, h] += 1
            first = (f, h) not in seen
            seen.add((f, h))
            self._origins[f, h] += first
            mixed = weights @ relative @ weights
            self._record[f, h] += (mixed, relative[POOLED, POOLED], first)


def pool_panel(panel: Panel, horizon: int, settings: Settings) -> tuple[Pooled, ...]:
    """Return the pool's forecast of every series for 1 to `horizon` months after the origin.

    Series with fewer than four months are left out. A series that ends before the origin is
    forecast from its last month, over the months in between.
    """
    lags = [panel.n_months - c.end for c in panel.columns]
    longest = max(settings.longest, horizon) + max(lags, default=0)
    tracks = track_members(panel, longest, settings)
    memory = ErrorMemory(tracks, tuple(c.family for c in panel.columns), settings)
    learner = Learner(panel, longest, settings)
    found: dict[int, Pooled] = {}
    for month in range(panel.n_months):
        memory.add_month(month)
        learner.score_month(month)
        ready = [
            i for i, c in enumerate(panel.columns) if c.start + LEAST_MONTHS <= month + 1 <= c.end
        ]
        if not ready:
            continue
        cdfs, weights, lost = memory.distributions(), learner.weights(), learner.persistent()
        for i in ready:
            column = panel.columns[i]
            f = panel.families.index(column.family)
            sigma = float(tracks.volatility[i, month])
            mixtures = mix_members(column, tracks.points[:, i, month], sigma, cdfs[:, i], month)
            for h, mixture in enumerate(mixtures):
                learner.wait_for((month + 1 + h, i, h), mixture, weights[f, h])
            if month + 1 == column.end:
                found[i] = _publish(learner, i, (lags[i], horizon), (weights[f], lost[f]))
    return tuple(found[i] for i in sorted(found))


def _publish(
    learner: Learner,
    i: int,
    ahead: tuple[int, int],
    learnt: tuple[FloatArray, BoolArray],
) -> Pooled:
    """Return the pool of one series after its last month, lag and horizon given."""
    column, settings = learner.panel.columns[i], learner.settings
    lag, horizon = ahead
    steps = range(lag, lag + horizon)
    weights = learnt[0][lag : lag + horizon].copy()
    lost = learnt[1][lag : lag + horizon]
    weights[lost] = np.eye(len(NAMES))[POOLED]
    quantiles = np.empty((horizon, LEVELS.size))
    members = np.empty((len(NAMES), horizon, LEVELS.size))
    for row, h in enumerate(steps):
        mixture = learner.mixture((column.end + h, i, h))
        share = 0.0 if lost[row] else settings.break_share
        quantiles[row] = mixture.quantiles(weights[row], share)
        for m in range(len(NAMES)):
            members[m, row] = mixture.quantiles(np.eye(len(NAMES))[m], 0.0)
    return Pooled(
        id=column.id, quantiles=quantiles, members=members, weights=weights, is_persistence=lost
    )
