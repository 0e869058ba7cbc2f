"""The base path: monthly draws of the front, observed to the last month and forecast after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from sinews.core.estimate import FloatArray
from sinews.core.periods import add_months, count_months
from sinews.core.rng import stream
from sinews.data.evidence.evidence import Evidence
from sinews.errors import UsageError
from sinews.front.forecast.forecast import Forecast, make_forecast
from sinews.front.forecast.members import GAINS
from sinews.front.forecast.panel import to_scale
from sinews.front.forecast.pool import LEVELS
from sinews.front.models.people import read_recruits, spread_rates
from sinews.front.outlook import DRAWS, FAMILIES, SEED, draw_stopped_share, nowcast
from sinews.front.series.read import Series, last_month, read_series


def weigh_gains(z: FloatArray) -> FloatArray:
    """Return the likelihood weights of `GAINS` for a series on its working scale, (n_gains,)."""
    level = np.full(GAINS.size, z[0])
    squares = np.zeros(GAINS.size)
    for value in z[1:]:
        error = value - level
        level = level + GAINS * error
        squares = squares + error**2
    score = -0.5 * (z.size - 1) * np.log(np.maximum(squares, 1e-12))
    weights = np.exp(score - score.max())
    found: FloatArray = weights / weights.sum()
    return found


def correlate_months(gain: float, horizon: int) -> FloatArray:
    """Return how months ahead of a local level hang together, (horizon, horizon).

    With gain g and noise of variance 1 the filtered level has variance g, and a month's step g^2 /
    (1 - g): two months share the level's error and the steps up to the earlier one.
    """
    g = min(gain, 0.95)
    steps = np.arange(1, horizon + 1)
    shared = g + g**2 / (1 - g) * np.minimum.outer(steps, steps)
    covariance = shared + np.eye(horizon)
    spread = np.sqrt(np.diag(covariance))
    found: FloatArray = covariance / np.outer(spread, spread)
    return found


def draw_paths(
    quantiles: FloatArray, gain: float, rng: np.random.Generator, draws: int
) -> FloatArray:
    """Return paths with the given quantiles month by month, (n_draws, horizon).

    Parameters
    ----------
    quantiles
        `LEVELS` of each month, (horizon, 200).
    gain
        Gain of the local level that says how months hang together (a Gaussian copula).
    """
    from scipy.special import ndtr

    horizon = quantiles.shape[0]
    root = np.linalg.cholesky(correlate_months(gain, horizon))
    uniform = ndtr(rng.standard_normal((draws, horizon)) @ root.T)
    return np.stack(
        [np.interp(uniform[:, h], LEVELS, quantiles[h]) for h in range(horizon)], axis=1
    )


FIRST: Final = date(2024, 1, 1)
"""First month of the base path."""
_HORIZON: Final = 24
_CSIS: Final = "F097"
"""Ukrainian casualties to the end of 2025."""
_WAR: Final = date(2022, 3, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class BasePath:
    """Monthly draws of the front, each of shape (n_draws, n_months).

    Months up to `known_to` are observed: the same in every draw, except where a quantity is itself
    estimated. Months more than 24 ahead repeat the spread of the 24th.

    Attributes
    ----------
    months
        First of each month, from 2024-01.
    known_to
        Last month with an observed value of ground.
    ground
        Net Russian gain of Ukrainian land by ISW's maps, km2 a month.
    casualties_ru
        Killed and wounded, thousand a month: as claimed by Ukraine (CSIS's total for 2025 is within
        a percent of the claims).
    casualties_ua
        Killed and wounded, thousand a month: Russian tempo to the estimated exponent, scaled to
        CSIS's total of 500 to 600 thousand to the end of 2025.
    launched
        Family (oneway, cruise, ballistic) to launches a month.
    stopped
        Family to the share that was stopped.
    recruits_ru
        Russian contract soldiers, thousand a month, between the lowest and highest published.
    reserves
        Liquid part of the National Wealth Fund over that of the first month.
    """

    months: tuple[date, ...]
    known_to: date
    ground: FloatArray
    casualties_ru: FloatArray
    casualties_ua: FloatArray
    launched: Mapping[str, FloatArray]
    stopped: Mapping[str, FloatArray]
    recruits_ru: FloatArray
    reserves: FloatArray


def base_path(evidence: Evidence, until: date) -> BasePath:
    """Return the base path from 2024-01 to a month, 2,000 draws; kept for the evidence.

    Parameters
    ----------
    until
        First of the last month wanted.

    Raises
    ------
    UsageError
        It is before the end of the data.
    """
    known_to = last_month(evidence)
    if until < known_to:
        raise UsageError(f"The base path ends at {known_to:%Y-%m} or later, not at {until:%Y-%m}.")
    return evidence.once(f"front.base_path.{until}", lambda: _Path(evidence, until).build())


class _Path:
    """Series by series, what was observed and then the pool's forecast."""

    def __init__(self, evidence: Evidence, until: date) -> None:
        self.evidence, self.until = evidence, until
        self.known_to = last_month(evidence)
        self.months = tuple(add_months(FIRST, i) for i in range(count_months(FIRST, until)))
        self.forecast: Forecast = make_forecast(evidence, self.known_to, _HORIZON)

    def build(self) -> BasePath:
        claims = self._follow("claims.personnel", _WAR) / 1000
        before = count_months(_WAR, FIRST) - 1
        launched = {"oneway": self._follow("oneway.launched")} | self._split_missiles()
        return BasePath(
            months=self.months,
            known_to=self.known_to,
            ground=self._follow("ground.isw"),
            casualties_ru=claims[:, before:],
            casualties_ua=self._mirror(claims)[:, before:],
            launched=launched,
            stopped=self._stopped(),
            recruits_ru=self._recruits(),
            reserves=self._reserves(),
        )

    def _follow(self, id: str, start: date = FIRST) -> FloatArray:
        """Return observed months from `start`, and paths with the pool's quantiles after them."""
        series = read_series(self.evidence, id, self.known_to)
        seen = np.array([series.at(m) for m in series.months if m >= start])
        pool = self.forecast.of(id)
        steps = count_months(series.last, self.until) - 1
        gap = count_months(series.last, self.known_to) - 1
        paths = draw_paths(pool.quantiles, _mean_gain(series), self._rng(id), DRAWS)
        held = np.repeat(paths[:, :1], gap, axis=1)
        ahead = np.concatenate([held, paths], axis=1)
        longer = np.repeat(ahead[:, -1:], max(steps - ahead.shape[1], 0), axis=1)
        ahead = np.concatenate([ahead, longer], axis=1)[:, :steps]
        return np.concatenate([np.repeat(seen[None], DRAWS, axis=0), ahead], axis=1)

    def _rng(self, name: str) -> np.random.Generator:
        return stream(SEED, f"front.base_path.{name}")

    def _split_missiles(self) -> dict[str, FloatArray]:
        """Return cruise and ballistic launches: observed, then shares of all missiles as of late.

        Mixed and unknown salvos, few, are not in either.
        """
        total = self._follow("missiles.launched")
        found = {}
        for family in ("cruise", "ballistic"):
            series = read_series(self.evidence, f"{family}.launched", self.known_to)
            seen = np.array([series.at(m) for m in self.months if m <= self.known_to])
            recent = slice(seen.size - 12, seen.size)
            share = seen[recent].sum() / total[0, recent].sum()
            found[family] = total * share
            found[family][:, : seen.size] = seen
        return found

    def _stopped(self) -> dict[str, FloatArray]:
        """Return shares stopped: drones by the pool; missiles observed, then the last year's."""
        found = {"oneway": self._follow("oneway.stopped_share")}
        known = count_months(FIRST, self.known_to)
        for family in FAMILIES[1:]:
            launched = read_series(self.evidence, f"{family}.launched", self.known_to)
            stopped = read_series(self.evidence, f"{family}.stopped", self.known_to)
            start = add_months(self.known_to, -11)
            year = draw_stopped_share(self.evidence, family, start, add_months(self.known_to, 1))
            rows = np.repeat(year[:, None], len(self.months), axis=1)
            for i, month in enumerate(self.months[:known]):
                if launched.at(month) > 0:
                    rows[:, i] = min(stopped.at(month) / launched.at(month), 1.0)
            found[family] = rows
        return found

    def _mirror(self, claims: FloatArray) -> FloatArray:
        """Return Ukrainian casualties: Russian tempo to the exponent, scaled to CSIS's total."""
        exponent = np.clip(nowcast(self.evidence).exponent, 0.0, 1.5)[:, None]
        shape = claims**exponent
        rng = self._rng("casualties_ua")
        row = self.evidence.frame("facts").row(by_predicate=pl.col("fact") == _CSIS, named=True)
        total = rng.uniform(row["low"], row["high"], (DRAWS, 1)) / 1000
        months = count_months(_WAR, row["last_day"].replace(day=1))
        scaled: FloatArray = shape / shape[:, :months].sum(axis=1, keepdims=True) * total
        return scaled

    def _recruits(self) -> FloatArray:
        rates = spread_rates(
            read_recruits(self.evidence.frame("front_points")), FIRST, len(self.months)
        )
        place = self._rng("recruits").uniform(0, 1, (DRAWS, 1))
        low, high = np.array(rates).T / 1000
        found: FloatArray = low + place * (high - low)
        return found

    def _reserves(self) -> FloatArray:
        """Return liquid reserves over the first month's: a random walk with past changes."""
        series = read_series(self.evidence, "reserves.liquid", self.known_to)
        seen = np.array([series.at(m) for m in self.months if m <= series.last])
        changes = np.diff(np.log(series.values))
        steps = self._rng("reserves").choice(changes, (DRAWS, len(self.months) - seen.size))
        ahead = seen[-1] * np.exp(np.cumsum(steps - changes.mean(), axis=1))
        whole = np.concatenate([np.repeat(seen[None], DRAWS, axis=0), ahead], axis=1)
        found: FloatArray = whole / seen[0]
        return found


def _mean_gain(series: Series) -> float:
    z = to_scale(series.values[-36:], series.spec.scale)
    return float(weigh_gains(z) @ GAINS)
