"""Where the instruments meet: weekly inputs of the base path from evidence and history."""

import csv
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
import polars as pl

from sinews.campaign.calendar import Calendar
from sinews.campaign.model.declared import campaign_model
from sinews.core.estimate import FloatArray
from sinews.core.periods import add_months
from sinews.data.evidence import Evidence
from sinews.errors import EvidenceError

DONOR_GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "allocated_us": ("us",),
    "allocated_europe": ("eu27", "eu_institutions", "gb_no_ch_is"),
    "allocated_other": ("other",),
}
_LAST_MONTHS = 12


def build_base_path(evidence: Evidence, calendar: Calendar) -> dict[str, FloatArray]:
    """Return every input of the model week by week on the base path.

    Allocations are those of the tracker, spread evenly over the weeks of a month; after the last
    month they stay at the mean of the last twelve. Levers without history stay neutral.

    Returns
    -------
    dict[str, FloatArray]
        Input name to values of shape (n_weeks,).
    """
    path = {
        i.name: np.full(calendar.n_weeks, i.neutral)
        for i in campaign_model().inputs
        if i.neutral is not None
    }
    path |= weekly_allocations(evidence.frame("support_monthly"), calendar)
    path |= {name: step_series(name, calendar) for name in history()}
    path |= {"season": calendar.season(), "years": calendar.years()}
    path |= {f"knot_{k + 1}": row for k, row in enumerate(calendar.knots())}
    wanted = {i.name for i in campaign_model().inputs}
    if missing := wanted - set(path):
        raise EvidenceError(f"The base path lacks {sorted(missing)}: add rows to history.csv.")
    return path


def weekly_allocations(monthly: pl.DataFrame, calendar: Calendar) -> dict[str, FloatArray]:
    """Return military allocations in EUR m a week by donor group.

    Parameters
    ----------
    monthly
        Table ``support_monthly``.
    """
    military = monthly.filter(pl.col("type") == "military")
    last = military["month"].max()
    assert isinstance(last, date)
    return {
        name: _spread(military.filter(pl.col("base_group").is_in(groups)), last, calendar)
        for name, groups in DONOR_GROUPS.items()
    }


def _spread(rows: pl.DataFrame, last: date, calendar: Calendar) -> FloatArray:
    sums = rows.group_by("month").agg(pl.col("allocated_eur_bn").sum())
    by_month = dict(zip(sums["month"], sums["allocated_eur_bn"], strict=True))
    recent = [by_month[add_months(last, -i)] for i in range(_LAST_MONTHS)]
    later = 1000 * sum(recent) * 7 / 365.25
    values = []
    for day in calendar.starts():
        middle = (day + timedelta(days=3)).replace(day=1)
        if middle in by_month:
            days = (add_months(middle, 1) - middle).days
            values.append(1000 * by_month[middle] * 7 / days)
        else:
            values.append(later)
    return np.array(values)


@cache
def history() -> dict[str, tuple[tuple[date, float], ...]]:
    """Return the dated steps of history.csv by series."""
    steps: dict[str, list[tuple[date, float]]] = {}
    with (files("sinews.campaign") / "history.csv").open(encoding="utf-8") as f:
        for r in csv.DictReader(f):
            steps.setdefault(r["series"], []).append(
                (date.fromisoformat(r["from"]), float(r["value"]))
            )
    return {k: tuple(sorted(v)) for k, v in steps.items()}


def step_series(name: str, calendar: Calendar) -> FloatArray:
    """Return a series of history.csv week by week: each value holds until the next."""
    steps = history()[name]
    days = np.array([d.toordinal() for d, _ in steps])
    values = np.array([v for _, v in steps])
    weeks = np.array([d.toordinal() for d in calendar.starts()])
    index = np.searchsorted(days, weeks, side="right") - 1
    if index[0] < 0:
        raise EvidenceError(f"history.csv: {name!r} starts after the model does.")
    return values[index]


def stack_inputs(path: Mapping[str, FloatArray]) -> FloatArray:
    """Return the inputs in the order of the model, shape (n_inputs, n_weeks)."""
    return np.stack([path[i.name] for i in campaign_model().inputs])
