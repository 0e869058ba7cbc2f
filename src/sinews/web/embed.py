"""/embed/chart/ID: one chart for the pages of others, without any script."""

from functools import cache
from importlib.resources import files
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup
from starlette.responses import Response

from sinews.present.figures.charts import CHARTS
from sinews.present.figures.drawing import source_line
from sinews.present.figures.fonts import font_faces
from sinews.present.figures.render import inline_svg
from sinews.present.figures.theme import css_variables
from sinews.present.text.prose import mark
from sinews.web.http.answers import send, shelf_of
from sinews.web.page import for_web

ROUTER: Final = APIRouter(prefix="/embed", include_in_schema=False)
HTML: Final = "text/html; charset=utf-8"


@ROUTER.get("/chart/{id}")
def embed_chart(
    request: Request, id: str, lang: Annotated[str, Query(max_length=16)] = "en"
) -> Response:
    """Return the page of one chart: title, drawing for its width, note, source, link."""
    shelf = shelf_of(request)
    study = shelf.study(lang)
    chart = CHARTS[id]

    def body() -> bytes:
        drawn = shelf.drawn(chart.id, lang)
        shown = {k: getattr(drawn, k).replace("**", "") for k in ("title", "subtitle", "note")}
        page = _template().render(
            **shown,
            alt=drawn.alt,
            lang=lang,
            grade=study.words.say(f"grades.{chart.grade}"),
            mark=mark(chart.grade),
            source=source_line(study, chart.sources),
            wide=Markup(for_web(inline_svg(drawn.wide, "w-"), lang)),
            narrow=Markup(for_web(inline_svg(drawn.narrow, "n-"), lang)),
            data=request.url_for("show_chart", id=chart.id).path + f".csv?lang={lang}",
        )
        return page.encode()

    return send(request, HTML, body)


@ROUTER.get("/style.css")
def embed_style(request: Request) -> Response:
    """Return fonts, colours and the few rules of an embedded chart."""
    return send(request, "text/css; charset=utf-8", _style)


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("sinews.present"), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("embed.html.jinja")


@cache
def _style() -> bytes:
    rules = (files("sinews.present") / "templates" / "embed.css").read_text(encoding="utf-8")
    return (font_faces() + css_variables() + rules).encode()
