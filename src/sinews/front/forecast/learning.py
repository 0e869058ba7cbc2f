"""From one pass over a panel to the pool at its origin: weights, records, forecasts."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sinews.core.estimate import FloatArray
from sinews.front.forecast.filtering import (
    LEAST_MONTHS,
    ErrorMemory,
    mix_members,
    track_members,
)
from sinews.front.forecast.panel import Panel, dilate
from sinews.front.forecast.pool import (
    LEVELS,
    NAMES,
    PERSISTENCE,
    Mixture,
    fit_weights,
)
from sinews.front.forecast.settings import Settings

BoolArray = NDArray[np.bool_]
_BOUNDS: Final = np.array([0.05, 0.5, 0.95])


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """What earlier months teach: of every family and horizon, arrays (n_families, longest, ...).

    Attributes
    ----------
    weights
        Of the members, (n_families, longest, n_members); persistence alone where `lost`.
    lost
        Whether the pool gives way to persistence.
    spread
        Factor by which the pool's quantiles are moved away from its median.
    """

    weights: FloatArray
    lost: BoolArray
    spread: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A forecast whose month is not in yet, with its bounds of 90 % as published."""

    mixture: Mixture
    weights: FloatArray
    low: float
    high: float


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
        self._log_spread = np.zeros((f, longest))
        self._last: FloatArray | None = None
        self._waiting: dict[tuple[int, int, int], Waiting] = {}
        rest = (1 - settings.prior_reference) / (m - 1)
        self._prior = np.full(m, rest)
        self._prior[PERSISTENCE] = settings.prior_reference
        near = np.abs(np.subtract.outer(np.arange(longest), np.arange(longest)))
        self._near = np.maximum(settings.reach - near, 0) / settings.reach

    def learn(self) -> Learnt:
        """Return weights, where persistence is better, and spread, from months that are in."""
        lost = self._find_lost()
        weights = self._fit()
        weights = np.where(lost[..., None], np.eye(len(NAMES))[PERSISTENCE], weights)
        return Learnt(weights=weights, lost=lost, spread=np.exp(self._log_spread))

    def _fit(self) -> FloatArray:
        """Return the weights by family and horizon, (n_families, longest, n_members).

        Forecasts h months ahead from neighbouring origins share h - 1 months: n origins are worth
        n / h independent ones, and the prior counts the more.
        """
        losses = np.einsum("hk,fkij->fhij", self._near, self._losses)
        counts = np.maximum(np.einsum("hk,fk->fh", self._near, self._counts), 1e-9)
        origins = np.maximum(np.einsum("hk,fk->fh", self._near, self._origins), 1.0)
        independent = origins / np.arange(1, self.longest + 1)
        mean = losses / counts[..., None, None]
        strength = self.settings.prior_origins / independent
        self._last = fit_weights(mean, strength, self._prior, self._last)
        return self._last

    def _find_lost(self) -> BoolArray:
        """Return where the pool lost to persistence so far, (n_families, longest)."""
        pool, plain, origins = np.moveaxis(
            np.einsum("hk,fkc->fhc", self._near, self._record), -1, 0
        )
        enough = origins >= self.settings.persistence_after
        lost: BoolArray = enough & (pool > self.settings.give_way * plain)
        return lost

    def wait_for(self, case: tuple[int, int, int], mixture: Mixture, learnt: Learnt) -> None:
        """Keep a forecast, case (month, series, step), until its month is in."""
        _, i, h = case
        f = self._family[i]
        weights, spread = learnt.weights[f, h], float(learnt.spread[f, h])
        low, middle, high = mixture.quantiles(weights, self.settings.break_share, _BOUNDS)
        bounds = dilate(np.array([low, high]), middle, spread, self.panel.columns[i].scale)
        self._waiting[case] = Waiting(
            mixture=mixture, weights=weights, low=float(bounds[0]), high=float(bounds[1])
        )

    def mixture(self, case: tuple[int, int, int]) -> Mixture:
        """Return a forecast whose month is not in yet."""
        return self._waiting[case].mixture

    def score_month(self, month: int) -> None:
        """Score what was forecast of this month and let it enter weights, records and spread."""
        seen: set[tuple[int, int]] = set()
        misses = np.zeros((*self._counts.shape, 2))
        for i, h in [c[1:] for c in self._waiting if c[0] == month]:
            waiting = self._waiting[month, i, h]
            column, f = self.panel.columns[i], self._family[i]
            if month >= column.end:
                continue
            del self._waiting[month, i, h]
            observed = float(column.values[month - column.start])
            scores = waiting.mixture.score(observed)
            plain = scores[PERSISTENCE, PERSISTENCE]
            self._scale[i, h] += (plain, 1.0)
            relative = scores / max(self._scale[i, h, 0] / self._scale[i, h, 1], 1e-12)
            self._losses[f, h] += relative
            self._counts[f, h] += 1
            misses[f, h] += (not waiting.low <= observed <= waiting.high, 1.0)
            first = (f, h) not in seen
            seen.add((f, h))
            self._origins[f, h] += first
            mixed = waiting.weights @ relative @ waiting.weights
            self._record[f, h] += (mixed, relative[PERSISTENCE, PERSISTENCE], first)
        self._adapt(misses)

    def _adapt(self, misses: FloatArray) -> None:
        """Widen after misses of the 90 % interval, narrow after hits.

        Adaptive conformal inference (Gibbs and Candes 2021) on the logarithm of the spread: the
        share of misses tends to what is wanted however the series behave.
        """
        missed, cases = np.moveaxis(np.einsum("hk,fkc->fhc", self._near, misses), -1, 0)
        excess = np.where(cases > 0, missed / np.maximum(cases, 1e-9) - self.settings.miss_share, 0)
        low, high = np.log(self.settings.least), np.log(self.settings.most)
        self._log_spread = np.clip(self._log_spread + self.settings.rate * excess, low, high)


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
        cdfs, learnt = memory.distributions(), learner.learn()
        for i in ready:
            column = panel.columns[i]
            sigma = float(tracks.volatility[i, month])
            mixtures = mix_members(column, tracks.points[:, i, month], sigma, cdfs[:, i], month)
            for h, mixture in enumerate(mixtures):
                learner.wait_for((month + 1 + h, i, h), mixture, learnt)
            if month + 1 == column.end:
                found[i] = _publish(learner, i, (lags[i], horizon), learnt)
    return tuple(found[i] for i in sorted(found))


def _publish(
    learner: Learner,
    i: int,
    ahead: tuple[int, int],
    learnt: Learnt,
) -> Pooled:
    """Return the pool of one series after its last month, lag and horizon given."""
    column, settings = learner.panel.columns[i], learner.settings
    lag, horizon = ahead
    f = learner.panel.families.index(column.family)
    steps = slice(lag, lag + horizon)
    weights, lost, spread = (a[f, steps] for a in (learnt.weights, learnt.lost, learnt.spread))
    quantiles = np.empty((horizon, LEVELS.size))
    members = np.empty((len(NAMES), horizon, LEVELS.size))
    for row in range(horizon):
        mixture = learner.mixture((column.end + lag + row, i, lag + row))
        pooled = mixture.quantiles(weights[row], settings.break_share)
        quantiles[row] = dilate(pooled, np.median(pooled), spread[row], column.scale)
        for m in range(len(NAMES)):
            members[m, row] = mixture.quantiles(np.eye(len(NAMES))[m], 0.0)
    return Pooled(
        id=column.id,
        quantiles=quantiles,
        members=members,
        weights=weights,  # type: ignore[arg-type]
        is_persistence=lost,  # type: ignore[arg-type]
    )
