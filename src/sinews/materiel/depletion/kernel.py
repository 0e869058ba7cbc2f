"""The stock-flow equations, compiled: one month of stocks, the log density, the simulation."""

import numpy as np
from numba import njit

from sinews.core.estimate import FloatArray
from sinews.materiel.depletion.structures import MANPOWER, NO_STOCK

_FLOOR = 0.03
"""Share of the first fielded stock below which no loss can take it: what cannot be reached."""
_GROWTH_MONTHS = 48
"""New production stops growing after so many months: no published plan reaches further."""
_LARGEST_LOG = 16.0


@njit(cache=True)
def step_stock(
    th: FloatArray, fielded: float, storage: float, month: int, loss: float, kind: int
) -> tuple[float, float, float]:
    """Return fielded and storage after one month, and the loss that could be taken.

    F' = F + new + w - loss; R' = R - w; w = cap (R / R0)^gamma, never more than R. Manpower has
    recruits in place of new and w, and no storage.
    """
    withdrawn, new = 0.0, 0.0
    if kind == MANPOWER:
        new = np.exp(th[7])
    else:
        new = np.exp(th[14]) * np.exp(th[15] * min(month, _GROWTH_MONTHS))
        if storage > 0.0:
            left = storage / np.exp(th[6])
            withdrawn = min(np.exp(th[7]) * left ** np.exp(th[8]), storage)
    held = fielded + new + withdrawn
    taken = min(loss, max(held - _FLOOR * np.exp(th[5]), 0.0))
    return held - taken, storage - withdrawn, taken


@njit(cache=True)
def drift_over(th: FloatArray, ratio: float) -> float:
    """Return the log of over-reporting against its start, from the claimed-to-confirmed drift."""
    return ratio / (1.0 + np.exp(-th[10]))


@njit(cache=True)
def expect_log_rate(th: FloatArray, drivers: FloatArray, log_left: float, over: float) -> float:
    """Return the expected log of the claims of one month, without the residual level."""
    moved = th[1] * drivers[0] + th[2] * drivers[1] + th[3] * drivers[2]
    return th[0] + moved + th[4] * log_left + over


@njit(cache=True)
def visibility_density(th: FloatArray, seen: FloatArray, spread: float) -> float:
    """Return the log density of the other side's confirmed losses given lost visibility.

    `seen` has shape (n, 2): change of the log claimed-to-confirmed ratio and of the log confirmed
    losses of the other side, between half-years. What is not over-reporting is lost visibility,
    and lost visibility lowers the other side's confirmed losses as well.
    """
    lost = 1.0 / (1.0 + np.exp(th[10]))
    total = 0.0
    for i in range(seen.shape[0]):
        z = (seen[i, 1] + lost * seen[i, 0]) / spread
        total -= 0.5 * z * z
    return total


@njit(cache=True)
def update_level(th: FloatArray, level: float, residual: float, nu: float) -> float:
    """Return next month's residual level: a score-driven filter, robust to single outliers.

    Harvey (2013), Dynamic Models for Volatility and Heavy Tails: l' = phi l + k s u with
    u = (nu + 1) e / (nu + e^2), the score of a Student-t.
    """
    phi = 1.0 / (1.0 + np.exp(-th[11]))
    gain = 1.0 / (1.0 + np.exp(-th[12]))
    scale = np.exp(th[13])
    e = residual / scale
    return phi * level + gain * scale * (nu + 1.0) * e / (nu + e * e)


@njit(cache=True)
def run_history(
    th: FloatArray, data: FloatArray, settings: FloatArray, stocks: FloatArray
) -> tuple[float, float]:
    """Return the log likelihood and the residual level after the last month.

    Parameters
    ----------
    data
        Shape (n_months, 7), see `parameters.COLUMNS`.
    settings
        Kind of stock, degrees of freedom, spread of the other side, log of the first ratio.
    stocks
        Filled with fielded and storage at the start of each month and after the last, shape
        (n_months + 1, 2).
    """
    kind, nu = int(settings[0]), settings[1]
    fielded, storage = np.exp(th[5]), np.exp(th[6])
    level, total = 0.0, 0.0
    n = data.shape[0]
    for t in range(n):
        stocks[t, 0], stocks[t, 1] = fielded, storage
        rate, over = data[t, 0], drift_over(th, data[t, 4])
        left = np.log(fielded) - th[5] if kind != NO_STOCK else 0.0
        if data[t, 5] > 0.0:
            e = np.log(rate + 0.5) - expect_log_rate(th, data[t, 1:4], left, over) - level
            z = e / np.exp(th[13])
            total -= data[t, 5] * (th[13] + 0.5 * (nu + 1.0) * np.log1p(z * z / nu))
            level = update_level(th, level, e, nu)
        if kind != NO_STOCK:
            loss = rate * data[t, 6] / np.exp(th[9] + settings[3] + over)
            fielded, storage, _ = step_stock(th, fielded, storage, t, loss, kind)
    stocks[n, 0], stocks[n, 1] = fielded, storage
    return total, level


@njit(cache=True)
def log_density_many(
    rows: FloatArray,
    prior: FloatArray,
    free: FloatArray,
    data: FloatArray,
    seen: FloatArray,
    settings: FloatArray,
) -> FloatArray:
    """Return the log posterior density of rows of free parameters, shape (n_rows,).

    Parameters
    ----------
    rows
        Free parameters, shape (n_rows, n_free).
    prior
        Location and spread of every parameter, shape (n_parameters, 2); spread 0 means fixed.
    free
        Positions of the free parameters in the vector.
    seen
        See `visibility_density`.
    """
    out = np.empty(rows.shape[0])
    stocks = np.empty((data.shape[0] + 1, 2))
    th = prior[:, 0].copy()
    for i in range(rows.shape[0]):
        total = 0.0
        for j in range(free.shape[0]):
            k = free[j]
            th[k] = rows[i, j]
            z = (th[k] - prior[k, 0]) / prior[k, 1]
            total -= 0.5 * z * z
        fit, _ = run_history(th, data, settings, stocks)
        total += fit + visibility_density(th, seen, settings[2])
        out[i] = total if np.isfinite(total) else -np.inf
    return out


@njit(cache=True)
def trace_stocks(
    theta: FloatArray, data: FloatArray, settings: FloatArray, stocks: FloatArray
) -> FloatArray:
    """Return residual levels after the last month, shape (n_draws,); fill the stock paths.

    `theta` has all parameters, shape (n_draws, n_parameters); `stocks` (n_draws, n_months + 1, 2).
    """
    level = np.empty(theta.shape[0])
    for i in range(theta.shape[0]):
        _, level[i] = run_history(theta[i], data, settings, stocks[i])
    return level


@njit(cache=True)
def simulate_paths(
    theta: FloatArray,
    start: FloatArray,
    drivers: FloatArray,
    shocks: FloatArray,
    settings: FloatArray,
    out: FloatArray,
) -> None:
    """Fill `out` with claims, fielded and storage a month, shape (n_draws, n_months, 3).

    Parameters
    ----------
    theta
        Shape (n_draws, n_parameters).
    start
        Fielded, storage, residual level, first month: shape (n_draws, 4).
    drivers
        Logs of tempo, drones, shells, drift of the ratio, and days of the month over the mean
        month: shape (n_draws, n_months, 5).
    shocks
        Student-t draws, shape (n_draws, n_months).
    """
    kind, nu = int(settings[0]), settings[1]
    for i in range(theta.shape[0]):
        th = theta[i]
        fielded, storage, level = start[i, 0], start[i, 1], start[i, 2]
        first = int(start[i, 3])
        for h in range(shocks.shape[1]):
            over = drift_over(th, drivers[i, h, 3])
            left = np.log(fielded) - th[5] if kind != NO_STOCK else 0.0
            e = np.exp(th[13]) * shocks[i, h]
            m = expect_log_rate(th, drivers[i, h], left, over) + level + e + th[16] * (h + 1)
            flow = max(np.exp(min(m, _LARGEST_LOG)) - 0.5, 0.0) * drivers[i, h, 4]
            level = update_level(th, level, e, nu)
            if kind != NO_STOCK:
                loss = flow / np.exp(th[9] + settings[3] + over)
                fielded, storage, _ = step_stock(th, fielded, storage, first + h, loss, kind)
            out[i, h, 0], out[i, h, 1], out[i, h, 2] = flow, fielded, storage
