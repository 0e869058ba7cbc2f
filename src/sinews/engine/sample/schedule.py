"""Schedules: what a strategy does over time, as one row of values a lever."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.engine.declare.declarations import Input
from sinews.engine.declare.model import Model
from sinews.errors import UnknownNameError, UsageError

How = Literal["set", "scale", "add"]
HOWS: Final[tuple[How, ...]] = ("set", "scale", "add")
DAYS: Final[dict[str, int]] = {"day": 1, "week": 7}
MONTHS: Final[dict[str, int]] = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """The periods of a study, numbered from 0, and the date on which the first one begins."""

    periods: int
    start: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of one lever; see `step` and `ramp`."""

    lever: str
    value: float
    how: How
    start: date | int
    full: date | int
    end: date | int | None


def step(
    lever: str,
    value: float,
    *,
    start: date | int = 0,
    end: date | int | None = None,
    how: How = "set",
) -> Change:
    """Return a change that holds at once, from `start` until before `end`.

    Parameters
    ----------
    start, end
        Dates, or numbers of periods; without an end the change stays.
    how
        ``set`` the value, ``scale`` what was there, or ``add`` to it.
    """
    return Change(lever=lever, value=value, how=how, start=start, full=start, end=end)


def ramp(
    lever: str,
    value: float,
    *,
    start: date | int,
    full: date | int,
    end: date | int | None = None,
    how: How = "set",
) -> Change:
    """Return a change that grows in a straight line from `start` and holds fully from `full`."""
    return Change(lever=lever, value=value, how=how, start=start, full=full, end=end)


def plan_inputs(
    model: Model,
    horizon: Horizon,
    changes: tuple[Change, ...] = (),
    *,
    base: Mapping[str, FloatArray] | None = None,
) -> FloatArray:
    """Return the inputs of a strategy, shape (n_inputs, n_periods).

    Parameters
    ----------
    changes
        Applied one after the other to the base path.
    base
        Paths of shape (n_periods,) for series and for levers without a neutral value; other levers
        start from their neutral value, or from a path given here.

    Raises
    ------
    UsageError
        A name is unknown, a series would be changed, a path is missing or has another length, a
        date lies outside the horizon, or a lever passes its declared ends.
    """
    base = base or {}
    known = {i.name: i for i in model.inputs}
    for name in base:
        if name not in known:
            raise UnknownNameError("input", name, known)
    paths = {i.name: _base_path(i, horizon, base) for i in model.inputs}
    levers = [i.name for i in model.inputs if i.is_lever]
    for change in changes:
        if change.lever not in levers:
            raise UnknownNameError("lever", change.lever, levers)
        paths[change.lever] = _apply(change, paths[change.lever], horizon, model.time)
    for i in model.inputs:
        i.check_ends(paths[i.name])
    return np.stack(list(paths.values())) if paths else np.empty((0, horizon.periods))


def _base_path(declared: Input, horizon: Horizon, base: Mapping[str, FloatArray]) -> FloatArray:
    if declared.name in base:
        path = np.array(base[declared.name], dtype=np.float64)
        if path.shape != (horizon.periods,) or not np.isfinite(path).all():
            raise UsageError(
                f"The path of {declared.name!r} must hold {horizon.periods} finite values; "
                f"it has shape {path.shape}."
            )
        return path
    if declared.neutral is None:
        raise UsageError(f"The input {declared.name!r} has no neutral value: give it in base=.")
    return np.full(horizon.periods, declared.neutral)


def _apply(change: Change, path: FloatArray, horizon: Horizon, time: str) -> FloatArray:
    if change.how not in HOWS:
        raise UnknownNameError("way to change a lever", change.how, HOWS)
    start = count_periods(change.start, horizon, time)
    full = count_periods(change.full, horizon, time)
    end = horizon.periods if change.end is None else count_periods(change.end, horizon, time)
    if not 0 <= start <= full < end <= horizon.periods:
        raise UsageError(
            f"The change of {change.lever!r} runs from period {start} (full at {full}) to {end}; "
            f"it must be in order within 0 to {horizon.periods}."
        )
    now = np.arange(horizon.periods)
    share = np.clip((now - start) / (full - start), 0, 1) if full > start else now >= start
    share = np.where(now < end, share, 0.0)
    target = {
        "set": np.full_like(path, change.value),
        "scale": path * change.value,
        "add": path + change.value,
    }[change.how]
    return path + share * (target - path)


def count_periods(when: date | int, horizon: Horizon, time: str) -> int:
    """Return how many whole periods lie between the start of the horizon and a date.

    A number of periods is returned as it is. For reading outcomes at the ends of months, give the
    counts of the firsts of the months after them to `Grid`.

    Parameters
    ----------
    time
        The period of the model: ``model.time``.

    Raises
    ------
    UsageError
        The horizon has no start date.
    """
    if isinstance(when, int):
        return when
    if horizon.start is None:
        raise UsageError(f"{when} is a date, but the horizon has no start; give Horizon(start=).")
    if time in DAYS:
        return (when - horizon.start).days // DAYS[time]
    months = (when.year - horizon.start.year) * 12 + when.month - horizon.start.month
    return months // MONTHS[time]
