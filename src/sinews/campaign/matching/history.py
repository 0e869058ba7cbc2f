"""The model against history: likelihood of draws, matching, and the hold-out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from sinews.campaign.inputs import build_base_path, stack_inputs
from sinews.campaign.matching.bands import (
    Band,
    load_bands,
    marks_for,
    read_band,
)
from sinews.campaign.matching.draws import to_values
from sinews.campaign.matching.match import Matched, SmcSettings, match
from sinews.campaign.matching.validation_episodes import load_scenes
from sinews.campaign.model.declared import campaign_model
from sinews.campaign.run.calendar import Calendar
from sinews.campaign.run.ensemble import run_values
from sinews.core.estimate import FloatArray
from sinews.data.evidence.evidence import Evidence
from sinews.engine import Grid

_CENSORED = -60.0
"""Log likelihood of a band that a censored run never reached: worse than any draw kept."""


@dataclass(frozen=True)
class History:
    """The bands up to a day, and the runs that are compared with them."""

    bands: tuple[Band, ...]
    calendar: Calendar
    inputs: FloatArray

    def read(self, uniform: FloatArray) -> dict[str, FloatArray]:
        """Return the modelled value of every band by id; nan where a run was censored."""
        values = to_values(uniform)
        found: dict[str, FloatArray] = {}
        for scene in dict.fromkeys(b.scene for b in self.bands):
            bands = tuple(b for b in self.bands if b.scene == scene)
            marks = marks_for(bands, self.calendar)
            inputs, start = self.inputs[:, : marks[-1]], values
            if scene:
                played = load_scenes()[scene]
                inputs, start = played.path(self.inputs, marks[-1]), played.start(values)
            grid = Grid(read_at=marks)
            outcomes = run_values(campaign_model(), start, np.ascontiguousarray(inputs), grid)
            found |= {b.id: read_band(b, outcomes, self.calendar) for b in bands}
        return found

    def log_likelihood(self, uniform: FloatArray) -> FloatArray:
        """Return the log likelihood of draws, shape (n_draws,)."""
        values = self.read(uniform)
        total = np.zeros(len(uniform))
        for band in self.bands:
            reached = np.isfinite(values[band.id])
            level = band.log_likelihood(np.where(reached, values[band.id], band.central))
            total += np.where(reached, level, _CENSORED)
        return total

    def inside(self, uniform: FloatArray) -> dict[str, FloatArray]:
        """Return for each band which draws lie in it."""
        values = self.read(uniform)
        return {b.id: b.holds(values[b.id]) for b in self.bands}


def open_history(evidence: Evidence, *, until: date | None = None) -> History:
    """Return the history up to a day; all bands when no day is given."""
    bands = tuple(b for b in load_bands() if until is None or b.end <= until)
    last = max(b.end for b in bands) + timedelta(days=10)
    calendar = Calendar(until=last)
    return History(bands, calendar, stack_inputs(build_base_path(evidence, calendar)))


def match_history(
    evidence: Evidence, *, seed: int, settings: SmcSettings, until: date | None = None
) -> Matched:
    """Return draws that agree with the bands up to a day."""
    history = open_history(evidence, until=until)
    n = len(campaign_model().parameters)
    return match(history.log_likelihood, n, seed=seed, settings=settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One band after the matched period: what was forecast and what came.

    Attributes
    ----------
    low, median, high
        5, 50 and 95 % of the matched draws.
    naive
        The pace of the year before, or None where the table has none for this variable.
    """

    band: Band
    low: float
    median: float
    high: float
    naive: float | None

    @property
    def inside(self) -> bool:
        """True when the published value lies in the 90 % interval."""
        return self.low <= self.band.central <= self.high


def score_holdout(
    evidence: Evidence, uniform: FloatArray, *, matched_to: date, naive_from: Sequence[Band] = ()
) -> tuple[Scored, ...]:
    """Return every band that ends after the matched period, with forecast and naive pace."""
    history = open_history(evidence)
    values = history.read(uniform)
    known = [b for b in (naive_from or load_bands()) if b.end <= matched_to]
    found = []
    for band in history.bands:
        if band.end <= matched_to:
            continue
        low, median, high = np.nanquantile(values[band.id], [0.05, 0.5, 0.95])
        found.append(
            Scored(
                band=band,
                low=float(low),
                median=float(median),
                high=float(high),
                naive=_naive(band, known),
            )
        )
    return tuple(found)


def _naive(band: Band, known: Sequence[Band]) -> float | None:
    """Return the latest known pace of the same variable over the band's length."""
    same = [b for b in known if (b.variable, b.read) == (band.variable, band.read)]
    if not same:
        return None
    last = max(same, key=lambda b: (b.end, (b.end - b.start).days))
    if band.read != "total":
        return last.central
    return last.central * ((band.end - band.start).days + 1) / ((last.end - last.start).days + 1)
