"""Published figures of the front. To add a family: list it below."""

from collections.abc import Callable, Iterable
from typing import Final

from sinews.core.figure import Figure
from sinews.data.evidence.chain import FigureFamily
from sinews.data.evidence.evidence import Evidence
from sinews.front.figures import counted, nowcast, people

Build = Callable[[Evidence], Iterable[Figure]]


def _family(id: str, label: str, *builders: Build) -> FigureFamily:
    """Return the family of the figures below an id that the builders give."""

    def build(evidence: Evidence) -> tuple[Figure, ...]:
        found = (f for b in builders for f in b(evidence))
        return tuple(f for f in found if f.id.startswith(f"{id}."))

    return FigureFamily(id=id, label=label, build=build)


def _build_skill(evidence: Evidence) -> tuple[Figure, ...]:
    from sinews.front.figures.skill import build_skill

    return build_skill(evidence)


NOWCAST: Final = (
    _family(
        "front.ground",
        "Net gain of ground: estimate, and each map",
        nowcast.build_ground,
        counted.build_counted,
    ),
    _family("front.stopped", "Share of strikes stopped, by family and year", nowcast.build_stopped),
    _family("front.rate", "Rates and exponents that the series identify", nowcast.build_nowcast),
    _family("front.deaths", "Russian soldiers' deaths, by year", people.list_deaths),
    _family("front.dead_share", "Estimated deaths over claimed personnel", people.list_deaths),
    _family("front.absences", "Absences without leave in Ukraine", people.list_absences),
    _family("front.recruits", "Russian contract soldiers", people.list_recruits),
    _family("front.reserves", "Liquid Russian reserves", people.list_reserves),
)
FAMILIES: Final = (
    *NOWCAST,
    _family("front.launched", "Drones and missiles launched, by year", counted.build_counted),
    _family("front.named", "Russian deaths known by name, by year", counted.build_counted),
    _family("front.skill", "Forecast error over that of persistence", _build_skill),
    _family("front.coverage", "Coverage of the forecast intervals", _build_skill),
)


def list_nowcast_figures(evidence: Evidence) -> tuple[Figure, ...]:
    """Return what the series say now: everything but counts of strikes and scores."""
    return tuple(f for family in NOWCAST for f in family.build(evidence))
