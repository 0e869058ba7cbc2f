"""The kinds of evidence, one number a cell each. To add one: a function and a row of the table."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.core.registry import Registry
from sinews.diversion.counterfactual.candidates import Candidates
from sinews.diversion.evidence.volume import read_volume

CIF_ALLOWANCE: Final = 1.06
"""Importer values include freight and insurance: about 6 % in the median pair (CEPII BACI, WP
2010-23); used where a pair has no past of its own."""
_PRIOR_EUR: Final = 2e5
_RANGE: Final = (0.2, 3.0)
_STEP_EUR: Final = 1e4
_LEAST_MONTHS: Final = 5
_WANDER: Final = 0.3
"""How far a pair's arrival ratio wanders in logs from year to year (assumed; measured on totals of
four importers: 0.05 to 0.3, docs/diversion.md)."""


def arrival_ratio(cells: Candidates) -> tuple[FloatArray, FloatArray]:
    """Return importer over exporter reports before and after, shrunk to the usual allowance.

    The pair's own past is the standard; pairs with little past lean on the CIF allowance with the
    weight of EUR 200,000 of trade. NaN where the importer reports nothing at all in the period
    (missing is not zero: the completeness of the file is tested before, `check_completeness`).
    """
    before = (cells.arrived_before + _PRIOR_EUR * CIF_ALLOWANCE) / (cells.sent_before + _PRIOR_EUR)
    before = np.clip(before, *_RANGE)
    small = 0.05 * _PRIOR_EUR
    after = (cells.arrived_after + small * before) / (cells.sent_after + small)
    return before, np.maximum(after, 1e-3)


def share_excess(cells: Candidates) -> tuple[FloatArray, FloatArray]:
    """Return the shares of each excess that never arrived and that was seen leaving for Russia.

    The rest stayed. Shares are not cut to [0, 1] here; noise in large ordinary trade is kept from
    posing as a share by dividing by the excess plus a tenth of the expected flow.
    """
    before, after = arrival_ratio(cells)
    excess = np.maximum(cells.excess, 1e3)
    sent = cells.observed
    scale = excess + 0.1 * cells.expected
    ghost = sent * (1 - after / before) / scale
    onward = (cells.onward_after - cells.onward_before) / scale
    return np.asarray(ghost), np.asarray(onward)


def fade(cells: Candidates) -> FloatArray:
    """Return how much of a share of the excess can be read, 0 to 1.

    The squared excess over itself plus the squared noise of the flow: shares of an excess that is
    small beside the flow it is part of are noise.
    """
    noise = _WANDER * cells.observed
    excess = np.maximum(cells.excess, 0.0)
    return np.asarray(excess**2 / (excess**2 + noise**2 + 1.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Detector:
    """One kind of evidence.

    Attributes
    ----------
    statement
        What a high value would mean, in words for a dossier.
    read
        Candidates to one number each, within `bounds`, NaN where the data are missing. The
        direction is not fixed here: what a value is worth is learnt by planting.
    bounds
        Values beyond are cut: no single count may outweigh everything else.
    needs_mirror
        True when it reads what partners report.
    """

    id: str
    label: str
    statement: str
    read: Callable[[Candidates], FloatArray]
    bounds: tuple[float, float]
    needs_mirror: bool = False

    def __call__(self, cells: Candidates) -> FloatArray:
        """Return the capped values, shape (n,)."""
        out: FloatArray = np.clip(self.read(cells), *self.bounds)
        return out


_ROOM_UNIT_EUR = 1e5


def read_room(cells: Candidates) -> FloatArray:
    """Return log10 of the product's lost direct exports in units of EUR 100,000."""
    out: FloatArray = np.log10(np.maximum(cells.lost, 1.0) / _ROOM_UNIT_EUR)
    return out


_SUBSTITUTION_SMALL_EUR = 1e3


def read_substitution(cells: Candidates) -> FloatArray:
    """Return log10 of the lost direct trade over the excess (half the lower bound when none)."""
    excess = np.maximum(cells.excess, _SUBSTITUTION_SMALL_EUR)
    out: FloatArray = np.log10((cells.lost + _SUBSTITUTION_SMALL_EUR) / excess)
    return out


def read_timing(cells: Candidates) -> FloatArray:
    """Return the share of the window's exports in its second half, less the usual share."""
    known = cells.observed > 0
    share = np.where(known, cells.late_share - cells.late_usual, np.nan)
    return np.asarray(share, dtype=np.float64)


def read_lead(cells: Candidates) -> FloatArray:
    """Return the log ratio of observed to fitted exports in the six months before."""
    return cells.lead


def read_peers(cells: Candidates) -> FloatArray:
    """Return the shrunk log ratio of observed to expected exports of untreated goods."""
    return cells.peers


def read_mirror(cells: Candidates) -> FloatArray:
    """Return minus the log change of the pair's arrival ratio against its own past."""
    before, after = arrival_ratio(cells)
    known = np.isfinite(before) & np.isfinite(after)
    return np.where(known, np.log(np.where(known, before / after, 1.0)), np.nan)


_ONWARD_SMALL_EUR = 1e4
_ONWARD_PART = 0.05


def read_onward(cells: Candidates) -> FloatArray:
    """Return the log growth of the intermediary's exports of the product to Russia.

    A twentieth of what the EU sends is added on both sides: growth of a trickle beside a large
    flow explains nothing of it.
    """
    small = _ONWARD_SMALL_EUR + _ONWARD_PART * cells.observed
    out: FloatArray = np.log((cells.onward_after + small) / (cells.onward_before + small))
    return out


def read_stayed(cells: Candidates) -> FloatArray:
    """Return the share that stayed less one half, faded out where the excess drowns in noise.

    A share of an excess that is small beside the whole flow says little.
    """
    ghost, onward = share_excess(cells)
    return (0.5 - ghost - onward) * fade(cells)


_BYPASS_SMALL_EUR = 1e3


def read_bypass(cells: Candidates) -> FloatArray:
    """Return the fall of the intermediary's imports from Russia as a share of the excess.

    Faded out where the excess drowns in the noise of the flow, as for what stayed.
    """
    fall = (cells.bypass_before - cells.bypass_after) / (
        np.maximum(cells.excess, _BYPASS_SMALL_EUR) + 0.1 * cells.expected
    )
    return np.asarray(np.clip(fall, -1.0, 1.5) * fade(cells))


def _correlate(x: FloatArray, y: FloatArray) -> FloatArray:
    """Return correlations over months that both hold, shape (n,); NaN where either is flat."""
    known = np.isfinite(x) & np.isfinite(y)
    n = np.maximum(known.sum(1), 1)
    dx, dy = (
        np.where(known, v - (np.where(known, v, 0.0).sum(1) / n)[:, None], 0.0) for v in (x, y)
    )
    scale = np.sqrt((dx**2).sum(1) * (dy**2).sum(1))
    out: FloatArray = np.where(
        (n >= _LEAST_MONTHS) & (scale > 0), (dx * dy).sum(1) / np.maximum(scale, 1e-12), np.nan
    )
    return out


def read_step_onward(cells: Candidates) -> FloatArray:
    """Return the correlation, over months, of exports with the intermediary's exports to Russia.

    Logs with a floor of EUR 10,000, in the same month or a month later, whichever is closer.
    """
    sent, onward = (np.log1p(v / _STEP_EUR) for v in (cells.sent_months, cells.onward_months))
    same, later = _correlate(sent, onward), _correlate(sent[:, :-1], onward[:, 1:])
    return np.asarray(np.fmax(same, later), dtype=np.float64)


def read_step_arrivals(cells: Candidates) -> FloatArray:
    """Return the correlation, over months, of what was sent with what the importer reports."""
    return _correlate(*(np.log1p(v / _STEP_EUR) for v in (cells.sent_months, cells.arrived_months)))


_READ: Final[dict[str, Callable[[Candidates], FloatArray]]] = {
    "volume": read_volume,
    "room": read_room,
    "substitution": read_substitution,
    "timing": read_timing,
    "lead": read_lead,
    "peers": read_peers,
    "mirror": read_mirror,
    "onward": read_onward,
    "stayed": read_stayed,
    "step_onward": read_step_onward,
    "step_arrivals": read_step_arrivals,
    "bypass": read_bypass,
}


def _load() -> tuple[Detector, ...]:
    """Return the rows of detectors.csv, each with its function."""
    with (files("sinews.diversion.evidence") / "detectors.csv").open(encoding="utf-8") as f:
        return tuple(
            Detector(
                id=r["id"],
                label=r["label"],
                statement=r["statement"],
                read=_READ[r["id"]],
                bounds=(float(r["low"]), float(r["high"])),
                needs_mirror=r["needs_mirror"] == "true",
            )
            for r in csv.DictReader(f)
        )


DETECTORS: Final[Registry[Detector]] = Registry("detector", _load())
