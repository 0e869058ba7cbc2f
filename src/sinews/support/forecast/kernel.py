"""Pledge conversion: open pledges turn into allocations at the pace that past pledges did."""

import numpy as np
from numpy.typing import NDArray

from sinews.core.estimate import FloatArray
from sinews.support.forecast.panel import (
    OPEN,
    Panel,
    Task,
    settings,
)


def simulate_kernel(panel: Panel, group: int, task: Task, rng: np.random.Generator) -> FloatArray:
    """Return conversions of open and coming pledges plus direct allocations.

    Hazards by age are the group's own, shrunk to those of all donors; coming pledges and
    allocations without an earlier pledge are drawn from recent months. Uses nothing but pledges
    made, and conversions seen, until the end of the panel. Shape (n_draws, horizon).
    """
    s = settings("kernel")
    n = panel.n_months
    hazard = estimate_hazards(panel, group, n + task.horizon)
    hazard = hazard * np.exp(s["hazard_log_sd"] * rng.standard_normal((task.n_draws, 1)))
    own = panel.cohorts.group == group
    pledged = np.bincount(panel.cohorts.pledged[own], panel.cohorts.amount[own], n)[:n]
    coming = rng.choice(pledged[-s["pledge_window"] :], (task.n_draws, task.horizon))
    direct = rng.choice(_direct(panel, group)[-s["direct_window"] :], (task.n_draws, task.horizon))
    stock = np.zeros((task.n_draws, n + task.horizon))
    stock[:, :n] = open_by_age(panel, group)
    paid = np.empty((task.n_draws, task.horizon))
    for month in range(task.horizon):
        stock = np.roll(stock, 1, axis=1)
        stock[:, 0] = coming[:, month]
        lump = rng.gamma(s["lump_shape"], 1 / s["lump_shape"], (task.n_draws, 1))
        turned = stock * np.minimum(hazard * lump, 1)
        stock = stock - turned
        paid[:, month] = turned.sum(axis=1) + direct[:, month]
    return paid


def estimate_hazards(panel: Panel, group: int, n_ages: int) -> FloatArray:
    """Return the monthly hazard of conversion by age of the pledge, shape (n_ages,).

    Constant within age bands. Each group's ratio of turned to at-risk amounts is first shrunk to
    that of all donors, then the group at hand to the mean of the groups, in which the largest
    donor's speed counts once: its pledges are most of the money, not most of the evidence.
    """
    s = settings("kernel")
    prior = s["prior_eur_bn"]
    band = np.searchsorted(s["age_edges"], np.arange(n_ages), side="right") - 1
    turned, risk = _by_band(panel, np.ones(len(panel.cohorts.group), dtype=bool), band)
    pool = np.divide(turned, risk, out=np.zeros_like(risk), where=risk > 0)
    each = [_by_band(panel, panel.cohorts.group == g, band) for g in range(len(panel.groups))]
    mean = np.mean([(t + prior * pool) / (r + prior) for t, r in each], axis=0)
    own_turned, own_risk = each[group]
    hazard: FloatArray = (own_turned + prior * mean) / (own_risk + prior)
    return hazard[band]


def open_by_age(panel: Panel, group: int) -> FloatArray:
    """Return the open pledges of a group by age in months, EUR bn, shape (n_months,)."""
    c = panel.cohorts
    still = (c.group == group) & (c.allocated == OPEN)
    age = panel.n_months - 1 - c.pledged[still]
    amount = np.bincount(age, c.amount[still], panel.n_months)[: panel.n_months]
    return amount.astype(np.float64)


def _by_band(
    panel: Panel, chosen: NDArray[np.bool_], band: NDArray[np.int64]
) -> tuple[FloatArray, FloatArray]:
    """Return turned amounts and amounts at risk by age band."""
    c = panel.cohorts
    still = c.allocated[chosen] == OPEN
    end = np.where(still, panel.n_months - 1, c.allocated[chosen])
    age = np.maximum(end - c.pledged[chosen], 0)
    n = len(band)
    ended = np.bincount(age, c.amount[chosen], n)[:n]
    risk = ended[::-1].cumsum()[::-1]
    turned = np.bincount(age[~still], c.amount[chosen][~still], n)[:n]
    return np.bincount(band, turned).astype(np.float64), np.bincount(band, risk).astype(np.float64)


def _direct(panel: Panel, group: int) -> FloatArray:
    """Return allocations that no earlier pledge covers, by month, not negative."""
    c = panel.cohorts
    turned = (c.group == group) & (c.allocated != OPEN)
    n = panel.n_months
    converted = np.bincount(c.allocated[turned], c.amount[turned], n)[:n]
    direct: FloatArray = np.maximum(panel.allocated[group] - converted, 0)
    return direct
