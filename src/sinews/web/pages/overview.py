"""Overview: questions and their answers, one's own country, the findings of the day, changes."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from sinews.present.brief.changes import view_released
from sinews.present.brief.questions import read_questions
from sinews.present.page import rich_changes, say_reach
from sinews.present.text.labels import translate
from sinews.present.text.prose import rich
from sinews.web.page import NAV, PageRoute, Reader, read_request, render
from sinews.web.search import ANSWERS, chart_page, list_countries, say_title
from sinews.web.views import picture_view, summary_views

ROUTER: Final = APIRouter(route_class=PageRoute)
PICTURE: Final = "support_pace"
"""The chart that the overview shows."""


@ROUTER.get("/", response_class=HTMLResponse)
def overview(request: Request) -> HTMLResponse:
    """Show questions with answers, the findings chosen from the data, and what changed."""
    reader = read_request(request)
    study, once = reader.study, reader.shelf.once
    findings = summary_views(reader)
    return render(
        reader,
        "overview",
        kicker=reader.words.say("web.overview.kicker", {"reach": say_reach(study)}),
        questions=once.get((reader.language, "questions"), lambda: _questions(reader)),
        countries=list_countries(reader),
        changes=once.get((reader.language, "changes"), lambda: rich_changes(study)),
        released=once.get((reader.language, "released"), lambda: _released(reader)),
        findings=[view for view, _, _ in findings],
        turns={view.id: _turn(reader, page, topic) for view, page, topic in findings},
        asks=[(key, reader.link(to)) for key, to in NAV[1:]],
        picture=picture_view(reader, PICTURE),
        figures=study.words.numbers.number(len(study.figures)),
        releases=study.words.numbers.number(len(study.releases)),
    )


def _questions(reader: Reader) -> list[tuple[str, str, str]]:
    """Return each question, the finding that answers it, and where that is shown."""
    found = []
    for q in read_questions():
        path, _, place = chart_page(ANSWERS[q.id]).partition("#")
        ask = reader.words.say(f"{q.key}.ask")
        found.append((ask, say_title(reader, ANSWERS[q.id]), f"{reader.link(path)}#{place}"))
    return found


def _turn(reader: Reader, page: str, topic: str) -> tuple[str, str]:
    """Return where a finding can be turned round: other donors, goods, levers or tests."""
    given = {"from": topic} if page == "lab" and topic else {}
    return reader.link(f"/{page}", **given), reader.words.say(f"web.overview.turn.{page}")


def _released(reader: Reader) -> dict[str, object] | None:
    study = reader.study
    if (view := view_released(study)) is None:
        return None
    return {
        "title": view.title,
        "lines": [(rich(study, a), *_reason(reader, why)) for a, why in view.lines],
    }


def _reason(reader: Reader, why: str) -> tuple[str, bool]:
    """Return why numbers changed, and whether that is in the language of the page."""
    said = why if reader.language == "en" else translate(why, reader.language)
    return said or why, said is not None
