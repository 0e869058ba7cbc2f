"""The series by id: what each counts, who counts it, and where its definition breaks."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import cast

from sinews.core.periods import parse_month
from sinews.core.registry import Registry
from sinews.front.forecast.panel import Scale


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesSpec:
    """One national series; a row of series.csv.

    Attributes
    ----------
    party
        The side whose statement it is (``UA``, ``RU``), or nothing.
    family
        Series of one family learn from each other's forecasts; without one it is not forecast.
    scale
        Scale on which forecasts work.
    begin
        First month that forecasts use.
    guide
        Series that guides it, or ``family``.
    by_day
        Whether long months have more of it.
    parts, over
        What is added up, and what it is divided by: ``front_monthly:<series>``, or
        ``claims:<category>`` of the claims as they were known.
    """

    id: str
    label: str
    unit: str
    observer: str
    party: str
    family: str
    scale: Scale
    begin: date
    guide: str
    by_day: bool
    parts: tuple[str, ...]
    over: str
    definition: str
    breaks: tuple[tuple[date, str], ...]


def _read(name: str) -> list[dict[str, str]]:
    with (files("sinews.front.series") / name).open(encoding="utf-8") as f:
        return list(csv.DictReader(f))


@cache
def list_series() -> Registry[SeriesSpec]:
    """Return all series of series.csv with the breaks of breaks.csv."""
    breaks = [(r["series"], parse_month(r["month"]), r["note"]) for r in _read("breaks.csv")]
    specs = tuple(
        SeriesSpec(
            id=r["id"],
            label=r["label"],
            unit=r["unit"],
            observer=r["observer"],
            party=r["party"],
            family=r["family"],
            scale=cast(Scale, r["scale"]),
            begin=parse_month(r["begin"]),
            guide=r["guide"],
            by_day=r["days"] == "yes",
            parts=tuple(r["parts"].split("+")),
            over=r["over"],
            definition=r["definition"],
            breaks=tuple((month, note) for id, month, note in breaks if id == r["id"]),
        )
        for r in _read("series.csv")
    )
    return Registry("series", specs)


def forecast_ids() -> tuple[str, ...]:
    """Return the ids of the series that are forecast."""
    return tuple(s.id for s in list_series() if s.family)
