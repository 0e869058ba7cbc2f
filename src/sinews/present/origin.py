"""The chain behind each number: value, interval, grade, method, rows, releases, command."""

from collections.abc import Iterable
from dataclasses import dataclass

from sinews.core.figure import Figure
from sinews.present.source import find_source, name_release
from sinews.present.study import Study


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """One source of a figure: a release with its digest, or a fact with its address."""

    text: str
    url: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginView:
    """What the drawer shows of one figure."""

    id: str
    label: str
    value: str
    interval: str
    grade: str
    method: str
    rows: str
    inputs: tuple[Figure, ...]
    sources: tuple[SourceView, ...]
    as_of: str


def with_inputs(study: Study, ids: Iterable[str]) -> list[str]:
    """Return the ids with those of everything they were computed from, each once, in order."""
    found: dict[str, None] = {}
    queue = list(ids)
    while queue:
        id = queue.pop(0)
        if id not in found and id in study.figures:
            found[id] = None
            queue += study.figure(id).inputs
    return sorted(found)


def view_origin(study: Study, id: str) -> OriginView:
    """Return the chain of one figure."""
    f, numbers = study.figure(id), study.words.numbers
    interval = numbers.interval(f)
    return OriginView(
        id=f.id,
        label=f.label,
        value=numbers.value(f),
        interval=study.words.say("origin.ninety", {"interval": interval}) if interval else "",
        grade=f.grade,
        method=f.method,
        rows=f.rows,
        inputs=tuple(study.figures[i] for i in f.inputs if i in study.figures),
        sources=tuple(view_source(study, s) for s in f.sources),
        as_of=f.as_of.isoformat(),
    )


def view_source(study: Study, key: str) -> SourceView:
    """Return one source: a fact id (``F012``) or a release key (``kiel_tracker@29``)."""
    if key in study.facts:
        fact = study.facts[key]
        text = f"{key}: {fact['publisher']}, {fact['title']}, {fact['date']}"
        return SourceView(text=text, url=str(fact["url"] or ""))
    found = [r for r in study.releases if r.key == key]
    if not found:
        return SourceView(text=key)
    source = find_source(found[0].source)
    return SourceView(
        text=name_release(study, found[0]),
        url=source.url if source else "",
        sha256=", ".join(r.sha256[:16] for r in found),
    )
