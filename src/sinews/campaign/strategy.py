"""Strategies: named lever settings over dates, read from TOML files."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NoReturn

from sinews.campaign.elasticities import Ranges, complete, narrow
from sinews.campaign.instruments import list_figures
from sinews.campaign.levers import LEVERS, WeeklyInputs
from sinews.campaign.run.calendar import Calendar
from sinews.campaign.run.schedule import Step, lay_out
from sinews.core.registry import Registry
from sinews.errors import UsageError, suggest

FIELDS: Final = ("id", "label", "rationale", "proponents", "sources", "settings")
VIEW: Final = ("elasticities", "weights", "without")
"""Tables of a reader's own view that a file may hold beside a strategy."""
BASELINE: Final = "actual_2024_2026"
"""What was given: the strategy that others are compared with."""
_STEP_FIELDS: Final = ("from", "value", "over_weeks")


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy:
    """What partners do, as settings of levers over time.

    Attributes
    ----------
    rationale
        One sentence in the words of its proponents' argument.
    settings
        Lever id to its steps; levers that are not named stay neutral.
    """

    id: str
    label: str
    rationale: str
    proponents: tuple[str, ...]
    sources: tuple[str, ...]
    settings: Mapping[str, tuple[Step, ...]]

    def apply(self, path: WeeklyInputs, calendar: Calendar) -> WeeklyInputs:
        """Return the inputs of the model under this strategy.

        Raises
        ------
        UsageError
            A setting passes the ends of its lever.
        """
        for lever in LEVERS:
            if lever.id in self.settings:
                setting = lay_out(self.settings[lever.id], lever.neutral, calendar)
                path = lever.apply(path, setting)
        return path


def read_strategy(text: str, where: str) -> Strategy:
    """Return the strategy of a TOML text.

    Raises
    ------
    UsageError
        With file and line: TOML that cannot be read, an unknown field or lever (with the nearest
        name), a missing field, a date or value that is none, or a value outside a lever's ends.
    """
    try:
        record = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{where}: {error}") from error
    reader = _Reader(text, where)
    reader.check_fields(record, (*FIELDS, *VIEW), "field")
    for name in ("id", "label", "rationale"):
        if not isinstance(record.get(name), str) or not record[name].strip():
            reader.refuse(name, f"{name!r} must be a text that is not empty")
    settings = record.get("settings", {})
    if not isinstance(settings, dict):
        reader.refuse("settings", "'settings' must be a table of levers")
    return Strategy(
        id=record["id"],
        label=record["label"],
        rationale=record["rationale"],
        proponents=tuple(record.get("proponents", ())),
        sources=tuple(record.get("sources", ())),
        settings={k: reader.read_steps(k, v) for k, v in settings.items()},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a reader believes: ranges of elasticities, weights of theories, switches turned off."""

    ranges: Ranges
    weights: Mapping[str, float]
    without: tuple[str, ...]


def read_view(text: str, where: str) -> View:
    """Return the reader's view that a strategy's file holds; the published one where it holds none.

    Raises
    ------
    UsageError, UnknownNameError
        A table is not of the form that the lab writes, or names nothing.
    """
    record = tomllib.loads(text)
    ranges, weights = record.get("elasticities", {}), record.get("weights", {})
    without = record.get("without", [])
    numbers = [x for v in ranges.values() for x in (v if isinstance(v, list) else [v])]
    if not all(_is_number(x) for x in (*numbers, *weights.values())):
        raise UsageError(
            f"{where}: elasticities and weights must be numbers, or [low, mode, high]."
        )
    lists = {k: v if isinstance(v, list) else [v] for k, v in ranges.items()}
    try:
        read = {k: complete(k, [float(x) for x in v]) for k, v in lists.items()}
        narrow(read)
    except UsageError as error:
        raise UsageError(f"{where}: {error}") from error
    return View(ranges=read, weights=weights, without=tuple(without))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


class _Reader:
    """Knows the text, to give the line of a problem."""

    def __init__(self, text: str, where: str) -> None:
        self.lines, self.where = text.splitlines(), where

    def refuse(self, name: str, problem: str) -> NoReturn:
        line = next((i for i, t in enumerate(self.lines, start=1) if name in t), 1)
        raise UsageError(f"{self.where}, line {line}: {problem}.")

    def check_fields(self, record: Mapping[str, Any], known: tuple[str, ...], kind: str) -> None:
        for name in record:
            if name not in known:
                self.refuse(name, f"unknown {kind} {name!r}.{suggest(name, known)}".rstrip("."))

    def read_steps(self, lever: str, steps: object) -> tuple[Step, ...]:
        if lever not in LEVERS:
            hint = suggest(lever, LEVERS.ids).rstrip(".")
            self.refuse(lever, f"no lever is called {lever!r}.{hint}")
        if not isinstance(steps, list) or not steps:
            self.refuse(lever, f"{lever!r} needs a list of steps like {{ from = 2025-01-01, ...}}")
        read = tuple(self._read_step(lever, s) for s in steps)
        if any(a.start >= b.start for a, b in pairwise(read)):
            self.refuse(lever, f"the steps of {lever!r} are not in the order of their dates")
        return read

    def _read_step(self, lever: str, step: object) -> Step:
        if not isinstance(step, dict):
            self.refuse(lever, f"a step of {lever!r} is not a table")
        self.check_fields(step, _STEP_FIELDS, "part of a step")
        start, value, over = step.get("from"), step.get("value"), step.get("over_weeks", 0)
        if type(start) is not date:
            self.refuse(lever, f"a step of {lever!r} needs from = a date like 2025-01-01")
        if isinstance(value, str) and value in list_figures():
            value = list_figures()[value]
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.refuse(lever, f"a step of {lever!r} needs value = a number, or the id of a figure")
        if isinstance(over, bool) or not isinstance(over, int) or over < 0:
            self.refuse(lever, f"over_weeks of {lever!r} must be a whole number of weeks")
        low, high = LEVERS[lever].low, LEVERS[lever].high
        if not low <= value <= high:
            self.refuse(lever, f"{value} is outside the ends of {lever!r}, {low:g} to {high:g}")
        return Step(start=start, value=float(value), over_weeks=over)


def load_strategy(file: Path | Traversable) -> Strategy:
    """Return the strategy of a file.

    Raises
    ------
    UsageError
        The file does not hold a strategy; see `read_strategy`.
    """
    return read_strategy(file.read_text(encoding="utf-8"), file.name)


@cache
def shipped_strategies() -> Registry[Strategy]:
    """Return the strategies that travel with the package, by id."""
    folder = files("sinews.campaign") / "strategies"
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return Registry("strategy", tuple(load_strategy(f) for f in found))


def find_strategy(name: str) -> Strategy:
    """Return a shipped strategy by id, or the one of a TOML file.

    Raises
    ------
    UnknownNameError
        Neither a file nor a shipped strategy has that name.
    """
    path = Path(name)
    if path.suffix == ".toml" and path.is_file():
        return load_strategy(path)
    return shipped_strategies()[name]


def find_view(names: Sequence[str]) -> View:
    """Return the view of the last file among some names, or the published view."""
    for name in reversed(names):
        path = Path(name)
        if path.suffix == ".toml" and path.is_file():
            view = read_view(path.read_text(encoding="utf-8"), path.name)
            if view.ranges or view.weights or view.without:
                return view
    return View(ranges={}, weights={}, without=())
