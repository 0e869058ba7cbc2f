"""Scores of forecasts: CRPS, coverage, place of the truth, skill with its interval."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from sinews.core.estimate import FloatArray
from sinews.core.periods import add_months
from sinews.core.scores import score_crps
from sinews.data.evidence.evidence import Evidence
from sinews.front.forecast.forecast import Forecast, make_forecast
from sinews.front.forecast.pool import LEVELS, NAMES
from sinews.front.forecast.settings import read_settings
from sinews.front.series.read import last_month, read_series
from sinews.front.series.registry import forecast_ids, list_series

POOL: Final = "pool"
PERSISTENCE: Final = "persistence"
STRUCTURAL: Final = ("guided",)
NAIVE: Final = tuple(n for n in NAMES if n not in STRUCTURAL)
CORE: Final = tuple(i for i in forecast_ids() if i.startswith("claims."))
BANDS: Final = {"1": (1, 1), "2-3": (2, 3), "4-6": (4, 6), "7-12": (7, 12), "all": (1, 12)}
_Z90: Final = 1.645


def list_origins(evidence: Evidence) -> tuple[date, ...]:
    """Return the monthly origins from 2023-06 to one month before the end of the data."""
    settings, last = read_settings(), last_month(evidence)
    found, origin = [], date.fromisoformat(f"{settings.first_origin}-01")
    while origin < last:
        found.append(origin)
        origin = add_months(origin, 1)
    return tuple(found)


def score_origin(evidence: Evidence, origin: date) -> pl.DataFrame:
    """Return the scores of pool and members of one origin, months that are in.

    Columns: series, origin, horizon, month, model, crps, observed, covered_50, covered_90, pit and
    width_90; the last five for the pool alone.
    """
    forecast = make_forecast(evidence, origin, read_settings().longest)
    parts = [_score_series(evidence, forecast, p.id) for p in forecast.pools]
    return pl.concat([p for p in parts if p.height])


def _score_series(evidence: Evidence, forecast: Forecast, id: str) -> pl.DataFrame:
    truth = read_series(evidence, id)
    observed = np.array([truth.at(m) for m in forecast.months])
    rows = []
    pool = forecast.of(id)
    models = {POOL: pool.quantiles} | dict(zip(NAMES, pool.members, strict=True))
    for model, quantiles in models.items():
        crps = score_crps(quantiles, observed)
        for h in np.flatnonzero(np.isfinite(observed)):
            row = {
                "series": id,
                "origin": forecast.origin,
                "horizon": int(h) + 1,
                "month": forecast.months[h],
                "model": model,
                "crps": float(crps[h]),
                "observed": float(observed[h]),
            }
            rows.append(row | (_place(quantiles[h], observed[h]) if model == POOL else _NO_PLACE))
    return pl.DataFrame(rows, schema=SCHEMA)


SCHEMA: Final = {
    "series": pl.String,
    "origin": pl.Date,
    "horizon": pl.Int64,
    "month": pl.Date,
    "model": pl.String,
    "crps": pl.Float64,
    "observed": pl.Float64,
    "covered_50": pl.Boolean,
    "covered_90": pl.Boolean,
    "pit": pl.Float64,
    "width_90": pl.Float64,
}
_NO_PLACE: Final = {"covered_50": None, "covered_90": None, "pit": None, "width_90": None}


def _place(quantiles: FloatArray, observed: float) -> dict[str, float | bool]:
    low90, low50, high50, high90 = np.interp([0.05, 0.25, 0.75, 0.95], LEVELS, quantiles)
    below, equal = (quantiles < observed).mean(), (quantiles == observed).mean()
    return {
        "covered_50": bool(low50 <= observed <= high50),
        "covered_90": bool(low90 <= observed <= high90),
        "pit": float(below + equal / 2),
        "width_90": float(high90 - low90),
    }


def select_horizons(scores: pl.DataFrame, band: str) -> pl.DataFrame:
    """Return the scores of a band of horizons."""
    low, high = BANDS[band]
    return scores.filter(pl.col("horizon").is_between(low, high))


def relate_scores(scores: pl.DataFrame, reference: str = PERSISTENCE) -> dict[str, float]:
    """Return each model's mean over series of its mean CRPS over that of a reference."""
    means = scores.group_by("series", "model").agg(pl.col("crps").mean())
    base = means.filter(pl.col("model") == reference).select("series", base="crps")
    joined = means.join(base, on="series")
    ratio = joined.group_by("model").agg((pl.col("crps") / pl.col("base")).mean().alias("ratio"))
    return dict(ratio.iter_rows())


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """The pool against a reference over a set of cases; ratios below 1 are better.

    Attributes
    ----------
    ratio, low, high
        Relative CRPS against persistence with a 90 % interval (Diebold and Mariano 1995: variance
        of the mean over origins, Newey-West).
    best, best_ratio
        The naive member that did best on the same cases, known only afterwards, and the pool's
        CRPS over its.
    covered_50, covered_90
        Share of months inside the central intervals.
    """

    cases: int
    origins: int
    ratio: float
    low: float
    high: float
    best: str
    best_ratio: float
    covered_50: float
    covered_90: float


def measure_skill(scores: pl.DataFrame) -> Skill:
    """Return the skill of the pool over the cases of a table of scores."""
    ratios = relate_scores(scores)
    best = min(NAIVE, key=lambda m: ratios[m])
    pool = scores.filter(pl.col("model") == POOL)
    ratio = ratios[POOL]
    error = _Z90 * _dm_error(scores)
    covered = pool.select(pl.col("covered_50", "covered_90").mean()).row(0)
    return Skill(
        cases=pool.height,
        origins=pool["origin"].n_unique(),
        ratio=ratio,
        low=ratio - error,
        high=ratio + error,
        best=best,
        best_ratio=ratio / ratios[best],
        covered_50=covered[0],
        covered_90=covered[1],
    )


def _dm_error(scores: pl.DataFrame) -> float:
    """Return the standard error of the relative CRPS over origins, Newey-West with 11 lags."""
    base = scores.filter(pl.col("model") == PERSISTENCE)
    scale = base.group_by("series").agg(scale=pl.col("crps").mean())
    keys = ["series", "origin", "horizon"]
    pair = (
        scores.filter(pl.col("model") == POOL)
        .join(base.select(*keys, base="crps"), on=keys)
        .join(scale, on="series")
        .group_by("origin")
        .agg(gap=((pl.col("crps") - pl.col("base")) / pl.col("scale")).mean(), n=pl.len())
        .sort("origin")
    )
    weight = pair["n"].to_numpy() / pair["n"].mean()
    gap = weight * (pair["gap"].to_numpy() - np.average(pair["gap"].to_numpy(), weights=weight))
    n = gap.size
    lags = min(11, n - 1)
    variance = gap @ gap / n
    for k in range(1, lags + 1):
        variance += 2 * (1 - k / (lags + 1)) * (gap[k:] @ gap[:-k]) / n
    return float(np.sqrt(max(variance, 0.0) / n))


def tabulate_skill(scores: pl.DataFrame) -> pl.DataFrame:
    """Return the skill by series, by family and of the core claims, for every band of horizons."""
    family = {i: list_series()[i].family for i in forecast_ids()}
    groups = {"core": CORE}
    groups |= {
        f: tuple(i for i in family if family[i] == f) for f in dict.fromkeys(family.values())
    }
    groups |= {i: (i,) for i in family}
    rows = []
    for group, ids in groups.items():
        own = scores.filter(pl.col("series").is_in(ids))
        for band in BANDS:
            cases = select_horizons(own, band)
            if cases.height:
                skill = measure_skill(cases)
                rows.append(
                    {"group": group, "horizons": band}
                    | {f: getattr(skill, f) for f in Skill.__dataclass_fields__}
                )
    return pl.DataFrame(rows)
