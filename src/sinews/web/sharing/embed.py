"""/embed and /card: a chart of the brief for the pages of others, and the picture of its link."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from sinews.present.figures.charts import CHARTS
from sinews.present.figures.drawing import source_line
from sinews.present.figures.render import inline_svg
from sinews.web.app_state import Shelf
from sinews.web.http.answers import MEDIA, send, shelf_of
from sinews.web.sharing.frame import frame_style, write_frame
from sinews.web.sharing.picture import draw_card
from sinews.web.sharing.share import PageChart, page_of

ROUTER: Final = APIRouter(include_in_schema=False)
HTML: Final = "text/html; charset=utf-8"
Language = Annotated[str, Query(max_length=16)]
Theme = Literal["auto", "light", "dark"]


@ROUTER.get("/embed/chart/{id}")
def embed_chart(
    request: Request, id: str, lang: Language = "en", theme: Theme = "auto"
) -> Response:
    """Return the page of one chart: title, drawing for its width, note, source, link."""
    shelf = shelf_of(request)
    study = shelf.study(lang)
    id = CHARTS[id].id

    def body() -> bytes:
        end = "" if lang == "en" else f"?lang={lang}"
        data = f"{request.url_for('show_chart', id=id).path}.csv{end}"
        link = f"{page_of(id)}{end}#figure-{id}"
        return write_frame(study.words, as_page_chart(shelf, id, lang), theme, data=data, link=link)

    return send(request, HTML, body)


@ROUTER.get("/embed/style.css")
def embed_style(request: Request) -> Response:
    """Return the style of embedded charts."""
    return send(request, "text/css; charset=utf-8", frame_style)


@ROUTER.get("/card/{id}.png")
def card(request: Request, id: str, lang: Language = "en") -> Response:
    """Return the picture that other sites show beside a link to a chart or its page."""
    shelf = shelf_of(request)
    shelf.study(lang)
    id = CHARTS[id].id

    def draw() -> bytes:
        drawn = shelf.drawn(id, lang)
        source = source_line(shelf.study(lang), CHARTS[id].sources)
        return draw_card(bare(drawn.title), drawn.wide, source)

    return send(request, MEDIA["png"], lambda: shelf.once.get(("card", id, lang), draw))


def bare(text: str) -> str:
    """Return a sentence of a chart without its marks."""
    return text.replace("**", "")


def as_page_chart(shelf: Shelf, id: str, lang: str) -> PageChart:
    """Return a chart of the brief as a page shows one."""
    drawn = shelf.drawn(id, lang)
    return PageChart(
        id=id,
        title=bare(drawn.title),
        subtitle=bare(drawn.subtitle),
        note=(bare(drawn.note),),
        alt=drawn.alt,
        grade=CHARTS[id].grade,
        wide=inline_svg(drawn.wide, "w-"),
        narrow=inline_svg(drawn.narrow, "n-"),
        source=source_line(shelf.study(lang), CHARTS[id].sources),
    )
