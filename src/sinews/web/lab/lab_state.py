"""The state of the strategy lab: all of it stands in the address, and only what was changed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np

from sinews.campaign.elasticities import (
    Ranges,
    complete,
)
from sinews.campaign.levers import LEVERS
from sinews.campaign.report import UNTIL
from sinews.campaign.run.calendar import Calendar
from sinews.campaign.run.schedule import Step, lay_out
from sinews.campaign.strategy import BASELINE, Strategy, shipped_strategies
from sinews.core.estimate import FloatArray
from sinews.decision.plans.plan import write_plan
from sinews.decision.theories import HYPOTHESES

PERIODS: Final[tuple[tuple[str, date, date], ...]] = (
    ("2024", date(2024, 3, 4), date(2025, 1, 6)),
    ("2025", date(2025, 1, 6), date(2026, 1, 5)),
    ("2026", date(2026, 1, 5), date(2027, 1, 4)),
    ("2027–28", date(2027, 1, 4), UNTIL),
)
"""Name, first day and the day after the last of each step of a lever; Mondays."""
GROUPS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (
        "money",
        (
            "military_support_europe",
            "military_support_us",
            "military_added_europe",
            "military_added_us",
            "delivery_speed",
        ),
    ),
    ("posture", ("posture", "durability_signal", "long_range_permission")),
    ("shells", ("eu_shell_goal", "eu_shell_speed", "us_shell_sales", "stock_draw")),
    ("sanctions", ("enforcement", "north_korea_pressure", "iran_pressure")),
    (
        "corridors",
        tuple(k for k in LEVERS.ids if k.startswith("enforcement_")),
    ),
    (
        "priorities",
        (
            "priority_air_defence",
            "priority_long_range",
            "priority_drones",
            "priority_shells",
            "priority_armour",
            "aircraft_deliveries",
            "military_support_other",
        ),
    ),
)
"""Levers as the page groups them; the first group stands open."""
ELASTICITIES: Final = (
    (
        "ground",
        (
            "ground_fire",
            "ground_drones",
            "ground_armour",
            "ground_people",
            "ground_strikes",
            "ground_works",
        ),
    ),
    ("casualties", ("casualties_fire", "casualties_drones", "casualties_tempo")),
    ("attack", ("ground_attack", "attack_edge", "casualties_attack")),
)
"""Elasticities as the page groups them."""
STEPS: Final = 40
"""Positions between the ends of a slider."""
HEAVIEST: Final = 10
"""Largest weight of a theory before the weights are scaled to one."""
EQUAL: Final = 5
OWN: Final = "own"
"""Id of the reader's strategy."""


@dataclass(frozen=True, kw_only=True)
class LabState:
    """What a reader has set.

    Attributes
    ----------
    start
        Shipped strategy that the reader's own begins as.
    versus
        Shipped strategy it is compared with.
    outcome
        What is shown theory by theory.
    changed
        Lever to its value in each period, for levers that differ from `start`.
    heavy
        Theory to its weight before scaling, 0 to `HEAVIEST`.
    ranges
        Elasticity to the reader's low, mode and high, for those that were moved.
    without
        Feedbacks that are turned off.
    """

    start: str
    versus: str
    outcome: str
    changed: Mapping[str, tuple[float, ...]]
    heavy: Mapping[str, int]
    ranges: Ranges = field(default_factory=dict)
    without: tuple[str, ...] = ()

    @property
    def weights(self) -> FloatArray:
        """Weights in the order of the theories, summing to one."""
        values = np.array([self.heavy[h] for h in HYPOTHESES.ids], dtype=float)
        return np.asarray(values / values.sum())

    def strategy(self, label: str) -> Strategy:
        """Return the reader's strategy: the one it begins as, with the changed levers replaced."""
        base = shipped_strategies()[self.start]
        settings = {**base.settings, **{k: _steps(v) for k, v in self.changed.items()}}
        return Strategy(
            id=OWN,
            label=label,
            rationale=base.rationale if not self.changed else f"{base.label}, changed in the lab.",
            proponents=base.proponents if not self.changed else ("a reader of the lab",),
            sources=base.sources,
            settings=settings,
        )

    @property
    def key(self) -> tuple[object, ...]:
        """What decides the runs: weights, outcome and comparison do not."""
        return (self.start, tuple(sorted(self.changed.items())))

    @property
    def view_key(self) -> tuple[object, ...]:
        """What decides the futures: elasticities and switches."""
        return (tuple(sorted(self.ranges.items())), self.without)

    def query(self) -> dict[str, str]:
        """Return the state as parameters of an address, defaults left out."""
        found = {"from": self.start, "vs": self.versus, "o": self.outcome}
        found = {k: v for k, v in found.items() if v != DEFAULTS[k]}
        found |= {k: ",".join(map(shorten, v)) for k, v in self.changed.items()}
        if any(w != EQUAL for w in self.heavy.values()):
            found["w"] = ",".join(str(self.heavy[h]) for h in HYPOTHESES.ids)
        found |= {f"e.{k}": write_range(k, v) for k, v in self.ranges.items()}
        if self.without:
            found["without"] = ",".join(self.without)
        return found


DEFAULTS: Final = {"from": "europe_alone", "vs": BASELINE, "o": "ground_km2"}


def write_range(id: str, values: tuple[float, float, float]) -> str:
    """Return a range as an address holds it: no longer than it must be."""
    low, _, high = values
    short = [low] if low == high else [low, high]
    return ":".join(map(shorten, short if complete(id, short) == values else values))


def shorten(value: float) -> str:
    """Return a number in as few digits as read back the same."""
    return text if float(text := f"{value:g}") == value else repr(value)


def settings_of(strategy: str) -> dict[str, tuple[float, ...]]:
    """Return every lever's mean setting in each period, rounded to the steps of its slider."""
    calendar = Calendar(until=UNTIL)
    found = shipped_strategies()[strategy].settings
    weeks = [(calendar.week_of(a), calendar.week_of(b)) for _, a, b in PERIODS]
    out = {}
    for lever in LEVERS:
        path = lay_out(found.get(lever.id, ()), lever.neutral, calendar)
        out[lever.id] = tuple(_snap(lever.id, float(path[a:b].mean())) for a, b in weeks)
    return out


def step_of(lever: str) -> float:
    """Return the step of a lever's slider."""
    width = LEVERS[lever].high - LEVERS[lever].low
    return next(s for s in (0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0) if width / s <= STEPS * 1.6)


def _snap(lever: str, value: float) -> float:
    step, low = step_of(lever), LEVERS[lever].low
    return round(low + round((value - low) / step) * step, 6)


def _steps(values: tuple[float, ...]) -> tuple[Step, ...]:
    pairs = zip(PERIODS, values, strict=True)
    return tuple(Step(start=first, value=value) for (_, first, _), value in pairs)


def write_toml(state: LabState, label: str) -> str:
    """Return strategy, elasticities, weights and switches as the TOML that the command reads."""
    strategy = state.strategy(label)
    lines = [write_plan(strategy).rstrip()]
    if state.without:
        at = lines[0].index("\n\n[settings]")
        without = json.dumps(list(state.without))
        lines[0] = f"{lines[0][:at]}\nwithout = {without}{lines[0][at:]}"
    if state.ranges:
        lines += ["", "[elasticities]"]
        lines += [f"{k} = {v[0] if v[0] == v[2] else list(v)}" for k, v in state.ranges.items()]
    if any(w != EQUAL for w in state.heavy.values()):
        pairs = zip(HYPOTHESES.ids, map(float, state.weights), strict=True)
        lines += ["", "[weights]", *(f"{h} = {w!r}" for h, w in pairs)]
    return "\n".join(lines) + "\n"
