"""The front: its chapters, then every month of every published forecast with what came of it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from sinews.core.periods import count_months
from sinews.front.forecast.ledger import Entry, list_entries, read_published, shipped_folder
from sinews.present.brief.chapters.front import LEDGER, tell_entry
from sinews.present.brief.compose import ChapterView, FigureView
from sinews.present.figures.charts.front.skill import FORECAST_FROM
from sinews.present.figures.drawing import source_line
from sinews.web.page import PageRoute, Reader, read_request, render
from sinews.web.views import chapter_views

ROUTER: Final = APIRouter(route_class=PageRoute)
COLUMNS: Final = ("series", "month", "ahead", "interval", "observed", "state")
NUMBERS: Final = ("month", "ahead", "interval", "observed")
Cells = list[tuple[str, float | str, str]]
"""Of each cell of a row: its column, what it is sorted by, its text."""


@ROUTER.get("/front", response_class=HTMLResponse)
def front(request: Request) -> HTMLResponse:
    """Show the chapters of the front and the ledger of its forecasts."""
    reader = read_request(request)
    entries = reader.shelf.once.get(("front", "ledger"), lambda: read_entries(reader))
    return render(
        reader,
        "front",
        chapters=[_without_ledger(c) for c in chapter_views(reader, "front")],
        columns=COLUMNS,
        numbers=NUMBERS,
        rows=[row(reader, e) for e in entries],
        count=count_entries(reader, entries),
        source=source_line(reader.study, FORECAST_FROM),
    )


def read_entries(reader: Reader) -> list[Entry]:
    """Return every month of every published forecast, the newest forecast first."""
    published = list(read_published(shipped_folder()))
    return [e for p in reversed(published) for e in list_entries(reader.evidence, p)]


def count_entries(reader: Reader, entries: Sequence[Entry]) -> dict[str, str]:
    """Return what the sentence above the table says: how many, from when, how many held."""
    number = reader.words.numbers.number
    known = [e for e in entries if e.hit is not None]
    return {
        "count": number(len(entries)),
        "origins": ", ".join(reader.words.month(o) for o in {e.origin: None for e in entries}),
        "series": number(len({e.series for e in entries})),
        "known": number(len(known)),
        "hits": number(sum(bool(e.hit) for e in known)),
    }


def row(reader: Reader, entry: Entry) -> Cells:
    """Return the cells of one month of one series."""
    told = tell_entry(reader.study, entry)
    ahead = count_months(entry.origin, entry.month) - 1
    seen = float("-inf") if entry.observed is None else entry.observed
    return [
        ("series", told.series, told.series),
        ("month", f"{entry.month:%Y%m}", reader.words.month(entry.month)),
        ("ahead", ahead, str(ahead)),
        ("interval", entry.high, told.interval),
        ("observed", seen, told.observed),
        ("state", told.state, told.state),
    ]


def _without_ledger(chapter: ChapterView) -> ChapterView:
    """Return a chapter without the table of the brief, which the whole one below replaces."""
    kept = tuple(b for b in chapter.blocks if not (isinstance(b, FigureView) and b.id == LEDGER))
    return replace(chapter, blocks=kept)
