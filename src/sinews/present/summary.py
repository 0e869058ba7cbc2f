"""The summary: which findings are shown, by size and grade, and how each is written."""

import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

from markupsafe import Markup

from sinews.present.chapter import Chapter, Finding
from sinews.present.origin import sources_of
from sinews.present.prose import link, plain, rich
from sinews.present.study import Study


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
    source: str


def select_findings(study: Study, chapters: Iterable[Chapter]) -> tuple[tuple[str, Finding], ...]:
    """Return chapter id and finding of those shown, in the order of the chapters.

    Every finding scores its size times the weight of the grade of its figure. The strongest of
    each chapter come first, then the second of each, to the number that ``selection.toml`` gives;
    ties go to the finding offered first.
    """
    text = (files("sinews.present") / "selection.toml").read_text(encoding="utf-8")
    rules = tomllib.loads(text)
    offered = [(c.id, f) for c in chapters for f in c.findings(study)]
    weight = rules["weight"]
    ranked = sorted(offered, key=lambda o: -o[1].size * weight[study.figure(o[1].figure).grade])
    turn: Counter[str] = Counter()
    places = []
    for chapter, finding in ranked:
        turn[chapter] += 1
        places.append((turn[chapter], (chapter, finding)))
    strongest = [o for _, o in sorted(places, key=lambda p: p[0])[: rules["most"]]]
    return tuple(o for o in offered if o in strongest)


def view_finding(study: Study, finding: Finding) -> FindingView:
    """Return one finding with its sentences filled in."""
    words, figure = study.words, study.figure(finding.figure)
    say = {
        k: words.say(f"findings.{finding.id}.{k}", finding.said)
        for k in ("title", "text", "caution", "unit")
    }
    interval = words.numbers.interval(figure)
    unit = plain(study, say["unit"])
    if interval:
        unit += words.say("origin.interval_after", {"interval": interval})
    return FindingView(
        id=finding.id,
        title=plain(study, say["title"]),
        text=rich(study, say["text"]),
        caution=rich(study, say["caution"]),
        number=link(study, figure.id, words.numbers.value(figure), css="num big"),
        unit=unit,
        grade=figure.grade,
        source="; ".join(s.short for s in sources_of(study, figure)),
    )
