"""The brief without its layout: headings, paragraphs, pictures and tables in reading order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, cast

from sinews.core.estimate import GRADES
from sinews.present.brief.changes import view_changes
from sinews.present.brief.compose import ChapterView, FigureView, ProseView
from sinews.present.brief.content import Content
from sinews.present.brief.study import Study
from sinews.present.page import list_limits, page_list, say_reach, source_rows
from sinews.present.text.numbers import SPACE
from sinews.present.text.prose import Rich, Run, rich

MARKS: Final = {
    "counted": "●",
    "estimated": "◐",
    "stated": "▪",
    "planned": "▷",
    "assumed": "○",
}
"""Full, half and empty disc: the marks of the page, as characters."""


Text = tuple[Run, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading of level 1 to 3."""

    level: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Running text, or a note in smaller type; a command is set as code."""

    runs: Text
    kind: Literal["text", "lede", "note", "code"] = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A chart, by id; its files lie beside the document."""

    id: str
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table: first column names the row."""

    header: tuple[str, ...]
    numbers: tuple[bool, ...]
    rows: tuple[tuple[Text, ...], ...]


Item = Heading | Paragraph | Image | Sheet


def outline(content: Content) -> Iterator[Item]:
    """Yield everything that the page says, in its order, without the origins of numbers."""
    study, say = content.study, content.study.words.say
    yield _plain(say("page.kicker", {"reach": say_reach(study)}), "note")
    yield Heading(level=1, text=content.heading)
    yield _plain(content.lede, "lede")
    yield _plain(_legend(study), "note")
    if not content.keys and (changes := view_changes(study)):
        yield Heading(level=2, text=changes.title)
        for line in changes.lines:
            yield Paragraph(runs=runs_of(study, line))
    yield Heading(level=2, text=say("page.summary"))
    for k in content.keys:
        label = Run(text=f"{_bare(runs_of(study, k.label))}: ")
        grade = Run(text=f" ({say(f'grades.{k.grade}')}) " if k.grade else " ")
        number = Run(text=_bare(runs_of(study, k.number)), strong=True)
        yield Paragraph(runs=(label, number, grade, *runs_of(study, k.sub)))
    for f in content.findings:
        yield Heading(level=3, text=f.title)
        number = Run(text=f"{_bare(runs_of(study, f.number))} ", strong=True)
        said = f", {f.said_by}" if f.said_by else ""
        unit = Run(text=f"{f.unit} ({say(f'grades.{f.grade}')}{said})")
        yield Paragraph(runs=(number, unit))
        yield Paragraph(runs=runs_of(study, f.text))
        source = Run(text=f" {say('page.source')} {f.source}.")
        yield Paragraph(runs=(*runs_of(study, f.caution), source), kind="note")
    for chapter in content.chapters:
        yield from _chapter(study, chapter)
    yield from _closing(content)


def _legend(study: Study) -> str:
    say = study.words.say
    parts = (f"{MARKS[g]} {say(f'grades.{g}')}: {say(f'grade_meaning.{g}')}" for g in GRADES)
    return "; ".join(parts) + "."


def _chapter(study: Study, chapter: ChapterView) -> Iterator[Item]:
    yield Heading(level=2, text=f"{chapter.number}. {_bare(runs_of(study, chapter.title))}")
    for block in chapter.blocks:
        if isinstance(block, ProseView):
            for p in block.paragraphs:
                yield Paragraph(runs=runs_of(study, p))
            for p in block.side:
                yield Paragraph(runs=runs_of(study, p), kind="note")
        else:
            yield from _figure(study, block)


def _figure(study: Study, figure: FigureView) -> Iterator[Item]:
    say = study.words.say
    kind = "figure" if figure.kind == "chart" else "table"
    title = _bare(runs_of(study, figure.title))
    yield Heading(level=3, text=f"{say(f'page.{kind}')} {figure.number}. {title}")
    yield Paragraph(runs=runs_of(study, figure.subtitle), kind="note")
    if figure.kind == "chart":
        yield Image(id=figure.id, alt=figure.alt)
    else:
        yield Sheet(
            header=figure.header,
            numbers=tuple(a in ("number", "bar") for a in figure.aligns),
            rows=tuple(
                tuple(runs_of(study, cast("str", cell["text"])) for cell in row)
                for row in figure.rows
            ),
        )
    said = f", {figure.said_by}" if figure.said_by else ""
    grade = Run(text=f"{MARKS[figure.grade]} {say(f'grades.{figure.grade}')}{said}. ")
    source = Run(text=f" {say('page.source')} {figure.source}.")
    yield Paragraph(runs=(grade, *runs_of(study, figure.note), source), kind="note")


def _closing(content: Content) -> Iterator[Item]:
    study, say = content.study, content.study.words.say
    if not content.keys:
        yield from _limits(content)
    yield Heading(level=2, text=say("page.sources_title"))
    columns = ("source", "release", "used", "licence", "hash")
    rows = source_rows(study, content.used)
    yield Sheet(
        header=tuple(say(f"sources.{c}") for c in columns),
        numbers=(False,) * len(columns),
        rows=tuple(
            tuple(_run(t) for t in (s.name, s.release, s.where, s.licence, s.digests)) for s in rows
        ),
    )
    yield Heading(level=2, text=say("page.reproduce"))
    yield _plain(say("page.command", {"run": study.run.id}), "code")
    yield _plain(f"{say('page.footer')} {study.run.id}", "note")


def _limits(content: Content) -> Iterator[Item]:
    study, say = content.study, content.study.words.say
    yield Heading(level=2, text=say("page.limits_title"))
    for text in [t for c in content.chapters for t in c.limits] + list_limits(study):
        yield Paragraph(runs=runs_of(study, text))
    yield _plain(say("page.scope"), "note")
    yield Heading(level=2, text=say("page.method_title"))
    for text in page_list(study, "method_text"):
        yield Paragraph(runs=runs_of(study, text))


def _plain(text: str, kind: Literal["text", "lede", "note", "code"] = "text") -> Paragraph:
    return Paragraph(runs=_run(text), kind=kind)


def _run(text: str) -> Text:
    return (Run(text=text),) if text else ()


def _bare(runs: Sequence[Run]) -> str:
    return "".join(r.text for r in runs)


def runs_of(study: Study, text: str) -> Text:
    """Return the runs of a text, each figure followed by the mark of its grade."""
    found = text if isinstance(text, Rich) else rich(study, text)
    return tuple(run for r in found.runs for run in (r, *_mark(study, r.figure)))


def _mark(study: Study, figure: str) -> Text:
    return _run(f"{SPACE}{MARKS[study.figure(figure).grade]}") if figure else ()
