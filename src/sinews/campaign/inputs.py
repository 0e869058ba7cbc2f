"""Inputs of every run: the weeks of the base path, and the front's months behind them."""

import csv
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

import numpy as np
import polars as pl

from sinews.campaign.base_path import (
    FAMILIES,
    FILES,
    MISSILES,
    PLAIN,
    BasePath,
    decode_base_path,
    encode_base_path,
)
from sinews.campaign.instruments import FORECAST, forecast_median
from sinews.campaign.model.declared import campaign_model
from sinews.campaign.run.calendar import LONGEST, START, Calendar
from sinews.core.artifact import Artifact, Contents
from sinews.core.estimate import FloatArray
from sinews.core.periods import add_months
from sinews.data.evidence.evidence import Evidence, open_evidence, open_shipped
from sinews.errors import EstimationError, EvidenceError

DONOR_GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "allocated_us": ("us",),
    "allocated_europe": ("eu27", "eu_institutions", "gb_no_ch_is"),
    "allocated_other": ("other",),
}
DRAWS_SHIPPED: Final = 1000
"""Draws of the base path that travel with the package."""
LAST_MONTH: Final = (START + timedelta(weeks=LONGEST)).replace(day=1)
"""Last month of the longest run."""
_LAST_MONTHS = 12


def build_inputs(evidence: Evidence, calendar: Calendar, front: BasePath) -> dict[str, FloatArray]:
    """Return every weekly input of the base path, those of the theories and effects among them.

    Allocations are those of the tracker, spread evenly over the weeks of a month; after the last
    month they are the median forecast of the support instrument, which each run replaces by its own
    draw (`forecast_europe`, `forecast_other`). A group without a forecast stays at the mean of its
    last twelve months. Missiles are the median of the front's months. Levers without history stay
    neutral.

    Returns
    -------
    dict[str, FloatArray]
        Input name to values of shape (n_weeks,).
    """
    path = {
        i.name: np.full(calendar.n_weeks, float(i.neutral))
        for i in campaign_model().inputs
        if i.neutral is not None
    }
    path |= weekly_allocations(evidence.frame("support_monthly"), calendar)
    path |= {name: step_series(name, calendar) for name in history()}
    known = last_month(evidence.frame("support_monthly"))
    ahead = [_middle(day) > known for day in calendar.starts()]
    path |= {f"forecast_{g}": path[f"allocated_{g}"] * ahead for g in FORECAST}
    path["missiles_base"] = _weekly_missiles(front, calendar)
    path["posture"] = np.zeros(calendar.n_weeks)
    wanted = {i.name for i in campaign_model().inputs}
    if missing := wanted - set(path):
        raise EvidenceError(f"The base path lacks {sorted(missing)}: add rows to history.csv.")
    return path


def _weekly_missiles(front: BasePath, calendar: Calendar) -> FloatArray:
    """Return the median missiles of the front's months, spread evenly over weeks."""
    monthly = np.sum([np.median(front.launched[f], axis=0) for f in MISSILES], axis=0)
    by_month = dict(zip(front.months, monthly, strict=True))
    days = [(m := _middle(day), (add_months(m, 1) - m).days) for day in calendar.starts()]
    return np.array([by_month[m] * 7 / n for m, n in days])


def weekly_allocations(monthly: pl.DataFrame, calendar: Calendar) -> dict[str, FloatArray]:
    """Return military allocations in EUR m a week by donor group.

    Parameters
    ----------
    monthly
        Table ``support_monthly``.
    """
    military = monthly.filter(pl.col("type") == "military")
    last = last_month(monthly)
    return {
        name: _spread(
            military.filter(pl.col("base_group").is_in(groups)),
            last,
            calendar,
            None if name == "allocated_us" else forecast_median(name.removeprefix("allocated_")),
        )
        for name, groups in DONOR_GROUPS.items()
    }


def last_month(monthly: pl.DataFrame) -> date:
    """Return the last month whose military allocations are known."""
    last = monthly.filter(pl.col("type") == "military")["month"].max()
    assert isinstance(last, date)
    return last


def _middle(day: date) -> date:
    return (day + timedelta(days=3)).replace(day=1)


def _spread(
    rows: pl.DataFrame, last: date, calendar: Calendar, year_ahead: float | None
) -> FloatArray:
    """Return EUR m a week; after the last month `year_ahead` EUR bn a year, or the last year's."""
    ordered = rows.sort("month", "base_group")
    by_month: dict[date, float] = {}
    for month, eur_bn in zip(ordered["month"], ordered["allocated_eur_bn"], strict=True):
        by_month[month] = by_month.get(month, 0.0) + eur_bn
    if year_ahead is None:
        year_ahead = sum(by_month[add_months(last, -i)] for i in range(_LAST_MONTHS))
    later = 1000 * year_ahead * 7 / 365.25
    values = []
    for day in calendar.starts():
        middle = _middle(day)
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


def read_base_path(months: tuple[date, ...]) -> BasePath:
    """Return the shipped nowcast and forecast of the front in draws, of some first months.

    Raises
    ------
    EvidenceError
        The front's months do not begin with those of the model.
    StaleResultError
        The front's series or code changed since it was made.
    """
    found = BASE_PATH.load()
    if found.months[: len(months)] != months:
        raise EvidenceError(f"The front's months begin with {found.months[0]}, not {months[0]}.")
    return found.cut(months)


def write_base_path(tell: Callable[[str], None]) -> Contents:
    """Return the content of the shipped base path: the front's draws to the longest run's end."""
    from sinews.front import base_path

    tell("forecast of the front")
    front = base_path(open_evidence(), LAST_MONTH)
    values = {k: getattr(front, k)[:DRAWS_SHIPPED] for k in PLAIN}
    for kind in ("launched", "stopped"):
        values |= {f"{kind}_{f}": getattr(front, kind)[f][:DRAWS_SHIPPED] for f in FAMILIES}
    return encode_base_path(front.months, front.known_to, values)


BASE_PATH: Final = Artifact(
    id="campaign.base_path",
    label="Nowcast and forecast of the front, month by month in draws",
    files=FILES,
    make="sinews.campaign.inputs:write_base_path",
    read=decode_base_path,
    check="sinews.campaign.inputs:check_base_path",
    inputs=(
        "data/reference/front_*.parquet",
        "data/reference/losses_*.parquet",
        "front/forecast/settings.toml",
        "front/series/*.csv",
    ),
    selections={"facts": "sinews.campaign.inputs:digest_casualties"},
)
"""What every run starts from."""


def digest_casualties() -> str:
    """Return the digest of the published total that Ukrainian casualties are scaled to."""
    facts = open_shipped().frame("facts")
    row = facts.row(by_predicate=pl.col("fact") == "F097", named=True)
    return sha256(repr([row[k] for k in ("low", "high", "last_day")]).encode()).hexdigest()


def check_base_path(record: BasePath) -> str:
    """Draw the base path again and compare it, in words.

    Raises
    ------
    EstimationError
        Some draw differs.
    """
    made = decode_base_path(write_base_path(lambda _: None))
    same = [np.array_equal(getattr(made, k), getattr(record, k)) for k in PLAIN]
    for kind in ("launched", "stopped"):
        a, b = getattr(made, kind), getattr(record, kind)
        same += [np.array_equal(a[f], b[f]) for f in FAMILIES]
    if not all(same) or made.months != record.months:
        raise EstimationError("The front's base path is another one now.")
    return f"all {record.ground.size:,} draws and months of {len(same)} quantities"
