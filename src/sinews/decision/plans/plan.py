"""Plans within a donor budget: from shares to lever settings in half-yearly steps, and to TOML."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

import numpy as np

from sinews.campaign.inputs import DONOR_GROUPS
from sinews.campaign.levers import LEVERS, WeeklyInputs
from sinews.campaign.run.calendar import Calendar
from sinews.campaign.run.schedule import Step
from sinews.campaign.strategy import Strategy, shipped_strategies
from sinews.core.estimate import FloatArray
from sinews.core.periods import add_months
from sinews.errors import UsageError

MONEY: Final = "military_added_europe"
PRIORITIES: Final = (
    "priority_shells",
    "priority_armour",
    "priority_air_defence",
    "priority_long_range",
    "priority_drones",
)
EFFORTS: Final = ("stock_draw", "eu_shell_goal", "eu_shell_speed")
"""Levers without a price in the model: no plan passes what a shipped strategy sets (assumed)."""
_STEP_MONTHS: Final = 6
_STEPS_A_YEAR: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What plans may differ in.

    Attributes
    ----------
    budget
        Military allocations of all donors, EUR bn a year.
    base
        What donors allocate without a plan, EUR bn a year, by half-year, shape (n_steps,).
    dates
        First day of each half-year.
    most
        Largest setting of each lever without a price.
    """

    budget: float
    base: FloatArray
    dates: tuple[date, ...]
    most: Mapping[str, float]

    @property
    def blocks(self) -> tuple[int, ...]:
        """Sizes of the simplices: money over half-years, priorities and efforts in each."""
        n = len(self.dates)
        return (n + 1, *(len(PRIORITIES),) * n, *(2,) * (len(EFFORTS) * n))


def build_frame(path: WeeklyInputs, calendar: Calendar, *, start: date, budget: float) -> Frame:
    """Return the frame of plans from a month to the end of the calendar.

    Parameters
    ----------
    path
        Inputs of the base path.

    Raises
    ------
    UsageError
        The budget is not positive, or no half-year lies between start and horizon.
    """
    if budget <= 0:
        raise UsageError(f"A budget of {budget:g} EUR bn a year leaves nothing to plan.")
    dates = []
    day = start.replace(day=1)
    while calendar.week_of(day) < calendar.n_weeks:
        dates.append(day)
        day = add_months(day, _STEP_MONTHS)
    if not dates or calendar.week_of(dates[0]) < 0:
        raise UsageError(f"No half-year lies between {start} and {calendar.until}.")
    weekly = np.sum([path[name] for name in DONOR_GROUPS], axis=0)
    firsts = [calendar.week_of(d) for d in dates] + [calendar.n_weeks]
    base = [weekly[a:b].mean() * 365.25 / 7000 for a, b in pairwise(firsts)]
    return Frame(budget=budget, base=np.array(base), dates=tuple(dates), most=_shipped_most())


def _shipped_most() -> dict[str, float]:
    steps = [s.settings for s in shipped_strategies()]
    return {
        lever: max([LEVERS[lever].neutral, *(x.value for s in steps for x in s.get(lever, ()))])
        for lever in EFFORTS
    }


def settle_money(shares: FloatArray, frame: Frame) -> tuple[FloatArray, tuple[str, ...]]:
    """Return what is added in each half-year, EUR bn a year, and the limits that bind.

    Parameters
    ----------
    shares
        Shares of what the budget leaves over all half-years, the last one unspent, shape
        (n_steps + 1,).

    Notes
    -----
    Every year of two half-years keeps to the budget: what passes it is scaled back. A half-year
    that starts in the last year alone has half a year's money.
    """
    room = frame.budget - frame.base
    added = shares[:-1] * np.maximum(room, 0).sum()
    binding = []
    for i in range(0, len(added), _STEPS_A_YEAR):
        year = slice(i, i + _STEPS_A_YEAR)
        limit, wanted = room[year].sum(), added[year].sum()
        if limit <= 0:
            added[year] = limit / len(added[year])
            binding.append(f"budget below the base path from {frame.dates[i]}")
        elif wanted > limit:
            added[year] *= limit / wanted
            binding.append(f"budget of the year from {frame.dates[i]}")
    low, high = LEVERS[MONEY].low, LEVERS[MONEY].high
    if (added > high).any() or (added < low).any():
        added = np.clip(added, low, high)
        binding.append(f"end of {MONEY}")
    return np.floor(added * 1000) / 1000, tuple(binding)


def read_plan(shares: FloatArray, frame: Frame) -> tuple[Strategy, tuple[str, ...]]:
    """Return the strategy of a point of the search and the limits that bind.

    Parameters
    ----------
    shares
        Shares of every block of the frame one after the other, shape (n_shares,).
    """
    n, width = len(frame.dates), len(PRIORITIES)
    money, binding = settle_money(shares[: n + 1], frame)
    tilts = shares[n + 1 : n + 1 + n * width].reshape(n, width) * width
    efforts = shares[n + 1 + n * width :].reshape(n, len(EFFORTS), 2)[:, :, 0]
    settings: dict[str, FloatArray] = {MONEY: money}
    for j, lever in enumerate(PRIORITIES):
        settings[lever] = np.minimum(tilts[:, j], LEVERS[lever].high).round(3)
        if (tilts[:, j] > LEVERS[lever].high).any():
            binding = (*binding, f"end of {lever}")
    for j, lever in enumerate(EFFORTS):
        low, high = LEVERS[lever].low, frame.most[lever]
        settings[lever] = (low + efforts[:, j] * (high - low)).round(3)
    steps = {
        lever: tuple(
            Step(start=d, value=float(v)) for d, v in zip(frame.dates, values, strict=True)
        )
        for lever, values in settings.items()
    }
    plan = Strategy(
        id="plan",
        label="Plan found",
        rationale=f"Found by search within EUR {frame.budget:g} bn a year; assumed.",
        proponents=("sinews strategy search",),
        sources=(),
        settings=steps,
    )
    return plan, binding


def even_plan(frame: Frame) -> FloatArray:
    """Return the point with all money spread evenly and every other lever neutral, (1, n_shares).

    Efforts whose neutral setting lies at their most are there.
    """
    n, width = len(frame.dates), len(PRIORITIES)
    efforts: list[float] = []
    for lever in EFFORTS:
        low, high = LEVERS[lever].low, frame.most[lever]
        share = (LEVERS[lever].neutral - low) / (high - low)
        efforts += [share, 1 - share]
    parts = [np.full(n, 1 / n), np.zeros(1), np.full(n * width, 1 / width), np.tile(efforts, n)]
    return np.concatenate(parts)[None]


def write_plan(plan: Strategy) -> str:
    """Return a strategy as TOML that `sinews strategy compare` accepts."""
    record = {
        "id": plan.id,
        "label": plan.label,
        "rationale": plan.rationale,
        "proponents": plan.proponents,
        "sources": plan.sources,
    }
    lines = [
        # a JSON text or list of texts is one in TOML too, but for escapes of rare characters
        *(f"{field} = {json.dumps(value, ensure_ascii=False)}" for field, value in record.items()),
        "",
        "[settings]",
    ]
    for lever, steps in plan.settings.items():
        rows = ",\n".join(f"    {_write_step(s)}" for s in steps)
        lines.append(f"{lever} = [\n{rows},\n]")
    return "\n".join(lines) + "\n"


def _write_step(step: Step) -> str:
    ramp = f", over_weeks = {step.over_weeks}" if step.over_weeks else ""
    return f"{{ from = {step.start}, value = {step.value}{ramp} }}"
