"""Where numbers come from, in words: source lines and standing cautions."""

from sinews.core.provenance import CAUTIONS, Release, Source
from sinews.data.sources import READERS
from sinews.present.brief.study import Study


def find_source(id: str) -> Source | None:
    """Return the source of that id, or None where no reader knows it."""
    return next((r.source for r in READERS if r.source.id == id), None)


def address(source: Source | None) -> str:
    """Return the producer's page, or nothing where a source has no address of its own."""
    return source.url if source and source.url.startswith("http") else ""


def releases_of(study: Study, tables: tuple[str, ...]) -> tuple[Release, ...]:
    """Return the releases behind compiled tables, each once, in order."""
    found = {r.key: r for t in tables for r in study.evidence.table(t).releases}
    return tuple(found.values())


def name_release(study: Study, release: Release, *, producer: bool = True) -> str:
    """Return producer, title and release in words."""
    source = find_source(release.source)
    name = source.title if source else release.source
    if source and producer:
        name = f"{source.producer}, {name}"
    return f"{name}, {study.words.say('page.release', {'release': release.id})}"


def source_line(study: Study, tables: tuple[str, ...]) -> str:
    """Return the releases behind a chart in one line, without their producers."""
    names = (name_release(study, r, producer=False) for r in releases_of(study, tables))
    return "; ".join(dict.fromkeys(names))


def cautions_of(study: Study, tables: tuple[str, ...]) -> tuple[str, ...]:
    """Return the standing cautions of the sources behind a chart."""
    sources = (find_source(r.source) for r in releases_of(study, tables))
    keys = {k: None for s in sources if s for k in s.cautions}
    return tuple(CAUTIONS[k] for k in keys)
