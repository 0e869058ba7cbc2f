"""History as bands: what published counts say the model must roughly reproduce."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Final, Literal, cast

import numpy as np

from sinews.campaign.matching.validation_episodes import load_scenes
from sinews.campaign.run.calendar import Calendar
from sinews.core.estimate import FloatArray
from sinews.engine import Outcomes
from sinews.errors import EvidenceError

Read = Literal["total", "mean", "end"]
TOTALS: Final[Mapping[str, str]] = {
    "net_gain": "cum_net_gain",
    "gain_ua": "cum_gain_ua",
    "fire_ru": "cum_fire_ru",
    "fire_ua": "cum_fire_ua",
    "fire_ratio": "cum_fire_ratio",
    "shells_delivered": "cum_rounds",
    "import_shells_nk": "cum_nk_rounds",
    "casualties_ru": "cum_casualties_ru",
    "casualties_ua": "cum_casualties_ua",
    "lose_ru_tank": "cum_lose_ru_tank",
    "lose_ru_afv": "cum_lose_ru_afv",
    "added_ru_tank": "cum_added_ru_tank",
    "added_ru_afv": "cum_added_ru_afv",
    "recruits_ru": "cum_recruits_ru",
    "oneway_ru": "cum_oneway_ru",
    "missiles": "cum_missiles",
    "share_stopped": "cum_share_stopped",
}
ENDS: Final[Mapping[str, str]] = {"stored_ru_tank": "end_tanks_stored_ru", "men_ru": "end_men_ru"}
_SIGMAS_TO_EDGE: Final = 1.6448536269514722


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One published quantity with its range.

    Attributes
    ----------
    low, central, high
        5 %, central and 95 % of what was observed, in the unit of the table.
    discrepancy
        Share of the central value by which even a true model may miss (assumed).
    facts
        Fact ids behind the band.
    scene
        Name in scenes.csv where the band lies before the model's start, else empty.
    """

    id: str
    block: str
    variable: str
    read: Read
    start: date
    end: date
    unit: str
    low: float
    central: float
    high: float
    discrepancy: float
    facts: str
    note: str
    scene: str = ""

    def weeks(self, calendar: Calendar) -> tuple[int, int]:
        """Return the periods after which the band begins and ends."""
        if self.scene:
            return 0, round(((self.end - self.start).days + 1) / 7)
        first = round((self.start - calendar.starts()[0]).days / 7)
        last = round((self.end + timedelta(days=1) - calendar.starts()[0]).days / 7)
        return first, last

    def log_likelihood(self, value: FloatArray) -> FloatArray:
        """Return the log density of modelled values, up to a constant (split normal)."""
        below = (self.central - self.low) / _SIGMAS_TO_EDGE
        above = (self.high - self.central) / _SIGMAS_TO_EDGE
        own = self.discrepancy * abs(self.central)
        spread = np.where(value < self.central, np.hypot(below, own), np.hypot(above, own))
        return np.asarray(-0.5 * ((value - self.central) / spread) ** 2)

    def holds(self, value: FloatArray) -> FloatArray:
        """Return 1 where a value lies within the band widened by the discrepancy."""
        own = self.discrepancy * abs(self.central)
        inside = (value >= self.low - own) & (value <= self.high + own)
        return inside.astype(float)


@cache
def load_bands() -> tuple[Band, ...]:
    """Return all bands of bands.csv.

    Raises
    ------
    EvidenceError
        A row is out of order or names a variable that the model does not keep.
    """
    found, problems = [], []
    with (files("sinews.campaign.matching") / "bands.csv").open(encoding="utf-8") as f:
        for line, r in enumerate(csv.DictReader(f), start=2):
            low, central, high = (float(r[k]) for k in ("low", "central", "high"))
            kept = ENDS if r["read"] == "end" else TOTALS
            if not low <= central <= high:
                problems.append(f"line {line}: expected low <= central <= high")
            if r["scene"] and r["scene"] not in load_scenes():
                problems.append(f"line {line}: scenes.csv has no {r['scene']!r}")
            if r["variable"] not in kept:
                problems.append(f"line {line}: the model keeps no {r['read']} of {r['variable']}")
            text = {k: r[k] for k in ("id", "block", "variable", "unit", "facts", "note", "scene")}
            found.append(
                Band(
                    **text,
                    read=cast(Read, r["read"]),
                    start=date.fromisoformat(r["start"]),
                    end=date.fromisoformat(r["end"]),
                    low=low,
                    central=central,
                    high=high,
                    discrepancy=float(r["discrepancy"]),
                )
            )
    if problems:
        raise EvidenceError("bands.csv:\n  " + "\n  ".join(problems))
    return tuple(found)


def marks_for(bands: tuple[Band, ...], calendar: Calendar) -> tuple[int, ...]:
    """Return the periods at which outcomes must be read to compare with the bands."""
    weeks = {w for b in bands for w in b.weeks(calendar)}
    return tuple(sorted(w for w in weeks if w > 0))


def read_band(band: Band, outcomes: Outcomes, calendar: Calendar) -> FloatArray:
    """Return the modelled value of a band, shape (n_runs,); nan where a run was censored."""
    first, last = band.weeks(calendar)
    if band.read == "end":
        return _at(outcomes, ENDS[band.variable], last)
    total = TOTALS[band.variable]
    grown = _at(outcomes, total, last) - (_at(outcomes, total, first) if first > 0 else 0.0)
    return grown if band.read == "total" else grown / (last - first)


def _at(outcomes: Outcomes, name: str, week: int) -> FloatArray:
    return np.asarray(outcomes.path(name)[outcomes.read_at.index(week)])
