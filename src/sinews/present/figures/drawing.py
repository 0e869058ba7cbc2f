"""All charts of a brief: drawn in one child process while figures are computed and futures run."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from sinews.core.provenance import CAUTIONS, Release, Source
from sinews.data.sources import READERS
from sinews.errors import ProvenanceError
from sinews.present.brief.chapter import Chapter, Picture
from sinews.present.brief.study import Study
from sinews.present.figures.chart import Drawn, start_chart
from sinews.present.figures.charts import CHARTS
from sinews.present.figures.drawer import (
    EMPTY,
    draw_png,
    draw_svg,
    open_drawer,
)
from sinews.present.figures.fonts import characters_of, font_faces
from sinews.present.figures.render import file_svg
from sinews.present.text.labels import say_caution, say_maker, say_title
from sinews.present.text.words import Words


def find_source(id: str) -> Source | None:
    """Return the source of that id, or None where no reader knows it."""
    return next((r.source for r in READERS if r.source.id == id), None)


def name_source(words: Words, source: Source) -> str:
    """Return producer and title of a source."""
    return f"{say_maker(words.language, source, 'producer')}, {say_title(words.language, source)}"


def address(source: Source | None) -> str:
    """Return the producer's page, or nothing where a source has no address of its own."""
    return source.url if source and source.url.startswith("http") else ""


def table_of(part: str) -> str:
    """Return the table that a part names, see `releases_in`."""
    return part.partition(":")[0]


def releases_in(study: Study, part: str) -> tuple[Release, ...]:
    """Return the releases behind a compiled table, one a file.

    Parameters
    ----------
    part
        A table; ``table:source`` is what one source gave to a table of many, and
        ``table:source@newest`` its newest release alone.

    Raises
    ------
    ProvenanceError
        A table has no release of the source.
    """
    table, _, wanted = part.partition(":")
    source, _, newest = wanted.partition("@")
    own = [r for r in study.evidence.table(table).releases if source in ("", r.source)]
    if not own:
        raise ProvenanceError(f"Table {table!r} has no release of {source!r}: correct {part!r}.")
    last = max(r.id for r in own) if newest else ""
    return tuple(r for r in own if last in ("", r.id))


def releases_of(study: Study, parts: tuple[str, ...]) -> tuple[Release, ...]:
    """Return the releases behind tables, or parts of them, each once, in order."""
    return tuple({r.key: r for p in parts for r in releases_in(study, p)}.values())


def name_release(study: Study, release: Release, *, producer: bool = True) -> str:
    """Return producer, title and release in words."""
    source = find_source(release.source)
    name = say_title(study.words.language, source) if source else release.source
    if source and producer:
        name = name_source(study.words, source)
    return f"{name}, {study.words.say('page.release', {'release': release.id})}"


def source_line(study: Study, parts: tuple[str, ...]) -> str:
    """Return the releases behind a chart in one line, without their producers."""
    editions: dict[str, list[str]] = {}
    for release in releases_of(study, parts):
        editions.setdefault(release.source, []).append(release.id)
    return "; ".join(_name_editions(study, source, ids) for source, ids in editions.items())


def _name_editions(study: Study, id: str, editions: Sequence[str]) -> str:
    """Return the title of a source with its releases; a title stands once."""
    source, key = find_source(id), "release" if len(editions) == 1 else "releases"
    title = say_title(study.words.language, source) if source else id
    return f"{title}, {study.words.say(f'page.{key}', {'release': ', '.join(editions)})}"


def cautions_of(study: Study, parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the standing cautions of the sources behind a chart."""
    sources = (find_source(r.source) for r in releases_of(study, parts))
    keys = {k: None for s in sources if s for k in s.cautions}
    return tuple(say_caution(study.words.language, CAUTIONS[k]) for k in keys)


RUNS: Final = "campaign"
"""What the ids of charts and figures start with that wait for futures to be run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartFiles:
    """A chart as files of its own; the picture may still be being drawn."""

    svg: str
    picture: "Future[bytes]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawings:
    """Charts by id in reading order, and their files where those were asked for."""

    drawn: Mapping[str, Drawn]
    files: Mapping[str, ChartFiles]


@contextmanager
def draw_charts(
    study: Study, chapters: Sequence[Chapter], meanwhile: Callable[[], object], *, files: bool
) -> Iterator[Drawings]:
    """Yield the charts of chapters, drawn; their pictures are finished when the block ends.

    Where futures are being run, all that does not wait for them is drawn before.

    Parameters
    ----------
    meanwhile
        Called while the child draws.
    files
        True to make the files of each chart too.
    """
    charts = [CHARTS[b.chart] for c in chapters for b in c.blocks if isinstance(b, Picture)]
    waiting = "futures" in study.run.settings
    late = [c for c in charts if waiting and c.id.startswith(RUNS)]
    early = [c for c in charts if c not in late]
    drawn: dict[str, Drawn] = {}
    written: dict[str, ChartFiles] = {}
    with open_drawer() as pool:
        pool.submit(draw_svg, EMPTY)
        font_faces(characters_of(study.words.language))
        for turn in (early, late):
            started = [start_chart(c, study, pool) for c in turn]
            meanwhile()
            drawn |= {c.id: finish() for c, finish in zip(turn, started, strict=True)}
            if files:
                written |= {c.id: start_files(drawn[c.id], pool) for c in turn}
        yield Drawings(drawn={c.id: drawn[c.id] for c in charts}, files=written)


def start_files(drawn: Drawn, pool: Executor) -> ChartFiles:
    """Return a chart as files, its picture being drawn by a pool of `open_drawer`."""
    svg = file_svg(drawn.wide, drawn.title)
    return ChartFiles(svg=svg, picture=pool.submit(draw_png, svg))
