"""Findings declared as values: a figure against a yardstick, in words that follow the data."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from sinews.core.figure import Figure
from sinews.present.brief.chapter import Finding, doublings
from sinews.present.brief.study import Study
from sinews.present.text.words import Said


@cache
def declared() -> tuple[Mapping[str, Any], ...]:
    """Return the findings of ``findings.toml``."""
    text = (files("sinews.present.brief") / "findings.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["finding"])


def declared_findings(study: Study) -> Iterator[tuple[str, Finding]]:
    """Yield chapter and finding of every declared one whose figures are published here."""
    for entry in declared():
        places = study.strategies if "{strategy}" in entry["figure"] else ("",)
        for strategy in places:
            id = entry["figure"].format(strategy=strategy)
            if id in study.figures and _has_yardstick(study, entry):
                yield entry["chapter"], _make(study, entry, study.figure(id), strategy)


def _has_yardstick(study: Study, entry: Mapping[str, Any]) -> bool:
    against = entry.get("against")
    return not isinstance(against, str) or against in study.figures


def _make(study: Study, entry: Mapping[str, Any], figure: Figure, strategy: str) -> Finding:
    against = entry.get("against", 0)
    yardstick = study.figure(against).value if isinstance(against, str) else float(against)
    return Finding(
        id=entry["id"],
        figure=figure.id,
        size=_size(entry["measure"], figure, yardstick),
        said=_say(study, figure, yardstick, strategy),
        topic=strategy,
    )


def _size(measure: str, figure: Figure, yardstick: float) -> float:
    match measure:
        case "doublings":
            return doublings(figure.value, yardstick)
        case "share":
            return min(abs(figure.value) / yardstick, 1.0)
        case _:
            return distance_from_zero(figure)


def distance_from_zero(figure: Figure) -> float:
    """Return how far the interval of a difference is from zero, as a share of its value.

    0 where the interval holds zero, so that a difference of unknown sign is never a finding.
    """
    if figure.low is None or figure.high is None:
        return 1.0 if figure.value else 0.0
    if figure.low <= 0 <= figure.high or not figure.value:
        return 0.0
    return min(abs(figure.low), abs(figure.high)) / abs(figure.value)


def _say(study: Study, figure: Figure, yardstick: float, strategy: str) -> Said:
    """Return value and yardstick as text, their ratio, and on which side the value is."""
    numbers = study.words.numbers
    ratio = figure.value / yardstick if yardstick else 0.0
    above = figure.value > yardstick
    return {
        "value": numbers.value(figure).replace("−", ""),
        "bare": numbers.bare(figure).replace("−", ""),
        "against": numbers.number(yardstick, 1 if yardstick < 10 else 0),
        "times": numbers.number(ratio, 1 if ratio < 10 else 0),
        "percent": numbers.number(100 * ratio),
        "moved": "more" if above else "fewer",
        "sign": "up" if figure.value > 0 else "down",
        "strategy": study.words.say(f"strategies.{strategy}") if strategy else "",
    }
