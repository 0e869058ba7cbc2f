"""/charts: sentences, drawing and data of every chart, in each language."""

from math import ceil
from typing import Annotated, Final, Literal, cast

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from sinews.present.figures.chart import Drawn
from sinews.present.figures.charts import CHARTS
from sinews.present.figures.drawing import cautions_of, source_line
from sinews.present.figures.render import file_svg
from sinews.present.text.prose import say_chart_speaker
from sinews.web.api.models import ChartList, ChartView, ChartWhole
from sinews.web.app_state import Shelf
from sinews.web.http.answers import MEDIA, send, shelf_of
from sinews.web.http.formats import (
    Format,
    list_rows,
    write_frame,
    write_json,
)
from sinews.web.http.problems import DOCUMENTED, ProblemError
from sinews.web.sharing.picture import draw_sheet, size_of
from sinews.web.sharing.share import cite, page_of, write_bibtex, write_embed

ROUTER = APIRouter(prefix="/charts", tags=["charts"], responses=DOCUMENTED)
FILES: Final = ("svg", "png", "json", "csv", "parquet")
_WORDS: Final = 260
"""Pixels for title, note and source of an embedded chart."""
Language = Annotated[str, Query(max_length=16, description="Language of the sentences.")]
Width = Annotated[Literal["wide", "narrow"], Query(description="700 or 358 pixels.")]


def links_of(request: Request, id: str) -> dict[str, str]:
    """Return the addresses of a chart's files."""
    here = request.url_for("show_chart", id=id).path
    return {"self": here, **{form: f"{here}.{form}" for form in FILES}}


def describe_chart(request: Request, shelf: Shelf, id: str, lang: str) -> ChartView:
    """Return the sentences of a chart, its origin and its files."""
    drawn, chart = shelf.drawn(id, lang), CHARTS[id]
    study = shelf.study(lang)
    host, title = str(request.base_url).rstrip("/"), _plain(drawn.title)
    source = source_line(study, chart.sources)
    end = "" if lang == "en" else f"?lang={lang}"
    link = f"{host}{page_of(id)}{end}#figure-{id}"
    return ChartView(
        id=id,
        title=title,
        subtitle=_plain(drawn.subtitle),
        note=_plain(drawn.note),
        alt=_plain(drawn.alt),
        grade=chart.grade,
        said_by=say_chart_speaker(study.words, id) or None,
        source=source,
        cautions=list(cautions_of(study, chart.sources)),
        command=chart.command,
        columns=list(drawn.frame.columns),
        rows=drawn.frame.height,
        links=links_of(request, id),
        link=link,
        cite=cite(study.words, title, source, link),
        bibtex=write_bibtex(study.evidence, id, (title, source), link),
        card=f"{host}/card/{id}.png{end}",
        embed=write_embed(
            host, f"/embed/chart/{id}{end}", title, ceil(size_of(drawn.wide)[1]) + _WORDS
        ),
    )


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


def _write(drawn: Drawn, about: ChartView, form: str, *, narrow: bool) -> bytes:
    if form == "json":
        return write_json({**about.model_dump(), "data": list_rows(drawn.frame)})
    if form in ("csv", "parquet"):
        return write_frame(drawn.frame, cast("Format", form), about.model_dump())
    drawing = drawn.narrow if narrow else drawn.wide
    if form == "svg":
        return file_svg(drawing, about.title).encode()
    return draw_sheet(about.title, about.subtitle, drawing, about.source)


@ROUTER.get("/{id}", response_model=ChartView)
def show_chart(request: Request, id: str, lang: Language = "en") -> Response:
    """Show the sentences of a chart, its origin, its files and how to embed it."""
    shelf = shelf_of(request)
    shelf.study(lang)
    id = CHARTS[id].id
    return send(
        request,
        MEDIA["json"],
        lambda: write_json(describe_chart(request, shelf, id, lang).model_dump()),
    )
