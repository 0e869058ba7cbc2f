"""The chain behind each number: value, interval, grade, method, rows, releases, command."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from markupsafe import Markup

from sinews.core.figure import Figure
from sinews.data.evidence.chain import trace_figure
from sinews.present.brief.study import Study
from sinews.present.figures.drawing import address, name_release
from sinews.present.text.labels import find_label, say_method
from sinews.present.text.prose import say_speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """One source of a figure: a release with its digest, or a fact with its address.

    ``foreign`` marks the title of a work, which stays as its publisher wrote it.
    """

    text: str
    short: str
    url: str = ""
    foreign: bool = False
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginView:
    """What the drawer shows of one figure."""

    id: str
    label: Markup
    value: str
    interval: str
    grade: str
    method: Markup
    rows: Markup
    inputs: tuple[tuple[str, Markup], ...]
    sources: tuple[SourceView, ...]
    as_of: str
    said_by: str = ""


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
        label=mark_label(study, f),
        value=numbers.value(f),
        interval=study.words.say("origin.ninety", {"interval": interval}) if interval else "",
        grade=f.grade,
        method=mark_method(study, f),
        rows=_mark_parts(say_method(study.words.language, f.rows, "rows")),
        inputs=tuple(
            (i, mark_label(study, study.figures[i])) for i in f.inputs if i in study.figures
        ),
        sources=sources_of(study, f),
        as_of=f.as_of.isoformat(),
        said_by=say_speaker(study.words, f),
    )


def mark_label(study: Study, figure: Figure) -> Markup:
    """Return what a figure is called; English in another language's page says that it is."""
    found = find_label(study.words, figure)
    return Markup.escape(found) if found else _english(figure.label)


def mark_method(study: Study, figure: Figure) -> Markup:
    """Return how a figure is computed; sentences that stay in English say so."""
    text = f"{figure.method} {figure.interval_note}".strip()
    return _mark_parts(say_method(study.words.language, text))


def _mark_parts(parts: Iterable[tuple[str, bool]]) -> Markup:
    return Markup("").join(Markup.escape(t) if own else _english(t) for t, own in parts)


def _english(text: str) -> Markup:
    return Markup('<span lang="en">{}</span>').format(text)


def sources_of(study: Study, figure: Figure) -> tuple[SourceView, ...]:
    """Return the releases with their digests, then the facts, behind one figure itself."""
    chain = trace_figure(study.evidence, replace(figure, inputs=()), study.figure)
    digests: dict[str, list[str]] = {}
    views: dict[str, SourceView] = {}
    for release, source in chain.releases:
        digests.setdefault(release.key, []).append(release.sha256[:16])
        views[release.key] = SourceView(
            text=name_release(study, release),
            short=name_release(study, release, producer=False),
            url=address(source),
            sha256=", ".join(digests[release.key]),
        )
    facts = [
        SourceView(
            text=f"{f['fact']}: {f['publisher']}, {f['title']}, {f['source_date']}",
            foreign=study.words.language != "en",
            short=f"{f['publisher']}, {f['source_date']}",
            url=str(f["url"] or ""),
        )
        for f in chain.facts
    ]
    return (*views.values(), *facts)
