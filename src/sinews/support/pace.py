"""Will a pledge meet its deadline: past rates carried forward, with growth and spread."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.core.rng import stream
from sinews.errors import EstimationError, UsageError
from sinews.support.pledge import Milestone, Pledge

DAYS_PER_MONTH = 365.25 / 12


@cache
def pace_settings() -> Mapping[str, Any]:
    """Return the assumed values of the pace model, each with its ground in pace.toml."""
    text = (files("sinews.support") / "pace.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What could be said of a pledge on a day.

    Attributes
    ----------
    known
        The milestones used, oldest first.
    probability
        Chance that the target is met by the deadline.
    at_deadline
        Amount at the deadline, shape (n_draws,).
    completion
        Days from the last milestone until the target is met, infinite where it is not within the
        horizon, shape (n_draws,).
    rate, growth
        Amount a month at the last milestone and its growth a month, shape (n_draws,); empty when
        the target had been met.
    """

    pledge: Pledge
    as_of: date
    known: tuple[Milestone, ...]
    probability: float
    at_deadline: FloatArray
    completion: FloatArray
    rate: FloatArray
    growth: FloatArray

    @property
    def caution(self) -> str:
        """What to bear in mind when there is little to go on; empty otherwise."""
        if len(self.known) > 1 or not self.rate.size:
            return ""
        return (
            "Made from a single milestone, so all past rates are one and the interval is too "
            "narrow: outlooks like this have missed."
        )

    def completion_date(self, quantile: float) -> date | None:
        """Return the day by which the target is met with this probability; None for never."""
        days = float(np.quantile(self.completion, quantile, method="higher"))
        return self.known[-1].on + timedelta(days=round(days)) if np.isfinite(days) else None

    def amounts(self, day: date) -> FloatArray:
        """Return the amount on a day, shape (n_draws,); past days are read from the milestones."""
        if day <= self.known[-1].on or not self.rate.size:
            return np.array([_interpolate(self.pledge, self.known, day)])
        months = (day - self.known[-1].on).days / DAYS_PER_MONTH
        return self.known[-1].amount + _grow(self.rate, self.growth, months)


def assess_pledge(pledge: Pledge, as_of: date, *, n_draws: int = 20_000, seed: int = 0) -> Outlook:
    """Return the outlook of a pledge with nothing but what was known on a day.

    The future rate is one of three past ones with equal chance (since the start, between the last
    two milestones, the fastest so far) times a log-normal spread, and grows by a normal rate a
    month. Draws that would have met the target before `as_of` are dropped: a met target would have
    been announced.

    Raises
    ------
    UsageError
        The day is before the first milestone became known.
    EstimationError
        Every draw would have met the target before `as_of`.
    """
    known = pledge.known_at(as_of)
    if not known:
        first = min((m.known for m in pledge.milestones), default=None)
        raise UsageError(
            f"On {as_of} nothing was known of {pledge.id!r}; the first milestone is of {first}."
        )
    if known[-1].amount >= pledge.target:
        return _met(pledge, as_of, known)
    s = pace_settings()
    rng = stream(seed, f"support.pledge.{pledge.id}")
    anchors = np.array(past_rates(pledge, known))
    spread = np.exp(s["rate_log_sd"] * rng.standard_normal(n_draws))
    rate = anchors[rng.integers(0, len(anchors), n_draws)] * spread
    growth = rng.normal(s["growth_mean"], s["growth_sd"], n_draws)
    completion = _months_until(pledge.target - known[-1].amount, rate, growth) * DAYS_PER_MONTH
    completion[completion > s["horizon_years"] * 365.25] = np.inf
    still = completion > (as_of - known[-1].on).days
    if not still.any():
        raise EstimationError(
            f"By every past rate {pledge.id!r} would have met its target before {as_of}, and no "
            "milestone says so: add the missing milestone to its file."
        )
    rate, growth, completion = rate[still], growth[still], completion[still]
    left = (pledge.deadline - known[-1].on).days
    return Outlook(
        pledge=pledge,
        as_of=as_of,
        known=known,
        probability=float((completion <= left).mean()),
        at_deadline=_at_deadline(pledge, known, rate, growth),
        completion=completion,
        rate=rate,
        growth=growth,
    )


def past_rates(pledge: Pledge, known: tuple[Milestone, ...]) -> tuple[float, float, float]:
    """Return amounts a month since the start, between the last milestones, and at the fastest."""
    points = [(pledge.start, 0.0)]
    for m in known:
        if (m.on - points[-1][0]).days < pace_settings()["shortest_days"] and len(points) > 1:
            points.pop()
        points.append((m.on, m.amount))
    rates = [
        (b - a) / max((to - since).days, 1) * DAYS_PER_MONTH
        for (since, a), (to, b) in pairwise(points)
    ]
    whole = points[-1][1] / max((points[-1][0] - points[0][0]).days, 1) * DAYS_PER_MONTH
    return whole, rates[-1], max(rates)


def _met(pledge: Pledge, as_of: date, known: tuple[Milestone, ...]) -> Outlook:
    done = next(m for m in known if m.amount >= pledge.target)
    nothing = np.zeros(0)
    return Outlook(
        pledge=pledge,
        as_of=as_of,
        known=known,
        probability=float(done.on <= pledge.deadline),
        at_deadline=np.array([_interpolate(pledge, known, pledge.deadline)]),
        completion=np.array([float((done.on - known[-1].on).days)]),
        rate=nothing,
        growth=nothing,
    )


def _at_deadline(
    pledge: Pledge, known: tuple[Milestone, ...], rate: FloatArray, growth: FloatArray
) -> FloatArray:
    if pledge.deadline <= known[-1].on:
        return np.array([_interpolate(pledge, known, pledge.deadline)])
    months = (pledge.deadline - known[-1].on).days / DAYS_PER_MONTH
    return known[-1].amount + _grow(rate, growth, months)


def _interpolate(pledge: Pledge, known: tuple[Milestone, ...], day: date) -> float:
    """Return the amount on a day by straight lines between milestones; the last one stays."""
    points = [(pledge.start, 0.0), *((m.on, m.amount) for m in known)]
    days = [p.toordinal() for p, _ in points]
    return float(np.interp(day.toordinal(), days, [a for _, a in points]))


def _grow(rate: FloatArray, growth: FloatArray, months: float) -> FloatArray:
    """Return what a growing rate delivers in so many months, shape (n_draws,)."""
    g = np.where(np.abs(growth) < 1e-9, 1e-9, growth)
    amount: FloatArray = rate * np.expm1(g * months) / g
    return amount


def _months_until(missing: float, rate: FloatArray, growth: FloatArray) -> FloatArray:
    """Return months until a growing rate has delivered what is missing; infinite for never."""
    g = np.where(np.abs(growth) < 1e-9, 1e-9, growth)
    inside = np.where(rate > 0, 1 + g * missing / np.where(rate > 0, rate, 1), 0)
    months: FloatArray = np.full(len(rate), np.inf)
    np.divide(np.log(np.where(inside > 0, inside, 1)), g, out=months, where=inside > 0)
    return months
