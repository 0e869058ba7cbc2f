"""The summary: which findings are shown, by size, grade and novelty, and how each is written."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TypedDict, cast

from markupsafe import Markup

from sinews.present.brief.chapter import Chapter, Finding
from sinews.present.brief.findings import declared_findings
from sinews.present.brief.origin import sources_of
from sinews.present.brief.study import Study
from sinews.present.text.numbers import SPACE
from sinews.present.text.prose import link, plain, rich, say_speaker

Offered = tuple[str, Finding]
"""Id of the chapter that offers a finding, and the finding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    """One finding, ready for the template."""

    id: str
    title: str
    text: Markup
    caution: Markup
    number: Markup
    unit: str
    grade: str
    said_by: str
    source: str


class Novelty(TypedDict):
    """What counts as old, and by how much old and repeated findings count less."""

    since: date
    old: float
    repeat: float


class Rules(TypedDict):
    """The file ``selection.toml``."""

    most: int
    least: int
    floor: float
    weight: dict[str, float]
    novelty: Novelty


def select_findings(
    study: Study, chapters: Iterable[Chapter], candidates: Sequence[str] = ()
) -> tuple[tuple[str, Finding], ...]:
    """Return chapter id and finding of those shown, in the order in which they were offered.

    A finding scores its size times the weight of the grade of its figure times its novelty. The
    strongest is taken, then the strongest of the rest, which counts less the more of its kind are
    taken already. ``selection.toml`` holds the weights and how many are shown; ties go to the one
    offered first.

    Parameters
    ----------
    candidates
        Ids of the findings to choose from, chapters' own and declared ones, in the order in which
        they are shown; empty for all that the chapters offer.
    """
    rules = _rules()
    rest = _offer(study, chapters, candidates)
    order = list(rest)
    chosen: list[Offered] = []
    while rest and len(chosen) < rules["most"]:
        score, best = max(
            ((_score(study, o, chosen, rules), o) for o in rest), key=lambda scored: scored[0]
        )
        if score <= 0 or (len(chosen) >= rules["least"] and score < rules["floor"]):
            break
        chosen.append(best)
        rest.remove(best)
    return tuple(o for o in order if o in chosen)


def _offer(
    study: Study, chapters: Iterable[Chapter], candidates: Sequence[str]
) -> list[tuple[str, Finding]]:
    offered = [(c.id, f) for c in chapters for f in c.findings(study)]
    if not candidates:
        return offered
    offered += declared_findings(study)
    place = {id: i for i, id in enumerate(candidates)}
    return sorted((o for o in offered if o[1].id in place), key=lambda o: place[o[1].id])


def _score(study: Study, offered: Offered, chosen: Sequence[Offered], rules: Rules) -> float:
    finding = offered[1]
    figure, novelty = study.figure(finding.figure), rules["novelty"]
    score: float = finding.size * rules["weight"][figure.grade]
    if figure.as_of < novelty["since"]:
        score *= novelty["old"]
    alike = sum(_alike(offered, other) for other in chosen)
    return score * novelty["repeat"] ** alike


def _alike(one: Offered, other: Offered) -> bool:
    """Return whether two findings are of one kind: one chapter, or one strategy or outcome."""
    if one[1].topic and other[1].topic:
        return one[1].topic == other[1].topic or one[1].id == other[1].id
    return one[0] == other[0]


@cache
def _rules() -> Rules:
    text = (files("sinews.present.brief") / "selection.toml").read_text(encoding="utf-8")
    return cast(Rules, tomllib.loads(text))


def view_finding(study: Study, finding: Finding) -> FindingView:
    """Return one finding with its sentences filled in."""
    words, figure = study.words, study.figure(finding.figure)
    say = {
        k: words.say(f"findings.{finding.id}.{k}", finding.said)
        for k in ("title", "text", "caution", "unit")
    }
    interval, value = words.numbers.interval(figure), words.numbers.value(figure)
    unit = plain(study, say["unit"])
    if interval:
        unit += words.say("origin.interval_after", {"interval": interval})
    return FindingView(
        id=finding.id,
        title=plain(study, say["title"]),
        text=rich(study, say["text"]),
        caution=rich(study, say["caution"]),
        # large type breaks between words, or it would leave its column
        number=link(study, figure.id, value.replace(SPACE, " "), css="num big"),
        unit=unit,
        grade=figure.grade,
        said_by=say_speaker(study.words, figure),
        source="; ".join(dict.fromkeys(s.short for s in sources_of(study, figure))),
    )
