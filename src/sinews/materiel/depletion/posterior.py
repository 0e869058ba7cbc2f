"""The posterior at the end of the data, as the tables that travel with the package."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from sinews.core.estimate import FloatArray
from sinews.core.periods import add_months
from sinews.core.rng import stream
from sinews.data.evidence.evidence import Evidence, open_shipped
from sinews.materiel.depletion.diagnostics import diagnose
from sinews.materiel.depletion.fit import Fit
from sinews.materiel.depletion.forecast import Forecast, Plan, forecast_losses
from sinews.materiel.depletion.history import CATEGORIES, read_history
from sinews.materiel.depletion.predictive import (
    BANDS,
    draw_prior,
    simulate_from_start,
    trace_given_claims,
)
from sinews.materiel.depletion.priors import load_priors, read_setting, unmap
from sinews.materiel.depletion.structures import PARAMETERS, WITH_STORAGE
from sinews.materiel.shipped import SEED, encode_result

N_DRAWS: Final = 500
CHECKED: Final = date(2024, 1, 1)
"""The month of the independent counts: start of the campaign model, too."""
FAN_MONTHS: Final = 36
STOCKS: Final = ("fielded", "storage")
LAWS: Final = ("prior", "posterior")


def make_posterior(tell: Callable[[str], None]) -> dict[str, bytes]:
    """Fit the shipped tables and return the files of the posterior."""
    tell("fitting eight categories")
    tables = compile_posterior(open_shipped(), SEED)
    return {k: v for n, frame in tables.items() for k, v in encode_result(n, frame).items()}


def compile_posterior(evidence: Evidence, seed: int) -> Mapping[str, pl.DataFrame]:
    """Fit at the last month and return all tables of the posterior, by name."""
    last: date = evidence.frame("losses_fitted")["month"].max()  # type: ignore[assignment]
    horizon = int(read_setting("depletion_horizon"))
    forecast = forecast_losses(evidence, last, Plan(horizon=horizon, seed=seed))
    months = read_history(evidence, last).months
    return {
        "posterior": pl.concat([_draws(forecast, c, months) for c in WITH_STORAGE]),
        "stock_paths": pl.concat([_stock_paths(forecast, c, months, seed) for c in WITH_STORAGE]),
        "claim_paths": pl.concat([_claim_paths(forecast, c, months, seed) for c in CATEGORIES]),
        "diagnostics": pl.concat([_diagnostics(forecast.fits[c]) for c in CATEGORIES]),
    }


def _draws(forecast: Forecast, category: str, months: tuple[date, ...]) -> pl.DataFrame:
    """Return one row a draw: parameters on their natural scale, stocks, depletion month."""
    fit, draws = forecast.fits[category], forecast.parameters[category][:N_DRAWS]
    stocks = trace_given_claims(fit.problem, draws)
    at = months.index(CHECKED) - fit.problem.first + 1
    columns: dict[str, object] = {"category": [category] * N_DRAWS, "draw": np.arange(N_DRAWS)}
    for name in PARAMETERS:
        columns[name] = natural_draws(category, name, draws)
    share, drift = np.asarray(columns["over_share"]), fit.problem.ratio.drift
    columns["over_start"] = np.asarray(columns["over"]) * np.exp(fit.problem.ratio.start)
    columns["over_checked"] = columns["over_start"] * np.exp(share * drift[at - 1])
    columns["over_end"] = columns["over_start"] * np.exp(share * drift[-1])
    for i, stock in enumerate(STOCKS):
        columns[f"{stock}_checked"], columns[f"{stock}_end"] = stocks[:, at, i], stocks[:, -1, i]
    columns["months_until_storage_ends"] = count_until_end(forecast, category)[:N_DRAWS]
    frame = pl.DataFrame(columns).with_columns(
        pl.col("months_until_storage_ends").cast(pl.Int32), pl.col("draw").cast(pl.Int32)
    )
    return frame.with_columns(pl.col(pl.Float64).cast(pl.Float32))


def natural_draws(category: str, name: str, draws: FloatArray) -> FloatArray:
    """Return the draws of one parameter on its natural scale, shape (n_draws,)."""
    prior = load_priors().get(f"{category}.{name}")
    values: FloatArray = draws[:, PARAMETERS.index(name)]
    found: FloatArray = unmap(prior.distribution, values) if prior else values
    return found


def count_until_end(forecast: Forecast, category: str) -> FloatArray:
    """Return months until storage gives less than new production does, shape (n_draws,).

    The horizon, where it never does within it.
    """
    draws, storage = forecast.parameters[category], forecast.paths[category][:, :, 2]
    before = np.concatenate([_storage_at_origin(forecast, category)[:, None], storage], axis=1)
    withdrawn = -np.diff(before, axis=1)
    month = len(forecast.fits[category].problem.data) + np.arange(storage.shape[1])
    growth = np.exp(draws[:, [15]] * np.minimum(month, 48))
    below = withdrawn < np.exp(draws[:, [14]]) * growth
    first: FloatArray = np.where(below.any(axis=1), below.argmax(axis=1), float(storage.shape[1]))
    return first


def _storage_at_origin(forecast: Forecast, category: str) -> FloatArray:
    fit = forecast.fits[category]
    return trace_given_claims(fit.problem, forecast.parameters[category])[:, -1, 1]


def _bands(values: FloatArray, keys: Mapping[str, object]) -> pl.DataFrame:
    """Return one row a month with the bands of values of shape (n_draws, n_months)."""
    found = np.quantile(values, BANDS, axis=0)
    named = {f"q{round(100 * b):02d}": found[i] for i, b in enumerate(BANDS)}
    return pl.DataFrame({**keys, **named}).with_columns(pl.col(pl.Float64).cast(pl.Float32))


def _stock_paths(
    forecast: Forecast, category: str, months: tuple[date, ...], seed: int
) -> pl.DataFrame:
    """Return bands of the stocks at the start of each month, and ahead under the posterior."""
    problem = forecast.fits[category].problem
    rng = stream(seed, f"materiel.prior.{category}")
    laws = {
        "prior": draw_prior(problem, len(forecast.parameters[category]), rng),
        "posterior": forecast.parameters[category],
    }
    frames = []
    for law, draws in laws.items():
        past = trace_given_claims(problem, draws)
        for i, stock in enumerate(STOCKS):
            values, n = past[:, :, i], past.shape[1]
            if law == "posterior":
                ahead = forecast.paths[category][:, : FAN_MONTHS - 1, 1 + i]
                values = np.concatenate([values, ahead], axis=1)
            named = [add_months(months[0], k) for k in range(values.shape[1])]
            keys = {"category": category, "stock": stock, "law": law, "month": named}
            keys["ahead"] = [k >= n for k in range(len(named))]
            frames.append(_bands(values, keys))
    return pl.concat(frames)


def _claim_paths(
    forecast: Forecast, category: str, months: tuple[date, ...], seed: int
) -> pl.DataFrame:
    """Return bands of claims simulated from the first month, and forecast after the last."""
    problem = forecast.fits[category].problem
    rng = stream(seed, f"materiel.predictive.{category}")
    prior = draw_prior(problem, len(forecast.parameters[category]), rng)
    frames = []
    for law, draws in zip(LAWS, (prior, forecast.parameters[category]), strict=True):
        claims = simulate_from_start(problem, draws, rng)[:, :, 0]
        keys = {"category": category, "law": law, "month": list(months[problem.first :])}
        frames.append(_bands(claims, {**keys, "ahead": False}))
    ahead = forecast.paths[category][:, :FAN_MONTHS, 0]
    keys = {"category": category, "law": "posterior", "month": list(forecast.months[:FAN_MONTHS])}
    return pl.concat([*frames, _bands(ahead, {**keys, "ahead": True})])


def _diagnostics(fit: Fit) -> pl.DataFrame:
    """Return one row a free parameter: prior and posterior bands and the sampler's record."""
    rows = []
    for d in diagnose(fit):
        prior = load_priors()[f"{d.category}.{d.parameter}"]
        i = PARAMETERS.index(d.parameter)
        location, spread = fit.problem.prior[i]
        ends = unmap(prior.distribution, location + spread * np.array([-1.645, 0.0, 1.645]))
        found = np.quantile(natural_draws(d.category, d.parameter, fit.draws), [0.05, 0.5, 0.95])
        rows.append(
            {
                "category": d.category,
                "parameter": d.parameter,
                "unit": prior.unit,
                "prior_low": ends[0],
                "prior_median": ends[1],
                "prior_high": ends[2],
                "low": found[0],
                "median": found[1],
                "high": found[2],
                "contraction": d.contraction,
                "identified": d.identified,
                "autocorrelation_steps": d.autocorrelation_steps,
                "effective_draws": d.effective_draws,
                "acceptance": d.acceptance,
            }
        )
    return pl.DataFrame(rows)
