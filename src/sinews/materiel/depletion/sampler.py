"""An ensemble sampler: differential-evolution and snooker moves on two half-ensembles."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sinews.core.estimate import FloatArray
from sinews.errors import EstimationError

LogDensity = Callable[[FloatArray], FloatArray]
_SNOOKER_SHARE = 0.2
_SNOOKER_SCALE = 1.7
_JITTER = 1e-5


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """What the sampler kept.

    Attributes
    ----------
    draws
        Shape (n_kept, n_walkers, n_dim).
    acceptance
        Share of proposals taken, burn-in included.
    """

    draws: FloatArray
    acceptance: float

    @property
    def flat(self) -> FloatArray:
        """All draws in one row each, shape (n_kept * n_walkers, n_dim)."""
        return self.draws.reshape(-1, self.draws.shape[-1])


def sample_ensemble(
    log_density: LogDensity,
    start: FloatArray,
    rng: np.random.Generator,
    *,
    steps: int,
    burn: int,
) -> Chain:
    """Sample a density with affine-invariant ensemble moves.

    Each half of the walkers moves with differences of the other half, which keeps detailed
    balance (Foreman-Mackey et al. 2013; ter Braak and Vrugt 2008 for the two moves).

    Parameters
    ----------
    log_density
        Maps rows of points, shape (n, n_dim), to log densities (n,).
    start
        First points, shape (n_walkers, n_dim), n_walkers even and above 2 n_dim.

    Raises
    ------
    EstimationError
        The density is not finite at a start point.
    """
    points = start.copy()
    values = log_density(points)
    if not np.isfinite(values).all():
        raise EstimationError("The sampler starts at a point of no density; check the priors.")
    n, dim = points.shape
    halves = (np.arange(n // 2), np.arange(n // 2, n))
    kept = np.empty((steps - burn, n, dim))
    taken = 0
    for step in range(steps):
        for own, other in (halves, halves[::-1]):
            move = _snooker if rng.random() < _SNOOKER_SHARE else _differ
            proposal, factor = move(points[own], points[other], rng, step)
            new = log_density(proposal)
            accept = np.log(rng.random(len(own))) < new - values[own] + factor
            points[own[accept]], values[own[accept]] = proposal[accept], new[accept]
            taken += int(accept.sum())
        if step >= burn:
            kept[step - burn] = points
    return Chain(draws=kept, acceptance=taken / (steps * n))


def _pick(rng: np.random.Generator, rows: int, among: int, count: int) -> NDArray[np.intp]:
    """Return `count` distinct indices below `among` for each of `rows`."""
    return np.argsort(rng.random((rows, among)), axis=1)[:, :count]


def _differ(
    own: FloatArray, other: FloatArray, rng: np.random.Generator, step: int
) -> tuple[FloatArray, FloatArray]:
    """Propose x + g (a - b) + jitter; every tenth step g = 1 to jump between modes."""
    n, dim = own.shape
    pair = _pick(rng, n, len(other), 2)
    scale = 1.0 if step % 10 == 9 else 2.38 / np.sqrt(2 * dim)
    jitter = _JITTER * rng.standard_normal((n, dim))
    return own + scale * (other[pair[:, 0]] - other[pair[:, 1]]) + jitter, np.zeros(n)


def _snooker(
    own: FloatArray, other: FloatArray, rng: np.random.Generator, step: int
) -> tuple[FloatArray, FloatArray]:
    """Propose along the line through another walker; the factor corrects the volume."""
    del step
    n, dim = own.shape
    trio = _pick(rng, n, len(other), 3)
    z, a, b = (other[trio[:, i]] for i in range(3))
    axis = own - z
    length = np.linalg.norm(axis, axis=1)
    unit = axis / length[:, None]
    along = np.einsum("ij,ij->i", unit, a - b)
    proposal = own + _SNOOKER_SCALE * unit * along[:, None]
    moved = np.linalg.norm(proposal - z, axis=1)
    return proposal, (dim - 1.0) * (np.log(moved) - np.log(length))
