"""Fitting one category at one origin: data in, draws of its parameters and diagnostics out."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sinews.core.estimate import FloatArray
from sinews.core.rng import stream
from sinews.materiel.depletion.history import MEAN_MONTH_DAYS, History
from sinews.materiel.depletion.kernel import log_density_many
from sinews.materiel.depletion.priors import prior_matrix, read_setting
from sinews.materiel.depletion.ratio import Ratio, measure_ratio
from sinews.materiel.depletion.sampler import Chain, sample_ensemble
from sinews.materiel.depletion.structures import (
    EQUIPMENT,
    MANPOWER,
    NO_STOCK,
    WITH_STORAGE,
    Structure,
)

_ZERO_COUNT = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How long the sampler runs; the defaults are those of every published number."""

    walkers: int = 40
    steps: int = 2000
    burn: int = 800
    thin: int = 15


PUBLISHED: Final = Effort()
"""The effort behind every published number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Everything the density of one category needs.

    Attributes
    ----------
    data
        Shape (n_months, 7), see `parameters.COLUMNS`.
    settings
        Kind of stock, degrees of freedom, spread of the other side, log of the first ratio.
    first
        Position in the history of the first month of `data`.
    """

    category: str
    prior: FloatArray
    data: FloatArray
    settings: FloatArray
    ratio: Ratio
    first: int

    @property
    def free(self) -> NDArray[np.int64]:
        """Positions of the parameters that are estimated."""
        return np.flatnonzero(self.prior[:, 1] > 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Draws of all parameters of one category, shape (n_draws, n_parameters), and the chain."""

    problem: Problem
    draws: FloatArray
    chain: Chain


def pose_problem(
    history: History, category: str, past: FloatArray, structure: Structure
) -> Problem:
    """Return data, prior and settings of one category.

    Parameters
    ----------
    past
        Logs of drones and shells, shape (n_months, 2).
    """
    claimed = history.claimed[category]
    first = int(np.argmax(np.isfinite(claimed)))
    rate = claimed * MEAN_MONTH_DAYS / history.days
    men = history.claimed["personnel"] * MEAN_MONTH_DAYS / history.days
    tempo = np.log(men) - np.log(read_setting("tempo_reference"))
    stocked = structure.stocks and category in WITH_STORAGE
    absent = Ratio(start=0.0, drift=np.zeros(len(history)), seen=np.zeros((0, 2)))
    ratio = measure_ratio(history, category) if stocked else absent
    age = np.arange(len(history))[::-1]
    weight = 0.5 ** (age / read_setting("weight_half_life"))
    weight[: int(read_setting("march_months"))] = 0.0
    columns = (
        rate,
        tempo * (category != "personnel"),
        past[:, 0],
        past[:, 1],
        ratio.drift,
        weight,
        history.days / MEAN_MONTH_DAYS,
    )
    data = np.ascontiguousarray(np.stack(columns, axis=1)[first:])
    recent = float(np.median(np.log(data[-24:, 0] + _ZERO_COUNT)))
    prior = prior_matrix(category, level=recent, neutral=structure.neutral)
    if "over_share" in structure.neutral:
        ratio = Ratio(start=ratio.start, drift=ratio.drift, seen=np.zeros((0, 2)))
    settings = np.array(
        [
            _kind(category, structure),
            read_setting("tail_df"),
            read_setting("other_side_change"),
            ratio.start,
        ]
    )
    return Problem(
        category=category, prior=prior, data=data, settings=settings, ratio=ratio, first=first
    )


def _kind(category: str, structure: Structure) -> int:
    if not structure.stocks:
        return NO_STOCK
    if category == "personnel":
        return MANPOWER
    return EQUIPMENT if category in WITH_STORAGE else NO_STOCK


def fit_problem(problem: Problem, rng: np.random.Generator, effort: Effort) -> Fit:
    """Return draws of the posterior of one problem."""
    prior, free = problem.prior, problem.free

    def density(rows: FloatArray) -> FloatArray:
        out: FloatArray = log_density_many(
            rows, prior, free, problem.data, problem.ratio.seen, problem.settings
        )
        return out

    spread = 0.3 * prior[free, 1] * rng.standard_normal((effort.walkers, len(free)))
    chain = sample_ensemble(
        density, prior[free, 0] + spread, rng, steps=effort.steps, burn=effort.burn
    )
    kept = chain.draws[:: effort.thin].reshape(-1, len(free))
    draws = np.repeat(prior[None, :, 0], len(kept), axis=0)
    draws[:, free] = kept
    return Fit(problem=problem, draws=draws, chain=chain)


def fit_stream(seed: int, category: str, origin: date) -> np.random.Generator:
    """Return the random stream of one fit, the same whatever else is fitted."""
    return stream(seed, f"materiel.fit.{category}.{origin:%Y-%m}")
