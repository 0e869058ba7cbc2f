"""Forecasts from an origin: fitted categories simulated forward, as quantiles."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.core.periods import add_months
from sinews.core.rng import stream
from sinews.data.evidence.evidence import Evidence
from sinews.errors import UsageError
from sinews.materiel.depletion.drivers import Drivers, draw_drivers, read_knots
from sinews.materiel.depletion.fit import (
    PUBLISHED,
    Effort,
    Fit,
    fit_problem,
    fit_stream,
    pose_problem,
)
from sinews.materiel.depletion.history import (
    CATEGORIES,
    History,
    read_history,
    share_days,
)
from sinews.materiel.depletion.kernel import simulate_paths, trace_stocks
from sinews.materiel.depletion.priors import read_setting
from sinews.materiel.depletion.structures import LEVELS, PARAMETERS, STRUCTURES, Structure

N_PATHS: Final = 2000
LONGEST: Final = 24
_TREND = PARAMETERS.index("trend")
_LEAST_MEN = 100.0
"""Men lost a month below which tempo no longer falls; keeps the log finite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Simulated months after an origin.

    Attributes
    ----------
    months
        The months ahead.
    paths
        Claims, fielded and storage by category, shape (n_draws, n_months, 3).
    parameters
        The parameter draws behind the paths, shape (n_draws, n_parameters).
    """

    origin: date
    months: tuple[date, ...]
    paths: Mapping[str, FloatArray]
    parameters: Mapping[str, FloatArray]
    fits: Mapping[str, Fit]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a forecast is asked for."""

    horizon: int = LONGEST
    seed: int = 1
    n_paths: int = N_PATHS
    structure: Structure = STRUCTURES["full"]
    effort: Effort = PUBLISHED

    def __post_init__(self) -> None:
        if self.horizon < 1:
            raise UsageError(f"A horizon of {self.horizon} months reaches no month; use 1 or more.")


def forecast_losses(evidence: Evidence, origin: date, plan: Plan | None = None) -> Forecast:
    """Return simulated claims and stocks after an origin, from what was known then.

    Raises
    ------
    UsageError
        The origin is not a month of the data.
    """
    plan = plan or Plan()
    history = read_history(evidence, origin)
    ahead = tuple(add_months(origin, i + 1) for i in range(plan.horizon))
    drivers = draw_drivers(
        read_knots(evidence, origin),
        history.months + ahead,
        ahead=plan.horizon,
        rng={d: stream(plan.seed, f"materiel.{d}.{origin:%Y-%m}") for d in ("drones", "shells")},
        n_draws=plan.n_paths,
    )
    fits = {c: _fit(history, c, drivers, plan) for c in CATEGORIES}
    parameters: dict[str, FloatArray] = {}
    paths: dict[str, FloatArray] = {}
    tempo = np.zeros((plan.n_paths, plan.horizon))
    for category in ("personnel", *(c for c in CATEGORIES if c != "personnel")):
        parameters[category] = _pick_draws(fits[category], origin, plan)
        use = np.zeros_like(tempo) if category == "personnel" else tempo
        inputs = (use, drivers.future, share_days(ahead))
        paths[category] = _simulate(fits[category], parameters[category], inputs, origin, plan)
        if category == "personnel":
            rate = np.maximum(paths[category][:, :, 0] / share_days(ahead), _LEAST_MEN)
            tempo = np.log(rate) - np.log(read_setting("tempo_reference"))
    return Forecast(origin=origin, months=ahead, paths=paths, parameters=parameters, fits=fits)


def _fit(history: History, category: str, drivers: Drivers, plan: Plan) -> Fit:
    problem = pose_problem(history, category, drivers.past, plan.structure)
    return fit_problem(problem, fit_stream(plan.seed, category, history.origin), plan.effort)


def _pick_draws(fit: Fit, origin: date, plan: Plan) -> FloatArray:
    """Return parameter draws, one a path; the trend is drawn anew, as no history tells it."""
    rng = stream(plan.seed, f"materiel.pick.{fit.problem.category}.{origin:%Y-%m}")
    draws = fit.draws[rng.integers(0, len(fit.draws), plan.n_paths)].copy()
    location, spread = fit.problem.prior[_TREND]
    draws[:, _TREND] = location + spread * rng.standard_normal(plan.n_paths)
    return draws


def _simulate(
    fit: Fit,
    draws: FloatArray,
    inputs: tuple[FloatArray, FloatArray, FloatArray],
    origin: date,
    plan: Plan,
) -> FloatArray:
    problem, (tempo, future, share) = fit.problem, inputs
    stocks = np.empty((len(draws), len(problem.data) + 1, 2))
    level = trace_stocks(draws, problem.data, problem.settings, stocks)
    start = np.column_stack([stocks[:, -1], level, np.full(len(draws), len(problem.data))])
    drift = np.full(tempo.shape, problem.ratio.drift[-1])
    days = np.broadcast_to(share, tempo.shape)
    drivers = np.stack([tempo, future[:, :, 0], future[:, :, 1], drift, days], axis=2)
    rng = stream(plan.seed, f"materiel.shocks.{problem.category}.{origin:%Y-%m}")
    shocks = rng.standard_t(problem.settings[1], tempo.shape)
    out = np.empty((*tempo.shape, 3))
    simulate_paths(draws, start, np.ascontiguousarray(drivers), shocks, problem.settings, out)
    return out


def quantiles(forecast: Forecast, category: str) -> FloatArray:
    """Return the quantiles of the claims of one category, shape (n_months, 200)."""
    values: FloatArray = np.quantile(forecast.paths[category][:, :, 0], LEVELS, axis=0).T
    return values
