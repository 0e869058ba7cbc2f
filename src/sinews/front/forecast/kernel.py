"""The loops of the pool, compiled: members' distributions on a grid, and scores of mixtures."""

import numpy as np
from numba import njit

from sinews.core.estimate import FloatArray


@njit(cache=True)
def read_cdfs(
    z: FloatArray, points: FloatArray, scale: float, cdfs: FloatArray, first: float, step: float
) -> FloatArray:
    """Return P(Z <= z) where (Z - point) / scale has a tabulated distribution, linear in between.

    Parameters
    ----------
    z
        Shape (longest, n_grid).
    points
        Shape (n_members, longest).
    cdfs
        Distribution functions at `first`, `first` + `step`, ..., (n_members, longest, n_bins).
    """
    members, longest = points.shape
    grid, bins = z.shape[1], cdfs.shape[2]
    found = np.empty((members, longest, grid))
    for m in range(members):
        for h in range(longest):
            for g in range(grid):
                place = ((z[h, g] - points[m, h]) / scale - first) / step
                if place <= 0.0:
                    found[m, h, g] = 0.0
                elif place >= bins - 1:
                    found[m, h, g] = 1.0
                else:
                    low = int(place)
                    left = cdfs[m, h, low]
                    found[m, h, g] = left + (place - low) * (cdfs[m, h, low + 1] - left)
    return found


@njit(cache=True)
def persistence_cdf(y: FloatArray, ahead: int, x: FloatArray, floor: float) -> FloatArray:
    """Return the distribution of the last value plus its own past errors, at one horizon.

    The quantiles are those of `numpy.quantile`: linear between the errors, the first and last of
    which are the bounds.

    Parameters
    ----------
    y
        The series as published, shape (n_months,); at least two months.
    x
        Where it is wanted, ascending, shape (n,).
    floor
        Least possible value.

    Notes
    -----
    With fewer than six errors at this horizon, those of the longest horizon that has six are used,
    growing with the square root of the horizon.
    """
    n = y.size
    used = max(min(ahead, n - 6), 1)
    errors = np.sort(y[used:] - y[: n - used]) * np.sqrt(ahead / used)
    last, steps, k = y[n - 1], errors.size - 1, 0
    found = np.empty(x.size)
    for g in range(x.size):
        at = x[g] - last
        if x[g] < floor or at < errors[0]:
            found[g] = 0.0
        elif at >= errors[steps]:
            found[g] = 1.0
        else:
            while errors[k + 1] <= at:
                k += 1
            found[g] = (k + (at - errors[k]) / (errors[k + 1] - errors[k])) / steps
    return found


@njit(cache=True)
def score_mixture(x: FloatArray, members: FloatArray, observed: float) -> FloatArray:
    """Return the integral of (F_i - 1)(F_j - 1), 1 the step at what was observed, over x.

    Parameters
    ----------
    x
        Ascending, shape (n_grid,).
    members
        Distribution functions, (n_members, n_grid).
    """
    count = members.shape[0]
    found = np.zeros((count, count))
    middle = np.empty(count)
    for g in range(x.size - 1):
        length = x[g + 1] - x[g]
        if length <= 0.0:
            continue
        step = (0.5 if x[g] >= observed else 0.0) + (0.5 if x[g + 1] >= observed else 0.0)
        for i in range(count):
            middle[i] = (members[i, g] + members[i, g + 1]) / 2 - step
        for i in range(count):
            for j in range(i + 1):
                found[i, j] += middle[i] * middle[j] * length
    for i in range(count):
        for j in range(i):
            found[j, i] = found[i, j]
    return found
