"""Matching to history: tempered sequential Monte Carlo over the model's parameters."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from sinews.core.estimate import FloatArray
from sinews.core.rng import stream
from sinews.errors import EstimationError

LogLikelihood = Callable[[FloatArray], FloatArray]
"""From uniform positions (n, d) to log likelihoods (n,)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmcSettings:
    """How the sampler works.

    Attributes
    ----------
    particles
        Number of draws kept.
    keep
        Effective share of particles that each tempering step keeps.
    moves, final_moves
        Moves of every particle between two steps, and at the posterior itself.
    """

    particles: int = 2048
    keep: float = 0.6
    moves: int = 8
    final_moves: int = 160
    most_steps: int = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """Draws that agree with history, equally weighted.

    Attributes
    ----------
    uniform
        Positions in the prior's unit cube, shape (n_draws, n_parameters).
    log_likelihood
        Shape (n_draws,).
    temperatures
        The tempering steps, rising to 1.
    acceptance
        Mean acceptance of the moves at each step.
    unique
        Number of distinct draws.
    memory
        Correlation of each parameter with its value before the moves at the posterior, shape
        (n_parameters,): what is left of the common ancestors of resampled draws.
    effective
        Draws times one less the memory of the parameter that remembers most.
    """

    uniform: FloatArray
    log_likelihood: FloatArray
    temperatures: tuple[float, ...]
    acceptance: tuple[float, ...]
    unique: int
    memory: FloatArray
    effective: float


def match(
    log_likelihood: LogLikelihood, n_parameters: int, *, seed: int, settings: SmcSettings
) -> Matched:
    """Return draws of the posterior by tempering from the prior.

    Moves are preconditioned Crank-Nicolson steps in normal scores, which leave the prior unchanged
    whatever the dimension, with a step length that follows the acceptance.

    Raises
    ------
    EstimationError
        Tempering did not reach the posterior.

    Notes
    -----
    Del Moral, Doucet and Jasra (2006); moves of Cotter, Roberts, Stuart and White (2013).
    """
    rng = stream(seed, "campaign.match")
    scores = rng.standard_normal((settings.particles, n_parameters))
    level = log_likelihood(ndtr(scores))
    temperature, step = 0.0, 0.3
    temperatures: list[float] = []
    accepted: list[float] = []
    before = scores
    while temperature < 1.0:
        if len(temperatures) >= settings.most_steps:
            raise EstimationError(f"Matching stopped at temperature {temperature:.3g}.")
        rise = _next_rise(level, temperature, settings.keep)
        weight = _weights(level * rise)
        temperature += rise
        chosen = _resample(weight, rng)
        scores, level = scores[chosen], level[chosen]
        before = scores.copy()
        shares = []
        for _ in range(settings.moves if temperature < 1.0 else settings.final_moves):
            scores, level, share = _move(scores, level, temperature, step, log_likelihood, rng)
            step = float(np.clip(step * np.exp(share - 0.25), 0.01, 0.95))
            shares.append(share)
        temperatures.append(temperature)
        accepted.append(float(np.mean(shares)))
    memory = _memory(before, scores)
    return Matched(
        uniform=ndtr(scores),
        log_likelihood=level,
        temperatures=tuple(temperatures),
        acceptance=tuple(accepted),
        unique=len(np.unique(scores, axis=0)),
        memory=memory,
        effective=float(settings.particles * (1 - max(0.0, memory.max()))),
    )


def _memory(before: FloatArray, after: FloatArray) -> FloatArray:
    a, b = before - before.mean(axis=0), after - after.mean(axis=0)
    scale = np.sqrt((a**2).mean(axis=0) * (b**2).mean(axis=0))
    return np.asarray((a * b).mean(axis=0) / np.where(scale > 0, scale, 1))


def _weights(log_weight: FloatArray) -> FloatArray:
    w = np.exp(log_weight - log_weight.max())
    return np.asarray(w / w.sum())


def _next_rise(level: FloatArray, temperature: float, keep: float) -> float:
    """Return the rise of temperature that leaves the wanted effective share (bisection)."""

    def share(rise: float) -> float:
        w = _weights(level * rise)
        return float(1 / (w**2).sum() / w.size)

    low, high = 0.0, 1.0 - temperature
    if share(high) >= keep:
        return high
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if share(middle) >= keep else (low, middle)
    return max(low, 1e-9)


def _resample(weight: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Return indices by systematic resampling."""
    points = (np.arange(weight.size) + rng.random()) / weight.size
    return np.minimum(np.searchsorted(np.cumsum(weight), points), weight.size - 1)


def _move(
    scores: FloatArray,
    level: FloatArray,
    temperature: float,
    step: float,
    log_likelihood: LogLikelihood,
    rng: np.random.Generator,
) -> tuple[FloatArray, FloatArray, float]:
    fresh = rng.standard_normal(scores.shape)
    proposed = np.sqrt(1 - step**2) * scores + step * fresh
    new = log_likelihood(ndtr(proposed))
    take = np.log(rng.random(level.size)) < temperature * (new - level)
    return (
        np.where(take[:, None], proposed, scores),
        np.where(take, new, level),
        float(take.mean()),
    )
