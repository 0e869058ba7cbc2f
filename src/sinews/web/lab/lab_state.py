"""The state of the strategy lab: all of it stands in the address, and only what was changed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np

from sinews.campaign.elasticities import list_elasticities, load_presets
from sinews.campaign.levers import LEVERS
from sinews.campaign.report import UNTIL
from sinews.campaign.run.calendar import Calendar
from sinews.campaign.run.schedule import Step, lay_out
from sinews.campaign.run.setting import SWITCHES
from sinews.campaign.strategy import BASELINE, Strategy, shipped_strategies
from sinews.core.estimate import FloatArray
from sinews.decision.integrate.outcomes import OUTCOMES
from sinews.decision.plans.plan import write_plan
from sinews.decision.theories import HYPOTHESES
from sinews.errors import UnknownNameError, UsageError
from sinews.web.page import Reader, choose

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
    elasticities
        Elasticity to the reader's value, for those that were moved; others keep their range.
    without
        Feedbacks that are turned off.
    """

    start: str
    versus: str
    outcome: str
    changed: Mapping[str, tuple[float, ...]]
    heavy: Mapping[str, int]
    elasticities: Mapping[str, float] = field(default_factory=dict)
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
        return (tuple(sorted(self.elasticities.items())), self.without)

    def query(self) -> dict[str, str]:
        """Return the state as parameters of an address, defaults left out."""
        found = {"from": self.start, "vs": self.versus, "o": self.outcome}
        found = {k: v for k, v in found.items() if v != DEFAULTS[k]}
        found |= {k: ",".join(f"{x:g}" for x in v) for k, v in self.changed.items()}
        if any(w != EQUAL for w in self.heavy.values()):
            found["w"] = ",".join(str(self.heavy[h]) for h in HYPOTHESES.ids)
        found |= {f"e.{k}": f"{v:g}" for k, v in self.elasticities.items()}
        if self.without:
            found["without"] = ",".join(self.without)
        return found


DEFAULTS: Final = {"from": "europe_alone", "vs": BASELINE, "o": "ground_km2"}
NAMES: Final = (
    *DEFAULTS,
    "w",
    *LEVERS.ids,
    *(f"{k}.{i}" for k in LEVERS.ids for i in range(len(PERIODS))),
    *(f"w.{h}" for h in HYPOTHESES.ids),
    *(f"{k}.{e.id}" for k in "es" for e in list_elasticities()),
    "preset",
    "without",
    *(f"off.{s}" for s in SWITCHES),
)
"""Every parameter of the page: a lever as a list, or step by step as a plain form sends it."""


def read_state(reader: Reader) -> LabState:
    """Return the state of an address.

    Raises
    ------
    UnknownNameError, UsageError
        A parameter names nothing, or a value is no number or outside the ends of its lever.
    """
    shipped = shipped_strategies().ids
    start = choose(reader, "from", shipped, DEFAULTS["from"])
    shown = settings_of(start)
    changed = {}
    for lever in LEVERS.ids:
        values = _read_lever(reader, lever, shown[lever])
        if values != shown[lever]:
            changed[lever] = values
    return LabState(
        start=start,
        versus=choose(reader, "vs", shipped, DEFAULTS["vs"]),
        outcome=choose(reader, "o", tuple(o.id for o in OUTCOMES), DEFAULTS["o"]),
        changed=changed,
        heavy=_read_weights(reader),
        elasticities=_read_elasticities(reader),
        without=_read_switches(reader),
    )


def _read_elasticities(reader: Reader) -> dict[str, float]:
    """Return the reader's values; a preset's where the address names one."""
    given, found = reader.request.query_params, {}
    if name := given.get("preset"):
        presets = load_presets()
        if name not in presets:
            raise UnknownNameError("preset", name, presets)
        modes = {e.id: e.mode for e in list_elasticities()}
        found = {**modes, **presets[name].values}
    for e in list_elasticities():
        width = e.high - e.low
        ends = (e.low - width, e.high + width)
        if text := given.get(f"e.{e.id}"):
            found[e.id] = _read_number(f"e.{e.id}", text, *ends)
        # a plain form sends every slider: one that stays at the middle was not touched
        elif text := given.get(f"s.{e.id}"):
            value = _read_number(f"s.{e.id}", text, *ends)
            found |= {e.id: value} if value != e.mode else {}
    return found


def _read_switches(reader: Reader) -> tuple[str, ...]:
    given = reader.request.query_params
    named = [s for s in given.get("without", "").split(",") if s]
    named += [s for s in SWITCHES if given.get(f"off.{s}")]
    for name in named:
        if name not in SWITCHES:
            raise UnknownNameError("switch", name, SWITCHES)
    return tuple(s for s in SWITCHES if s in named)


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


def _read_lever(reader: Reader, lever: str, shown: tuple[float, ...]) -> tuple[float, ...]:
    given = reader.request.query_params
    if text := given.get(lever):
        parts = text.split(",")
        if len(parts) != len(PERIODS):
            raise UsageError(
                f"{lever}={text!r} needs {len(PERIODS)} numbers parted by commas, one for each of "
                f"{', '.join(name for name, _, _ in PERIODS)}."
            )
    else:
        parts = [given.get(f"{lever}.{i}") or f"{shown[i]:g}" for i in range(len(PERIODS))]
    return tuple(_read_value(lever, part) for part in parts)


def _read_value(lever: str, text: str) -> float:
    return _read_number(lever, text, LEVERS[lever].low, LEVERS[lever].high)


def _read_number(name: str, text: str, low: float, high: float) -> float:
    try:
        value = float(text)
    except ValueError:
        raise UsageError(f"{name}: {text!r} is not a number.") from None
    if not low <= value <= high:
        raise UsageError(f"{name}: {text} is outside its ends, {low:g} to {high:g}.")
    return value


def _read_weights(reader: Reader) -> dict[str, int]:
    given, ids = reader.request.query_params, HYPOTHESES.ids
    if text := given.get("w"):
        parts = text.split(",")
        if len(parts) != len(ids):
            raise UsageError(f"w={text!r} needs {len(ids)} weights, for {', '.join(ids)}.")
    else:
        parts = [given.get(f"w.{h}") or str(EQUAL) for h in ids]
    known = [str(i) for i in range(HEAVIEST + 1)]
    for part in parts:
        if part not in known:
            raise UnknownNameError("weight of a theory", part, known)
    if not any(int(p) for p in parts):
        raise UsageError("At least one theory needs a weight above 0.")
    return {h: int(p) for h, p in zip(ids, parts, strict=True)}


def write_toml(state: LabState, label: str) -> str:
    """Return strategy, elasticities, weights and switches as the TOML that the command reads."""
    strategy = state.strategy(label)
    lines = [write_plan(strategy).rstrip()]
    if state.without:
        at = lines[0].index("\n\n[settings]")
        without = json.dumps(list(state.without))
        lines[0] = f"{lines[0][:at]}\nwithout = {without}{lines[0][at:]}"
    if state.elasticities:
        lines += ["", "[elasticities]", *(f"{k} = {v!r}" for k, v in state.elasticities.items())]
    if any(w != EQUAL for w in state.heavy.values()):
        pairs = zip(HYPOTHESES.ids, map(float, state.weights), strict=True)
        lines += ["", "[weights]", *(f"{h} = {w!r}" for h, w in pairs)]
    return "\n".join(lines) + "\n"
