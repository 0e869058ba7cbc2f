"""Overview: the findings of the day, and where to look further."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from sinews.present.page import rich_changes, say_reach
from sinews.web.page import NAV, PageRoute, read_request, render
from sinews.web.views import picture_view, summary_views

ROUTER: Final = APIRouter(route_class=PageRoute)
PICTURE: Final = "support_pace"
"""The chart that the overview shows."""


@ROUTER.get("/", response_class=HTMLResponse)
def overview(request: Request) -> HTMLResponse:
    """Show the findings chosen from the data, and the questions that the pages answer."""
    reader = read_request(request)
    study = reader.study
    return render(
        reader,
        "overview",
        kicker=reader.words.say("web.overview.kicker", {"reach": say_reach(study)}),
        changes=reader.shelf.once.get((reader.language, "changes"), lambda: rich_changes(study)),
        findings=summary_views(reader),
        asks=[(key, reader.link(to)) for key, to in NAV[1:]],
        picture=picture_view(reader, PICTURE),
        figures=study.words.numbers.number(len(study.figures)),
        releases=study.words.numbers.number(len(study.releases)),
        host=reader.host,
    )
