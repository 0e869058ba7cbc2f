"""What other instruments read of the front: the nowcast's parameters, and the base path in draws.

nowcast(evidence).stopped["cruise"]         # (n_draws,), chance that a cruise missile is stopped
base_path(evidence, date(2027, 12, 1))      # monthly draws, observed and then forecast
"""

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
from sinews.front.models import losses, strikes
from sinews.front.models.ground import GroundFit, fit_ground, measure_disagreement
from sinews.front.series.read import last_month, read_series

DRAWS: Final = 2000
SEED: Final = 20_240_101
FAMILIES: Final = ("oneway", "cruise", "ballistic")
MISSILES: Final = ("cruise", "ballistic", "mixed", "unknown")
GROUND_START: Final = date(2022, 12, 1)
_TEMPO: Final = (date(2023, 1, 1), date(2025, 3, 1))
"""Months in which names of both sides' dead are complete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nowcast:
    """What the national series say now; every array holds equally likely draws, (n_draws,).

    Attributes
    ----------
    last
        Last month of the data.
    ground
        The fitted level of ground with its two parameters.
    stopped
        Family (oneway, cruise, ballistic, missiles) to the chance to be stopped since 2024-01:
        shot down for missiles, shot down or jammed for drones. Bootstrap over nights.
    growth, ceiling
        Of one-way drones, a week and drones a week, from 2024-08.
    odds
        Change of the log-odds of being stopped with the logarithm of the raid's size, from 2024-10.
    deaths_on_claims
        Elasticity of estimated Russian deaths on claimed personnel, changes from month to month.
    exponent
        Exponent of Ukrainian on Russian losses, claims as instrument.
    """

    last: date
    ground: GroundFit
    stopped: Mapping[str, FloatArray]
    growth: FloatArray
    ceiling: FloatArray
    odds: FloatArray
    deaths_on_claims: FloatArray
    exponent: FloatArray


def read_nights(
    evidence: Evidence, families: tuple[str, ...], start: date, end: date
) -> pl.DataFrame:
    """Return day, launched, stopped and jammed of families together, days of `start` to `end`."""
    return (
        evidence.frame("front_strikes_daily")
        .filter(pl.col("family").is_in(families) & pl.col("day").is_between(start, end))
        .group_by("day", maintain_order=True)
        .agg(pl.col("launched", "stopped").sum(), jammed=pl.col("jammed").fill_null(0).sum())
        .sort("day")
    )


def draw_stopped_share(
    evidence: Evidence, family: str, start: date, end: date, draws: int = DRAWS
) -> FloatArray:
    """Return draws of the share stopped of one family (or ``missiles``) between two days."""
    members = MISSILES if family == "missiles" else (family,)
    nights = read_nights(evidence, members, start, end)
    stopped = nights["stopped"] + (nights["jammed"] if family == "oneway" else 0)
    launched = nights["launched"].to_numpy()
    caught = np.minimum(stopped.to_numpy(), launched)
    rng = stream(SEED, f"front.stopped.{family}.{start}.{end}")
    return strikes.draw_stopped(launched, caught, rng, draws)


def sum_weeks(nights: pl.DataFrame, start: date, end: date) -> FloatArray:
    """Return launches by whole weeks from `start`; days without a bulletin launch none."""
    days = pl.DataFrame({"day": pl.date_range(start, end, eager=True)})
    daily = days.join(nights, on="day", how="left")["launched"].fill_null(0).to_numpy()
    weeks = daily.size // 7
    found: FloatArray = daily[: weeks * 7].reshape(weeks, 7).sum(axis=1)
    return found


def fit_drones(evidence: Evidence, end: date) -> strikes.Fitted:
    """Return the logistic growth of one-way drones from 2024-08 to a day."""
    start = date(2024, 8, 1)
    return strikes.fit_growth(sum_weeks(read_nights(evidence, ("oneway",), start, end), start, end))


def fit_odds(evidence: Evidence, end: date) -> tuple[float, float]:
    """Return slope and error of the log-odds of being stopped on size, from 2024-10 to a day."""
    nights = read_nights(evidence, ("oneway",), date(2024, 10, 1), end)
    nights = nights.filter(pl.col("launched") > 0)
    month = nights["day"].dt.truncate("1mo").rank("dense").cast(pl.Int64).to_numpy() - 1
    launched = nights["launched"].to_numpy()
    stopped = np.minimum((nights["stopped"] + nights["jammed"]).to_numpy(), launched)
    return strikes.fit_stopped_odds(launched, stopped, month)


def align_maps(evidence: Evidence, last: date) -> FloatArray:
    """Return the net change by ISW's and DeepState's maps from 2022-12, (2, n_months)."""
    months = count_months(GROUND_START, last)
    rows = np.full((2, months), np.nan)
    for row, id in zip(rows, ("ground.isw", "ground.deepstate"), strict=True):
        series = read_series(evidence, id, last)
        row[:] = [series.at(add_months(GROUND_START, i)) for i in range(months)]
    return rows


def measure_map_error(evidence: Evidence, last: date) -> tuple[float, int]:
    """Return the standard deviation of ISW's month against DeepState's, and the months."""
    maps = align_maps(evidence, last)
    return measure_disagreement(maps), int(np.isfinite(maps).all(axis=0).sum())


def read_months(evidence: Evidence, id: str, start: date, end: date) -> FloatArray:
    """Return a series over months, both ends included."""
    series = read_series(evidence, id)
    return np.array([series.at(add_months(start, i)) for i in range(count_months(start, end))])


def fit_deaths(evidence: Evidence, start: date, end: date) -> tuple[float, float, float]:
    """Return elasticity of estimated deaths on claims, its error and their correlation."""
    deaths = read_months(evidence, "ru_deaths", start, end)
    return losses.fit_elasticity(deaths, read_months(evidence, "claims.personnel", start, end))


def draw_tempo_exponent(evidence: Evidence, draws: int = DRAWS) -> FloatArray:
    """Return draws of the exponent of Ukrainian (named dead and missing) on Russian deaths."""
    ukraine = sum(read_months(evidence, f"ua_{k}.named", *_TEMPO) for k in ("deaths", "missing"))
    return losses.draw_exponent(
        np.asarray(ukraine),
        read_months(evidence, "ru_deaths", *_TEMPO),
        read_months(evidence, "claims.personnel", *_TEMPO),
        stream(SEED, "front.exponent"),
        draws,
    )


def nowcast(evidence: Evidence) -> Nowcast:
    """Return what the series say now, to the last month of the data; kept for the evidence."""
    return evidence.once("front.nowcast", lambda: _estimate(evidence))


def _estimate(evidence: Evidence) -> Nowcast:
    last = last_month(evidence)
    end = add_months(last, 1)
    rng = stream(SEED, "front.nowcast")
    growth = np.exp(fit_drones(evidence, end).draw(rng, DRAWS))
    odds = rng.normal(*fit_odds(evidence, end), DRAWS)
    slope, error, _ = fit_deaths(evidence, date(2023, 1, 1), date(2025, 6, 1))
    families = (*FAMILIES, "missiles")
    return Nowcast(
        last=last,
        ground=fit_ground(align_maps(evidence, last), stream(SEED, "front.ground"), DRAWS),
        stopped={f: draw_stopped_share(evidence, f, date(2024, 1, 1), end) for f in families},
        growth=growth[:, 0],
        ceiling=growth[:, 1],
        odds=odds,
        deaths_on_claims=rng.normal(slope, error, DRAWS),
        exponent=draw_tempo_exponent(evidence),
    )
