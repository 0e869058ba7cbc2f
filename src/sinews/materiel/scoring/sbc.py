"""Simulation-based calibration: on data made by the model, true values rank uniformly."""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from hashlib import sha256
from typing import Final

import numpy as np
import polars as pl
from scipy.stats import chisquare

from sinews.core.estimate import FloatArray
from sinews.core.rng import stream
from sinews.data.evidence.evidence import Evidence, open_shipped
from sinews.errors import EstimationError
from sinews.materiel.depletion.drivers import draw_drivers, read_knots
from sinews.materiel.depletion.fit import (
    Effort,
    Problem,
    fit_problem,
    pose_problem,
)
from sinews.materiel.depletion.history import read_history
from sinews.materiel.depletion.predictive import draw_prior, simulate_from_start
from sinews.materiel.depletion.priors import ALL, load_priors
from sinews.materiel.depletion.structures import PARAMETERS, STRUCTURES
from sinews.materiel.shipped import SEED, encode_result

CATEGORY: Final = "tank"
"""The category whose histories are synthesised."""
N_SETS: Final = 80
N_RANKED: Final = 99
"""Posterior draws among which the true value is ranked: ranks run from 0 to this."""
EFFORT: Final = Effort(steps=2600, burn=1100, thin=15)


def pose_synthetic(evidence: Evidence, category: str, origin: date) -> Problem:
    """Return the problem of a category with every month weighing alike and a prior free of data.

    Calibration holds only for the likelihood that made the data: no discount of old months.
    """
    history = read_history(evidence, origin)
    idle = {d: np.random.default_rng(0) for d in ("drones", "shells")}
    drivers = draw_drivers(
        read_knots(evidence, origin), history.months, ahead=0, rng=idle, n_draws=1
    )
    problem = pose_problem(history, category, drivers.past, STRUCTURES["full"])
    data = problem.data.copy()
    data[:, 5] = 1.0
    prior = problem.prior.copy()
    prior[PARAMETERS.index("trend"), 1] = 0.0
    return replace(problem, data=data, prior=prior)


def make_data(problem: Problem, truth: FloatArray, rng: np.random.Generator) -> Problem:
    """Return the problem with claims and confirmed losses simulated at one parameter vector."""
    claims = simulate_from_start(problem, truth[None, :], rng)[0, :, 0]
    data = problem.data.copy()
    data[:, 0] = claims / data[:, 6]
    seen = problem.ratio.seen.copy()
    lost = 1.0 / (1.0 + np.exp(truth[PARAMETERS.index("over_share")]))
    noise = problem.settings[2] * rng.standard_normal(len(seen))
    seen[:, 1] = noise - lost * seen[:, 0]
    return replace(problem, data=data, ratio=replace(problem.ratio, seen=seen))


def rank_one(problem: Problem, number: int, seed: int) -> pl.DataFrame:
    """Return the rank of each true parameter among thinned posterior draws of one data set."""
    rng = stream(seed, f"materiel.sbc.{problem.category}.{number}")
    truth = draw_prior(problem, 1, rng)[0]
    fit = fit_problem(make_data(problem, truth, rng), rng, EFFORT)
    at = np.linspace(0, len(fit.draws) - 1, N_RANKED).round().astype(np.int64)
    free = problem.free
    ranks = (fit.draws[at][:, free] < truth[free]).sum(axis=0)
    return pl.DataFrame(
        {
            "category": problem.category,
            "set": number,
            "parameter": [PARAMETERS[i] for i in free],
            "rank": ranks.astype(np.int64),
        }
    )


def run_sbc(
    evidence: Evidence,
    *,
    category: str = CATEGORY,
    sets: int = N_SETS,
    seed: int = 1,
    done: Callable[[str], None] = lambda _: None,
) -> pl.DataFrame:
    """Return ranks of true parameters over many synthetic data sets."""
    last: date = max(evidence.frame("losses_fitted")["month"].to_list())
    problem = pose_synthetic(evidence, category, last)
    frames = []
    for number in range(sets):
        frames.append(rank_one(problem, number, seed))
        done(str(number))
    return pl.concat(frames)


def digest_priors() -> str:
    """Return the digest of what the synthetic histories are drawn from: the priors of tanks."""
    used = [p for p in load_priors().values() if p.category in (CATEGORY, ALL)]
    return sha256(repr([asdict(p) for p in used]).encode()).hexdigest()


def make_calibration(tell: Callable[[str], None]) -> dict[str, bytes]:
    """Rank the true values of all synthetic data sets, from the shipped tables."""
    return encode_result("sbc", run_sbc(open_shipped(), seed=SEED, done=tell))


def check_calibration(shipped: pl.DataFrame) -> str:
    """Rank the true values of two data sets again and compare every rank.

    Raises
    ------
    EstimationError
        A rank came out otherwise.
    """
    again = run_sbc(open_shipped(), sets=2, seed=SEED)
    if not again.equals(shipped.filter(pl.col("set") < 2)):
        raise EstimationError("Synthetic data sets give other ranks than the shipped.")
    return f"{again.height} ranks of two data sets, equal"


def check_uniform(ranks: pl.DataFrame, bins: int = 10) -> pl.DataFrame:
    """Return parameter, p_value of a chi-square test that ranks are uniform, and sets."""
    rows = []
    for name in ranks["parameter"].unique(maintain_order=True):
        values = ranks.filter(pl.col("parameter") == name)["rank"].to_numpy()
        counts = np.bincount(np.minimum(values * bins // (N_RANKED + 1), bins - 1), minlength=bins)
        rows.append(
            {"parameter": name, "p_value": float(chisquare(counts).pvalue), "sets": len(values)}
        )
    return pl.DataFrame(rows)
