"""Levers: what partners of Ukraine can set, read from levers.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final, Literal

import numpy as np

from sinews.campaign.instruments import corridor_share
from sinews.core.estimate import FloatArray
from sinews.core.registry import Registry
from sinews.errors import UsageError

EUR_BN_A_YEAR: Final = 1000 * 7 / 365.25
"""EUR bn a year in EUR m a week."""

WeeklyInputs = Mapping[str, FloatArray]
"""Input name to its values week by week, each of shape (n_weeks,)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """One thing that partners of Ukraine can set.

    Attributes
    ----------
    channel
        In words: through which part of the model it acts.
    neutral
        The setting that changes nothing, to the last bit.
    low, high
        Ends that no path into a run passes.
    inputs, operation
        What is multiplied by the setting, or what it is added to.
    least, most
        Ends of the inputs once the setting is applied.
    factor
        Turns the unit of an added setting into that of the input.
    corridor
        The intermediary whose part of expected diversion an added setting is multiplied by.
    """

    id: str
    label: str
    unit: str
    channel: str
    group: str
    neutral: float
    low: float
    high: float
    inputs: tuple[str, ...]
    operation: Literal["multiply", "add"]
    least: float = 0.0
    most: float = np.inf
    factor: float = 1.0
    corridor: str = ""

    def check(self, setting: FloatArray) -> None:
        """Refuse a setting outside the ends.

        Raises
        ------
        UsageError
            Some week lies outside, or is no finite number.
        """
        if not ((setting >= self.low) & (setting <= self.high)).all():
            worst = setting[~((setting >= self.low) & (setting <= self.high))][0]
            raise UsageError(
                f"{worst:g} is outside the ends of {self.id!r}, {self.low:g} to {self.high:g}."
            )

    def apply(self, inputs: WeeklyInputs, setting: FloatArray) -> WeeklyInputs:
        """Return the inputs under a setting of shape (n_weeks,).

        Raises
        ------
        UsageError
            The setting passes the ends of the lever.
        """
        self.check(setting)
        changed = dict(inputs)
        part = corridor_share(self.corridor) if self.corridor else 1.0
        for name in self.inputs:
            moved = (
                inputs[name] * setting
                if self.operation == "multiply"
                else inputs[name] + setting * self.factor * part
            )
            moved = np.clip(moved, self.least, self.most)
            changed[name] = np.where(setting == self.neutral, inputs[name], moved)
        return changed


def _read_lever(row: Mapping[str, Any]) -> Lever:
    plain = {k: v for k, v in row.items() if k not in ("input", "factor")}
    factor = EUR_BN_A_YEAR if row.get("factor") == "eur_bn_a_year" else 1.0
    return Lever(**plain, inputs=tuple(row["input"]), factor=factor)


def _read_corridor(row: Mapping[str, str]) -> Lever:
    """Return the lever of one corridor: it adds its part of expected diversion."""
    return Lever(
        id=row["id"],
        label=row["label"],
        unit="share of the list at this corridor that is enforced",
        channel="this corridor's part of diverted critical goods; adds to enforcement, at most 1",
        group="corridors",
        neutral=0.0,
        low=0.0,
        high=1.0,
        inputs=("enforcement",),
        operation="add",
        most=1.0,
        corridor=row["country"],
    )


def _read_levers() -> tuple[Lever, ...]:
    record = tomllib.loads((files("sinews.campaign") / "levers.toml").read_text(encoding="utf-8"))
    plain = tuple(_read_lever(r) for r in record["lever"])
    return (*plain, *(_read_corridor(r) for r in record["corridor"]))


LEVERS: Final[Registry[Lever]] = Registry("lever", _read_levers())
