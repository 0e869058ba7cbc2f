"""What the nowcast estimates: ground, shares stopped, rates and exponents."""

from datetime import date
from typing import Final

import numpy as np

from sinews.core.estimate import Estimate, FloatArray
from sinews.core.figure import Figure, figure_of
from sinews.core.periods import Window, describe_months, last_day
from sinews.core.rng import stream
from sinews.data.evidence.evidence import Evidence
from sinews.front.figures.counted import AIR_FORCE, GENERAL_STAFF, PLACE, list_windows
from sinews.front.figures.origins import releases_behind
from sinews.front.outlook import (
    DRAWS,
    SEED,
    Nowcast,
    draw_stopped_share,
    measure_map_error,
    nowcast,
)
from sinews.front.series.read import last_month, read_series

_STOPPED: Final = {
    "cruise": "cruise missiles shot down",
    "ballistic": "ballistic missiles shot down; an upper bound, as launches are under-recorded",
    "missiles": "missiles of all families shot down",
    "oneway": "one-way drones shot down or lost to jamming",
}


_NAMED: Final = ("ua_deaths.named", "ua_missing.named")


def build_ground(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``front.ground.net_km2.<window>`` and the error of a map's month."""
    found, now = [], nowcast(evidence)
    last = last_month(evidence)
    sources = releases_behind(evidence, "ground.isw", "ground.deepstate")
    for window in list_windows(date(2023, 1, 1), last):
        draws = _draw_ground(evidence, now, window)
        found.append(
            figure_of(
                Estimate(
                    id=f"front.ground.net_km2.{window.id}",
                    label="Net Russian gain of Ukrainian ground, "
                    + describe_months(window.start, window.end),
                    unit="km2",
                    draws=draws,
                    grade="estimated",
                    method="Mean of the maps' months (ISW, DeepState from 2024-08), each with the "
                    "error that a local level gives a map's month; Kursk is no part of it.",
                    sources=sources,
                ),
                as_of=last_day(window.end),
                rows=f"{PLACE}, series ground.isw and ground.deepstate.",
            )
        )
    found.append(
        figure_of(
            Estimate(
                id="front.ground.error_km2",
                label="Error of one map's month (standard deviation)",
                unit="km2",
                draws=now.ground.noise,
                grade="estimated",
                method="Posterior of the observation error of a local level with two observers.",
                sources=sources,
            ),
            as_of=last_day(last),
            rows=f"{PLACE}, series ground.isw and ground.deepstate.",
        )
    )
    gap, months = measure_map_error(evidence, last)
    found.append(
        Figure(
            id="front.ground.disagreement_km2",
            label="Standard deviation of ISW's month against DeepState's",
            value=gap,
            unit="km2",
            grade="estimated",
            as_of=last_day(last),
            sources=sources,
            method=f"Difference of the two maps' net change over {months} months.",
            rows=f"{PLACE}, series ground.isw and ground.deepstate.",
        )
    )
    return tuple(found)


def _draw_ground(evidence: Evidence, now: Nowcast, window: Window) -> FloatArray:
    maps = [read_series(evidence, i) for i in ("ground.isw", "ground.deepstate")]
    rng = stream(SEED, f"front.ground.{window.start}.{window.end}")
    total = np.zeros(DRAWS)
    for month in window.months():
        seen = [v for v in (m.at(month) for m in maps) if np.isfinite(v)]
        error = now.ground.noise / np.sqrt(len(seen)) * rng.standard_normal(DRAWS)
        total += np.mean(seen) + error
    return total


def build_stopped(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``front.stopped.<family>.<window>``."""
    last = last_month(evidence)
    sources = evidence.table("front_strikes_daily").sources
    return tuple(
        figure_of(
            Estimate(
                id=f"front.stopped.{family}.{window.id}",
                label=f"Share of {what}, {describe_months(window.start, window.end)}",
                unit="share",
                draws=draw_stopped_share(evidence, family, window.start, last_day(window.end)),
                grade="estimated",
                method="Stopped over launched as the Air Force of Ukraine reports; interval by "
                "bootstrap over nights, which is sampling error alone.",
                sources=sources,
            ),
            as_of=last_day(window.end),
            rows=f"Table front_strikes_daily, family {family}.",
            said_by=AIR_FORCE,
        )
        for family, what in _STOPPED.items()
        for window in list_windows(date(2023, 1, 1), last)
    )


def build_nowcast(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``front.rate.<name>``: growth, ceiling, odds, elasticity and exponent."""
    now = nowcast(evidence)
    nights = evidence.table("front_strikes_daily").sources
    deaths = releases_behind(evidence, "ru_deaths", "claims.personnel")
    both_sides = tuple(dict.fromkeys((*releases_behind(evidence, *_NAMED), *deaths)))
    cases = (
        ("drones_growth", "Growth of one-way drones launched, a week", "ratio", now.growth, nights,
         "Logistic growth of weekly launches from 2024-08, least squares on logarithms."),
        ("drones_ceiling", "Ceiling of one-way drones launched, a week", "units/week", now.ceiling,
         nights, "The ceiling of the same curve: where launches of the data level off."),
        ("stopped_on_size", "Log-odds of a drone being stopped on the logarithm of the raid's size",
         "ratio", now.odds, nights,
         "Binomial regression with an effect of each month, from 2024-10, robust errors: larger "
         "raids of a month were stopped better, not worse."),
        ("deaths_on_claims", "Elasticity of estimated Russian deaths on claimed personnel", "ratio",
         now.deaths_on_claims, deaths,
         "Regression of changes of logarithms from month to month, 2023-01 to 2025-06."),
        ("ua_on_ru", "Exponent of Ukrainian on Russian deaths", "ratio", now.exponent,
         both_sides,
         "Changes of logarithms of named dead and missing on estimated Russian deaths, claims as "
         "instrument, 2023-01 to 2025-03; bootstrap over months."),
    )  # fmt: skip
    return tuple(
        figure_of(
            Estimate(
                id=f"front.rate.{name}",
                label=label,
                unit=unit,
                draws=draws,
                grade="estimated",
                method=method,
                sources=sources,
            ),
            as_of=last_day(now.last),
            rows="Tables front_monthly, front_strikes_daily and losses_vintages.",
            said_by=AIR_FORCE if sources is nights else GENERAL_STAFF,
        )
        for name, label, unit, draws, sources, method in cases
    )
