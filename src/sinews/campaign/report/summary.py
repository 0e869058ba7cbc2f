"""Summaries of an ensemble: paired differences first, levels only with their caution."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from sinews.campaign.run.ensemble import Ensemble
from sinews.core.estimate import FloatArray, Interval

CAUTION: Final = (
    "The model compares strategies on the same draws; it does not forecast ground, dates or an "
    "end. Out of sample its level of ground is worse than the pace of the year before."
)
HEADLINES: Final = (
    "net_ground_km2",
    "rounds_received",
    "mean_fire_ratio",
    "end_supply_days",
    "total_casualties_ru",
    "total_casualties_ua",
    "end_men_ru",
    "end_men_ua",
    "end_tanks_ru",
    "end_tanks_ua",
    "total_missiles_leaked",
    "end_belief",
    "end_pressure",
    "total_allocated",
    "total_cost_us",
    "total_cost_europe",
    "total_cost_other",
    "end_rebuild_months",
)
"""Outcomes that a comparison shows, in this order."""
PUBLISHED: Final = (
    "net_ground_km2",
    "rounds_received",
    "total_casualties_ru",
    "total_casualties_ua",
    "end_belief",
    "end_pressure",
    "total_missiles_leaked",
)
"""Outcomes whose differences are figures; their variance is split by grade."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A paired difference of one outcome between two strategies.

    Attributes
    ----------
    interval
        5, 50 and 95 % of the futures that both strategies kept.
    without_deep_strike
        The same median with the deep-strike channel switched off, or None when not computed.
    kept
        Share of futures that stayed in the range of the model under both.
    """

    outcome: str
    label: str
    unit: str
    interval: Interval
    kept: float
    without_deep_strike: float | None = None


def summarise_differences(
    ensemble: Ensemble, strategy: str, baseline: str, outcomes: tuple[str, ...] = HEADLINES
) -> tuple[Difference, ...]:
    """Return the paired differences of one strategy to another."""
    model = ensemble.study.model
    labels = {o.name: o.doc for o in model.outcomes}
    units = model.units()
    found = []
    for name in outcomes:
        d = ensemble.difference(name, strategy, baseline)
        found.append(
            Difference(
                outcome=name,
                label=labels[name].rstrip("."),
                unit=plain_unit(units[name]),
                interval=interval_of(d),
                kept=float(np.isfinite(d).mean()),
            )
        )
    return tuple(found)


def interval_of(values: FloatArray, level: float = 0.9) -> Interval:
    """Return median and central interval of the futures that are not missing."""
    tail = (1 - level) / 2
    low, median, high = np.nanquantile(values, [tail, 0.5, 1 - tail])
    return Interval(low=float(low), median=float(median), high=float(high), level=level)


def plain_unit(unit: str) -> str:
    """Return a unit as people write it: a rate summed over weeks is an amount."""
    return unit.replace("/week*week", "").replace("1*week", "weeks")


def report_ranges(ensemble: Ensemble) -> Mapping[str, Mapping[str, tuple[float, float]]]:
    """Return the smallest and largest value of every outcome under every strategy."""
    return {
        strategy: {
            name: (float(np.nanmin(o.path(name))), float(np.nanmax(o.path(name))))
            for name in o.names
        }
        for strategy, o in ensemble.outcomes.items()
    }
