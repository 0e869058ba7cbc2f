"""Drivers of losses as they were published by an origin; nothing published later is read."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final

import numpy as np
import polars as pl

from sinews.core.estimate import FloatArray
from sinews.core.periods import count_months, parse_month
from sinews.data.evidence.evidence import Evidence, open_shipped
from sinews.errors import EvidenceError, UsageError
from sinews.materiel.depletion.history import MEAN_MONTH_DAYS, month_end
from sinews.materiel.depletion.priors import find_setting, read_setting

FILE: Final = "drivers.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Knot:
    """One published level of a driver: drones a month, or rounds a day."""

    id: str
    driver: str
    month: date
    value: float
    published: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Drivers:
    """Logs of the drivers against their references.

    Attributes
    ----------
    past
        Drones and shells of the months of history, shape (n_months, 2).
    future
        The same for the months ahead, shape (n_draws, n_ahead, 2).
    """

    past: FloatArray
    future: FloatArray


def read_knots(evidence: Evidence, origin: date) -> tuple[Knot, ...]:
    """Return the knots published by the end of the month `origin`, in order of publication."""
    facts = evidence.frame("facts")
    by_id = {
        r["fact"]: r for r in facts.filter(pl.col("source_day") <= month_end(origin)).to_dicts()
    }
    with (files("sinews.materiel.depletion") / FILE).open(encoding="utf-8") as f:
        rows = list(csv.DictReader(f))
    known = [k for row in rows if (k := _read_knot(row, by_id, month_end(origin)))]
    return check_published(tuple(sorted(known, key=lambda k: (k.published, k.id))), origin)


def digest_knots() -> str:
    """Return the digest of what the drivers take from the shipped fact register.

    Of the register only these rows count: others may be added freely.
    """
    evidence = open_shipped()
    last: date = max(evidence.frame("losses_fitted")["month"].to_list())
    return sha256(repr(read_knots(evidence, last)).encode()).hexdigest()


def check_published(knots: tuple[Knot, ...], origin: date) -> tuple[Knot, ...]:
    """Return the knots, or refuse one that was published after the origin.

    Raises
    ------
    UsageError
        A knot would bring in what was not known.
    """
    late = [k.id for k in knots if k.published > month_end(origin)]
    if late:
        raise UsageError(f"Drivers {', '.join(late)} were published after {origin:%Y-%m}.")
    return knots


def _read_knot(row: Mapping[str, str], facts: Mapping[str, Any], end: date) -> Knot | None:
    if not row["fact"]:
        published = date.fromisoformat(row["published"])
        value = float(row["amount"]) / float(row["months"])
    elif row["fact"] in facts:
        fact = facts[row["fact"]]
        published, value = fact["source_day"], _per_time(fact)
    else:
        return None
    if published > end:
        return None
    month = parse_month(row["month"])
    return Knot(id=row["id"], driver=row["driver"], month=month, value=value, published=published)


def _per_time(fact: Mapping[str, Any]) -> float:
    """Return a register value a month (items) or a day (rounds)."""
    value = float(fact["central"])
    scale = {"units/year": 1 / 12, "units/month": 1.0, "rounds/day": 1.0}
    if fact["unit"] == "rounds/month":
        return value / MEAN_MONTH_DAYS
    if fact["unit"] not in scale:
        raise EvidenceError(f"{FILE}: {fact['fact']} is in {fact['unit']}, expected {list(scale)}.")
    return value * scale[fact["unit"]]


def trace_driver(
    knots: tuple[Knot, ...], driver: str, months: tuple[date, ...]
) -> tuple[FloatArray, int]:
    """Return the log level a month and the position of the last knot.

    Between published months the log is linear; before the first and after the last it is level.
    Of two knots of one month the one published later counts.
    """
    levels = {count_months(months[0], k.month) - 1: k.value for k in knots if k.driver == driver}
    at = np.arange(len(months), dtype=np.float64)
    log_reference = np.log(read_setting(f"{driver}_reference"))
    if not levels:
        return np.zeros(len(months)), len(months)
    places = sorted(levels)
    logs = np.log([levels[p] for p in places]) - log_reference
    return np.interp(at, places, logs), places[-1]


def draw_drivers(
    knots: tuple[Knot, ...],
    months: tuple[date, ...],
    *,
    ahead: int,
    rng: Mapping[str, np.random.Generator],
    n_draws: int,
) -> Drivers:
    """Return drivers of the past and random continuations; `months` are past and future.

    Drones grow from the last published month at an unknown rate; shells walk.
    """
    n = len(months) - ahead
    drones, last = trace_driver(knots, "drones", months)
    growth = find_setting("drones_growth")
    mean = growth.map_location()
    rates = mean + growth.spread * rng["drones"].standard_normal((n_draws, 1))
    beyond = np.maximum(np.arange(len(months)) - last, 0.0)
    past_growth = mean * beyond[:n]
    grown = mean * max(n - 1 - last, 0) + rates * (beyond[n:] - max(n - 1 - last, 0))
    shells, _ = trace_driver(knots, "shells", months)
    steps = read_setting("shells_walk") * rng["shells"].standard_normal((n_draws, ahead))
    future = np.stack([drones[n:] + grown, shells[n - 1] + np.cumsum(steps, axis=1)], axis=2)
    past = np.stack([drones[:n] + past_growth, shells[:n]], axis=1)
    return Drivers(past=past, future=future)
