"""/figures: every published number, and the whole chain behind each."""

from typing import Annotated, Final

import polars as pl
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from sinews.core.figure import Figure
from sinews.errors import UnknownNameError
from sinews.web.api.models import FigureList, FigureWhole
from sinews.web.http.answers import MEDIA, send, shelf_of
from sinews.web.http.formats import (
    Format,
    choose_format,
    write_frame,
    write_json,
)
from sinews.web.http.problems import DOCUMENTED

ROUTER = APIRouter(prefix="/figures", tags=["figures"], responses=DOCUMENTED)
_BOUNDS: Final = {"value": pl.Float64, "low": pl.Float64, "high": pl.Float64}


@ROUTER.get(
    "",
    response_model=FigureList,
    responses={200: {"content": {"text/csv": {}, "application/vnd.apache.parquet": {}}}},
)
def list_figures(
    request: Request,
    prefix: Annotated[str, Query(max_length=200, description="Start of the ids.")] = "",
    format: Annotated[Format | None, Query(description="Decides before Accept.")] = None,
    limit: Annotated[int, Query(ge=1, le=10_000, description="Figures of JSON.")] = 100,
    offset: Annotated[int, Query(ge=0, le=1_000_000, description="First figure of JSON.")] = 0,
) -> Response:
    """List figures by the start of their ids: JSON in pages, CSV and Parquet whole."""
    shelf, form = shelf_of(request), choose_format(request, format)
    figures = shelf.study().figures
    ids = sorted(id for id in figures if id.startswith(prefix))
    if prefix and not ids:
        raise UnknownNameError("figure", prefix, figures)

    def body() -> bytes:
        if form != "json":
            rows = [figures[id] for id in ids]
            return write_frame(_flatten(rows), form, {"prefix": prefix, "version": shelf.version})
        chosen = [figures[id].to_json() for id in ids[offset : offset + limit]]
        return write_json({"total": len(ids), "offset": offset, "figures": chosen})

    return send(request, MEDIA[form], body, name=f"figures.{form}")


def _flatten(rows: list[Figure]) -> pl.DataFrame:
    flat = [{**r.to_json(), "sources": "; ".join(r.sources)} for r in rows]
    return pl.DataFrame(flat, infer_schema_length=None, schema_overrides=_BOUNDS)


@ROUTER.get("/{id}", response_model=FigureWhole)
def show_figure(request: Request, id: str) -> Response:
    """Show one figure: estimate, interval, grade, method, rows, releases, inputs, command."""
    shelf = shelf_of(request)
    shelf.study().figure(id)

    def body() -> bytes:
        return write_json({**shelf.chain(id).to_json(), "command": f"sinews explain {id}"})

    return send(request, MEDIA["json"], body)
