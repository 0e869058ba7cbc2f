"""/charts: sentences, drawing and data of every chart, in each language."""

import re
from math import ceil
from typing import Annotated, Any, Final, Literal, cast

from fastapi import APIRouter, Query, Request
from markupsafe import escape
from starlette.responses import Response

from sinews.present.figures.chart import Drawn
from sinews.present.figures.charts import CHARTS
from sinews.present.figures.drawing import cautions_of, source_line
from sinews.present.figures.render import file_png, file_svg
from sinews.web.api.models import ChartList, ChartView, ChartWhole
from sinews.web.app_state import Shelf
from sinews.web.http.answers import send, shelf_of
from sinews.web.http.formats import (
    MEDIA,
    Format,
    list_rows,
    write_frame,
    write_json,
)
from sinews.web.http.problems import DOCUMENTED, ProblemError

ROUTER = APIRouter(prefix="/charts", tags=["charts"], responses=DOCUMENTED)
FILES: Final = ("svg", "png", "json", "csv", "parquet")
_VIEW: Final = re.compile(r'viewBox="0 0 [\d.]+ ([\d.]+)"')
_WORDS: Final = 260
"""Pixels for title, note and source of an embedded chart."""
Language = Annotated[str, Query(max_length=16, description="Language of the sentences.")]
Width = Annotated[Literal["wide", "narrow"], Query(description="700 or 358 pixels.")]


def links_of(request: Request, id: str) -> dict[str, str]:
    """Return the addresses of a chart's files."""
    here = request.url_for("show_chart", id=id).path
    return {"self": here, **{form: f"{here}.{form}" for form in FILES}}


def describe_chart(request: Request, shelf: Shelf, id: str, lang: str) -> dict[str, Any]:
    """Return the sentences of a chart, its origin and its files."""
    drawn, chart = shelf.drawn(id, lang), CHARTS[id]
    study = shelf.study(lang)
    frame = f"{request.base_url}embed/chart/{id}?lang={lang}"
    return {
        "id": id,
        **{k: _plain(getattr(drawn, k)) for k in ("title", "subtitle", "note", "alt")},
        "grade": chart.grade,
        "source": source_line(study, chart.sources),
        "cautions": list(cautions_of(study, chart.sources)),
        "command": chart.command,
        "columns": list(drawn.frame.columns),
        "rows": drawn.frame.height,
        "links": links_of(request, id),
        "embed": f'<iframe src="{frame}" title="{escape(_plain(drawn.title))}" '
        f'width="700" height="{_height(drawn.wide) + _WORDS}" loading="lazy"></iframe>',
    }


def _height(svg: str) -> int:
    found = _VIEW.search(svg)
    return ceil(float(found[1])) if found else 0


def _plain(text: str) -> str:
    return text.replace("**", "")


@ROUTER.get("", response_model=ChartList)
def list_charts(request: Request) -> Response:
    """List all charts."""

    def body() -> bytes:
        entries = [{"id": c.id, "grade": c.grade, "links": links_of(request, c.id)} for c in CHARTS]
        return write_json({"charts": entries})

    return send(request, MEDIA["json"], body)


@ROUTER.get(
    "/{id}.{form}",
    response_model=ChartWhole,
    responses={200: {"content": {MEDIA[f].partition(";")[0]: {} for f in FILES}}},
)
def show_file(
    request: Request, id: str, form: str, lang: Language = "en", width: Width = "wide"
) -> Response:
    """Return a chart as SVG or PNG, its rows as JSON, CSV or Parquet."""
    if form not in FILES:
        raise ProblemError(404, f"A chart is served as {', '.join(FILES)}, not as {form!r}.")
    shelf = shelf_of(request)
    shelf.study(lang)
    id = CHARTS[id].id

    def body() -> bytes:
        drawn = shelf.drawn(id, lang)
        about = describe_chart(request, shelf, id, lang)
        return _write(drawn, about, form, narrow=width == "narrow")

    link = request.url_for("show_chart", id=id).path
    return send(request, MEDIA[form], body, name=f"{id}.{form}", link=link)


def _write(drawn: Drawn, about: dict[str, Any], form: str, *, narrow: bool) -> bytes:
    if form == "json":
        return write_json({**about, "data": list_rows(drawn.frame)})
    if form in ("csv", "parquet"):
        return write_frame(drawn.frame, cast("Format", form), about)
    svg = file_svg(drawn.narrow if narrow else drawn.wide, about["title"])
    return svg.encode() if form == "svg" else file_png(svg)


@ROUTER.get("/{id}", response_model=ChartView)
def show_chart(request: Request, id: str, lang: Language = "en") -> Response:
    """Show the sentences of a chart, its origin, its files and how to embed it."""
    shelf = shelf_of(request)
    shelf.study(lang)
    id = CHARTS[id].id
    return send(
        request, MEDIA["json"], lambda: write_json(describe_chart(request, shelf, id, lang))
    )
