"""Parts of the brief as the pages show them: chapters, charts, findings; composed once."""

from sinews.present.brief.chapter import Picture
from sinews.present.brief.chapters import CHAPTERS
from sinews.present.brief.compose import ChapterView, Composer, FigureView
from sinews.present.brief.summary import FindingView, select_findings, view_finding
from sinews.web.page import Reader


def chapter_views(reader: Reader, page: str) -> list[ChapterView]:
    """Return the chapters that name a page, with their charts; figures are counted through them."""

    def make() -> list[ChapterView]:
        study, shelf = reader.study, reader.shelf
        chapters = [
            c for c in CHAPTERS if c.page == page and set(c.needs) <= set(shelf.evidence.ids)
        ]
        charts = [b.chart for c in chapters for b in c.blocks if isinstance(b, Picture)]
        drawn = {id: shelf.drawn(id, reader.language) for id in charts}
        composer = Composer(study=study, drawn=drawn)
        return [composer.compose(c, i) for i, c in enumerate(chapters, start=1)]

    return reader.shelf.once.get((reader.language, *("chapters", page)), make)


def picture_view(reader: Reader, chart: str) -> FigureView:
    """Return one chart as a page shows it."""

    def make() -> FigureView:
        drawn = reader.shelf.drawn(chart, reader.language)
        composer = Composer(study=reader.study, drawn={chart: drawn})
        return composer.picture(Picture(chart=chart))

    return reader.shelf.once.get((reader.language, *("picture", chart)), make)


def summary_views(reader: Reader) -> list[tuple[FindingView, str, str]]:
    """Return the findings chosen from those that the chapters offer, their page and topic."""

    def make() -> list[tuple[FindingView, str, str]]:
        study = reader.study
        chapters = [c for c in CHAPTERS if set(c.needs) <= set(reader.shelf.evidence.ids)]
        pages = {c.id: c.page for c in chapters}
        return [
            (view_finding(study, f), pages[chapter], f.topic)
            for chapter, f in select_findings(study, chapters)
        ]

    return reader.shelf.once.get((reader.language, *("summary",)), make)
