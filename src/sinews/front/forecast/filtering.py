"""One pass over the months of a panel: members forecast, errors enter, weights are learnt."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.front.forecast.kernel import persistence_cdf, read_cdfs
from sinews.front.forecast.members import MEMBERS
from sinews.front.forecast.panel import FLOORS, Column, Panel, from_scale
from sinews.front.forecast.pool import Mixture, find_volatility
from sinews.front.forecast.settings import Settings

_BINS: Final = np.linspace(-10.0, 10.0, 161)
_GRID: Final = np.linspace(-16.0, 16.0, 385)
_WIDE: Final = 2.5
LEAST_MONTHS: Final = 4
"""A series is forecast once it has this many months."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracks:
    """Forecasts of all members after every month, and their errors in deviations.

    Attributes
    ----------
    points
        On the working scale, (n_members, n_series, n_months, longest).
    errors
        The same shape; not a number where the month is not in.
    volatility
        (n_series, n_months); not a number outside a series.
    """

    points: FloatArray
    errors: FloatArray
    volatility: FloatArray


def track_members(panel: Panel, longest: int, settings: Settings) -> Tracks:
    """Return what every member said after every month, from months up to it alone."""
    shape = (len(MEMBERS), len(panel.columns), panel.n_months, longest)
    points = np.full(shape, np.nan)
    errors = np.full(shape, np.nan)
    volatility = np.full(shape[1:3], np.nan)
    for i, column in enumerate(panel.columns):
        z, guide = column.working(), panel.guide_of(column)
        inside = slice(column.start, column.end)
        sigma = find_volatility(z, settings)
        volatility[i, inside] = sigma
        for m, member in enumerate(MEMBERS.values()):
            ahead = member(z, guide, longest)
            points[m, i, inside] = ahead
            for h in range(1, min(longest, z.size - 1) + 1):
                gap = (z[h:] - ahead[:-h, h - 1]) / sigma[:-h]
                errors[m, i, column.start : column.end - h, h - 1] = gap
    return Tracks(points=points, errors=errors, volatility=volatility)


class ErrorMemory:
    """Histograms of standardised errors by member, series and horizon; older errors fade.

    Parameters
    ----------
    tracks
        What members said and how far off they were.
    families
        Family of each series.
    """

    def __init__(self, tracks: Tracks, families: tuple[str, ...], settings: Settings) -> None:
        self._tracks = tracks
        self._settings = settings
        m, s, _, h = tracks.points.shape
        self._seen = np.zeros((m, s, h, _BINS.size))
        same = np.array([[a == b for b in families] for a in families])
        weights = np.where(same, settings.family, settings.other)
        np.fill_diagonal(weights, settings.own)
        self._pooling = weights
        steps = np.arange(h)
        variance = settings.prior_start + settings.prior_step * steps
        prior = np.exp(-0.5 * _BINS**2 / variance[:, None])
        self._prior = settings.prior * prior / prior.sum(axis=1, keepdims=True)
        kernel = np.exp(-0.5 * ((_BINS[:, None] - _BINS) / settings.kernel) ** 2)
        self._kernel = kernel / kernel.sum(axis=1, keepdims=True)

    def add_month(self, month: int) -> None:
        """Let the errors of forecasts of this month enter."""
        self._seen *= 0.5 ** (1 / self._settings.memory_months)
        for h in range(1, min(self._seen.shape[2], month) + 1):
            error = self._tracks.errors[:, :, month - h, h - 1]
            m, s = np.nonzero(np.isfinite(error))
            place = np.rint((error[m, s] - _BINS[0]) / (_BINS[1] - _BINS[0])).astype(int)
            self._seen[m, s, h - 1, np.clip(place, 0, _BINS.size - 1)] += 1.0

    def distributions(self) -> FloatArray:
        """Return distribution functions on `_BINS`, (n_members, n_series, longest, n_bins).

        Errors are pooled over series and mirrored: a member is not moved by its mean error.
        """
        pooled = np.einsum("ij,mjhb->mihb", self._pooling, self._seen) + self._prior
        mirrored = (pooled + pooled[..., ::-1]) @ self._kernel
        mass = np.cumsum(mirrored, axis=-1) - mirrored / 2
        found: FloatArray = mass / mirrored.sum(axis=-1, keepdims=True)
        return found


def mix_members(
    column: Column, points: FloatArray, sigma: float, cdfs: FloatArray, known: int
) -> list[Mixture]:
    """Return the members' distributions of one series 1, 2, ... months after a month.

    Parameters
    ----------
    points
        Forecasts of the members on the working scale, shape (n_members, longest).
    sigma
        Volatility of the series at that month.
    cdfs
        Of the members' standardised errors, (n_members, longest, n_bins).
    known
        Place of the last month known; months beyond the lengths of `column.days` are left out.
    """
    longest = min(points.shape[1], column.days.size - known - 1)
    z = points[:, :longest].mean(axis=0)[:, None] + sigma * _GRID
    points, cdfs = points[:, :longest], cdfs[:, :longest]
    first, step = _BINS[0], _BINS[1] - _BINS[0]
    rows = read_cdfs(z, points, sigma, cdfs, first, step)
    wide = read_cdfs(z, points[:1], _WIDE * sigma, cdfs[:1], first, step)[0]
    x = from_scale(z, column.scale) * column.days[known + 1 : known + 1 + longest, None]
    seen = column.values[: known - column.start + 1]
    floor = FLOORS[column.scale]
    plain = [persistence_cdf(seen, h + 1, x[h], floor) for h in range(longest)]
    members = np.concatenate([rows, np.array(plain)[None]])
    return [Mixture(x=x[h], members=members[:, h], wide=wide[h]) for h in range(longest)]
