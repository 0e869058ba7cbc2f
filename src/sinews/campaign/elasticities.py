"""Elasticities: what support would have to do at the front; ranges, presets, draws."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

import numpy as np

from sinews.core.estimate import FloatArray, Grade
from sinews.core.rng import stream
from sinews.engine import Fixed, Triangular
from sinews.errors import UnknownNameError, UsageError

MOST: Final = 12
"""Elasticities at most: a reader can look through so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Elasticity:
    """One number of the formula, triangular on [low, high] with its mode.

    Attributes
    ----------
    kind
        ``elasticity`` for what readers set; ``constant`` for the rest of the formula.
    on, effect
        The driver, and how the number enters.
    sign
        ``certain`` where theory and data leave no doubt.
    """

    id: str
    label: str
    kind: Literal["elasticity", "constant"]
    low: float
    mode: float
    high: float
    grade: Grade
    source: str
    unit: str = "1"
    on: str = ""
    effect: str = ""
    sign: Literal["certain", "uncertain"] = "certain"

    def draw(self, n_futures: int, seed: int) -> FloatArray:
        """Return one value a future, shape (n_futures,); the first n are the same for any n."""
        u = stream(seed, f"campaign.{self.id}").random(n_futures)
        return self.quantile(u)

    def quantile(self, u: FloatArray) -> FloatArray:
        """Return values at positions between 0 and 1."""
        if self.low == self.high:
            return Fixed(self.mode).quantile(u)
        return Triangular(self.low, self.mode, self.high).quantile(u)

    def position(self, value: float) -> float:
        """Return the share of the range below a value, between 0 and 1."""
        return float(np.clip((value - self.low) / (self.high - self.low), 0.0, 1.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """Values of an author or source that a reader can start from."""

    id: str
    label: str
    source: str
    values: Mapping[str, float]


@cache
def load_elasticities() -> Mapping[str, Elasticity]:
    """Return elasticities and constants of elasticities.toml by id.

    Raises
    ------
    UsageError
        There are more than `MOST` elasticities, or a range is not in order.
    """
    record = _read_file()
    found = [
        Elasticity(kind=kind, **row) for kind in ("elasticity", "constant") for row in record[kind]
    ]
    if len(record["elasticity"]) > MOST:
        raise UsageError(f"elasticities.toml holds more than {MOST} elasticities.")
    for e in found:
        if not e.low <= e.mode <= e.high:
            raise UsageError(f"elasticities.toml, {e.id}: expected low <= mode <= high.")
    return {e.id: e for e in found}


def _read_file() -> dict[str, Any]:
    text = (files("sinews.campaign") / "elasticities.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def list_elasticities() -> tuple[Elasticity, ...]:
    """Return what readers set, in the order of the file."""
    return tuple(e for e in load_elasticities().values() if e.kind == "elasticity")


@cache
def load_presets() -> Mapping[str, Preset]:
    """Return the presets by author or source.

    Raises
    ------
    UnknownNameError
        A preset names an elasticity that does not exist.
    """
    found = {}
    for id, row in _read_file()["preset"].items():
        values = {k: float(v) for k, v in row.items() if k not in ("label", "source")}
        for name in values:
            _find(name)
        found[id] = Preset(id=id, label=row["label"], source=row["source"], values=values)
    return found


def _find(name: str) -> Elasticity:
    known = {e.id: e for e in list_elasticities()}
    if name not in known:
        raise UnknownNameError("elasticity", name, known)
    return known[name]


Ranges = Mapping[str, tuple[float, float, float]]
"""Elasticity to low, mode and high of a reader; what is not named keeps its published range."""


def narrow(ranges: Ranges) -> Mapping[str, Elasticity]:
    """Return all elasticities with a reader's ranges in the place of the published ones.

    Raises
    ------
    UnknownNameError
        A name is no elasticity.
    UsageError
        A range is not in order, or lies outside three widths of the published range.
    """
    known = dict(load_elasticities())
    for name, (low, mode, high) in ranges.items():
        e = _find(name)
        width = e.high - e.low
        if not (np.isfinite([low, mode, high]).all() and low <= mode <= high):
            raise UsageError(f"{name}: {low:g} to {mode:g} to {high:g} is not in order.")
        if low < e.low - width or high > e.high + width:
            raise UsageError(
                f"{name}: {low:g} to {high:g} is more than one width outside the published range, "
                f"{e.low:g} to {e.high:g}."
            )
        known[name] = replace(e, low=low, mode=mode, high=high)
    return known


def read_ranges(pairs: Sequence[str]) -> Ranges:
    """Return the ranges of options like ``ground_fire=0.3``, ``=0.1:0.5`` or ``=0.1:0.3:0.5``.

    Raises
    ------
    UsageError
        An option is not of that form.
    """
    found = {}
    for pair in pairs:
        name, _, text = pair.partition("=")
        _find(name)
        try:
            values = [float(x) for x in text.split(":")]
        except ValueError:
            values = []
        found[name] = complete(name, values)
    narrow(found)
    return found


def complete(name: str, values: Sequence[float]) -> tuple[float, float, float]:
    """Return low, mode and high: of one value, of two ends, or as they are given.

    Between two ends the mode is the published one, or the end that lies nearest to it.

    Raises
    ------
    UsageError
        There are more than three values, or none.
    """
    published = _find(name).mode
    if len(values) not in (1, 2, 3):
        raise UsageError(f"{name}: write VALUE, LOW:HIGH or LOW:MODE:HIGH.")
    if len(values) == 2:
        return values[0], min(max(published, values[0]), values[1]), values[1]
    return values[0], values[len(values) // 2], values[-1]
