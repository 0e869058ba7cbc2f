"""From chapters to what a page shows: sentences filled, charts drawn, figures numbered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from babel.numbers import get_decimal_symbol
from markupsafe import Markup, escape

from sinews.present.brief.chapter import (
    Block,
    Cell,
    Chapter,
    Grid,
    Passage,
    Picture,
)
from sinews.present.brief.study import Study
from sinews.present.figures.chart import Drawn
from sinews.present.figures.charts import CHARTS
from sinews.present.figures.drawing import source_line
from sinews.present.figures.render import inline_svg
from sinews.present.text.labels import say_cell, say_column
from sinews.present.text.numbers import SPACE, NumberStyle
from sinews.present.text.prose import rich, say_chart_speaker
from sinews.present.text.words import Said

ROWS = 40
"""Rows of a chart's table shown in the page; all are in its files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProseView:
    """Paragraphs and the side note beside them."""

    kind: str = "prose"
    paragraphs: tuple[Markup, ...]
    side: tuple[Markup, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureView:
    """A chart or a table with its number, sentences and origin."""

    kind: str
    id: str
    number: int
    grade: str
    title: Markup
    subtitle: Markup
    note: Markup
    source: str
    command: Markup
    alt: str = ""
    said_by: str = ""
    wide: str = ""
    narrow: str = ""
    header: tuple[str, ...] = ()
    aligns: tuple[str, ...] = ()
    rows: tuple[tuple[Mapping[str, object], ...], ...] = ()
    more: int = 0
    stretch: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterView:
    """One chapter, ready for the template."""

    id: str
    number: int
    label: str
    title: Markup
    blocks: tuple[ProseView | FigureView, ...]
    limits: tuple[Markup, ...]


@dataclass(slots=True)
class Composer:
    """Fills chapters in order; counts figures and tables through the whole brief."""

    study: Study
    drawn: Mapping[str, Drawn]
    figures: int = 0
    tables: int = 0
    used: dict[str, list[str]] = field(default_factory=dict)

    def compose(self, chapter: Chapter, number: int) -> ChapterView:
        """Return the view of one chapter."""
        said = chapter.say(self.study)
        return ChapterView(
            id=chapter.id,
            number=number,
            label=self.study.words.say(f"chapters.{chapter.id}.label"),
            title=self._rich(f"chapters.{chapter.id}.title", said),
            blocks=tuple(self._blocks(chapter, said)),
            limits=tuple(self._rich(f"chapters.{chapter.id}.{k}", said) for k in chapter.limits),
        )

    def _blocks(self, chapter: Chapter, said: Said) -> Iterator[ProseView | FigureView]:
        """Yield the blocks that have something to show: a text may be empty, a table too."""
        for block in chapter.blocks:
            if (view := self._view(block, chapter, said)) is not None:
                yield view

    def _view(self, block: Block, chapter: Chapter, said: Said) -> ProseView | FigureView | None:
        match block:
            case Passage():
                return self._prose(block, chapter, said)
            case Picture():
                return self.picture(block)
            case Grid():
                return self._grid(block)

    def _rich(self, key: str, said: Said) -> Markup:
        return rich(self.study, self.study.words.say(key, said))

    def _paragraphs(self, key: str, said: Said) -> tuple[Markup, ...]:
        text = self.study.words.say(key, said)
        parts = (" ".join(p.split()) for p in text.split("\n\n"))
        return tuple(rich(self.study, p) for p in parts if p)

    def _prose(self, block: Passage, chapter: Chapter, said: Said) -> ProseView | None:
        base = f"chapters.{chapter.id}"
        side = self._paragraphs(f"{base}.{block.side}", said) if block.side else ()
        paragraphs = self._paragraphs(f"{base}.{block.text}", said)
        return ProseView(paragraphs=paragraphs, side=side) if paragraphs else None

    def picture(self, block: Picture) -> FigureView:
        """Return the view of one chart."""
        chart = CHARTS[block.chart]
        drawn = self.drawn[chart.id]
        self.figures += 1
        self._use(chart.sources, f"{self.study.words.say('page.figure')}{SPACE}{self.figures}")
        frame = drawn.frame
        return FigureView(
            kind="chart",
            id=chart.id,
            number=self.figures,
            grade=chart.grade,
            title=rich(self.study, drawn.title),
            subtitle=rich(self.study, drawn.subtitle),
            note=rich(self.study, drawn.note),
            source=source_line(self.study, chart.sources),
            command=break_dots(chart.command),
            alt=drawn.alt,
            said_by=say_chart_speaker(self.study.words, chart.id),
            wide=Markup(inline_svg(drawn.wide, f"{chart.id}-w-")),
            narrow=Markup(inline_svg(drawn.narrow, f"{chart.id}-n-")),
            header=tuple(say_column(self.study.words.language, n)[0] for n in frame.columns),
            aligns=tuple("number" if t.is_numeric() else "text" for t in frame.dtypes),
            rows=tuple(
                tuple(self._name_cell(chart.id, v) for v in row) for row in frame.head(ROWS).rows()
            ),
            more=max(frame.height - ROWS, 0),
        )

    def _name_cell(self, chart: str, value: object) -> Mapping[str, object]:
        """Return a cell of a chart's table in words; in the files it keeps its id."""
        words = self.study.words
        if isinstance(value, bool):
            return {"text": words.say(f"labels.{'yes' if value else 'no'}"), "foreign": False}
        if isinstance(value, str):
            text, own = say_cell(words, chart, value)
            return {"text": text, "foreign": not own}
        return {"text": plain_cell(value, words.numbers), "foreign": False}

    def _grid(self, block: Grid) -> FigureView | None:
        rows = block.rows(self.study)
        if not rows:
            return None
        self.tables += 1
        words, base = self.study.words, f"tables.{block.id}"
        self._use(block.sources, f"{words.say('page.table')}{SPACE}{self.tables}")
        said = block.say(self.study)
        return FigureView(
            kind="table",
            id=block.id,
            number=self.tables,
            grade=block.grade,
            title=self._rich(f"{base}.title", said),
            subtitle=self._rich(f"{base}.subtitle", said),
            note=self._rich(f"{base}.note", said),
            source=source_line(self.study, block.sources),
            command=break_dots(block.command),
            header=tuple(words.say(f"{base}.head.{key}") for key, _ in block.columns),
            aligns=tuple(align for _, align in block.columns),
            rows=self._cells(rows),
            stretch=block.wide,
        )

    def _cells(
        self, rows: tuple[tuple[Cell, ...], ...]
    ) -> tuple[tuple[Mapping[str, object], ...], ...]:
        most = [
            max((abs(c.amount) for c in column if c.amount is not None), default=0.0)
            for column in zip(*rows, strict=True)
        ]
        return tuple(
            tuple(
                {
                    "text": rich(self.study, c.text),
                    "share": 0 if not m or c.amount is None else round(abs(c.amount) / m, 4),
                    "code": c.code,
                    "foreign": c.foreign,
                    "link": c.link,
                }
                for c, m in zip(row, most, strict=True)
            )
            for row in rows
        )

    def _use(self, sources: tuple[str, ...], where: str) -> None:
        for s in sources:
            self.used.setdefault(s, []).append(where)


def break_dots(command: str) -> Markup:
    """Return a command that may break after its dots."""
    return Markup(escape(command).replace(".", Markup(".<wbr>")))


def plain_cell(value: object, numbers: NumberStyle) -> str:
    """Return a value of a data table: full precision is in the files, six digits here."""
    if value is None:
        return ""
    if isinstance(value, float):
        digits = f"{value:.6g}" if abs(value) < 1e6 else f"{value:.0f}"
        if "e" in digits:
            return digits.replace(".", get_decimal_symbol(numbers.locale))
        return numbers.number(value, len(digits.partition(".")[2]))
    return str(value)
