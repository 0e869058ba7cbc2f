"""/figures: every published number, and the whole chain behind each."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from sinews.errors import UnknownNameError
from sinews.present.web.api.models import FigureList, FigureWhole
from sinews.present.web.etags import send, shelf_of
from sinews.present.web.formats import MEDIA, write_json
from sinews.present.web.problems import DOCUMENTED

ROUTER = APIRouter(prefix="/figures", tags=["figures"], responses=DOCUMENTED)


@ROUTER.get("", response_model=FigureList)
def list_figures(
    request: Request,
    prefix: Annotated[str, Query(max_length=200, description="Start of the ids.")] = "",
    limit: Annotated[int, Query(ge=1, le=10_000)] = 100,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Response:
    """List figures by the start of their ids."""
    figures = shelf_of(request).study().figures
    ids = sorted(id for id in figures if id.startswith(prefix))
    if prefix and not ids:
        raise UnknownNameError("figure", prefix, figures)

    def body() -> bytes:
        chosen = [figures[id].to_json() for id in ids[offset : offset + limit]]
        return write_json({"total": len(ids), "offset": offset, "figures": chosen})

    return send(request, MEDIA["json"], body)


@ROUTER.get("/{id}", response_model=FigureWhole)
def show_figure(request: Request, id: str) -> Response:
    """Show one figure: estimate, interval, grade, method, rows, releases, inputs, command."""
    shelf = shelf_of(request)
    shelf.study().figure(id)

    def body() -> bytes:
        return write_json({**shelf.chain(id).to_json(), "command": f"sinews explain {id}"})

    return send(request, MEDIA["json"], body)
