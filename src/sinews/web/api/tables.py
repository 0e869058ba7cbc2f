"""/tables: the compiled evidence as JSON, CSV or Parquet, with its description."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from sinews.core.provenance import CAUTIONS
from sinews.data.evidence.evidence import Evidence
from sinews.present.figures.drawing import find_source
from sinews.web.api.models import TableList, TablePage, TableView
from sinews.web.http.answers import MEDIA, send, shelf_of
from sinews.web.http.formats import (
    Format,
    choose_format,
    list_rows,
    write_frame,
    write_json,
)
from sinews.web.http.problems import DOCUMENTED

ROUTER = APIRouter(prefix="/tables", tags=["tables"], responses=DOCUMENTED)


def describe_table(evidence: Evidence, id: str) -> dict[str, object]:
    """Return what a table holds and where it comes from."""
    table, record = evidence.table(id), evidence.manifest[id]
    sources = [find_source(r.source) for r in table.releases]
    keys = {k: None for s in sources if s for k in s.cautions}
    return {
        "id": id,
        "description": table.spec.description,
        "key": list(table.spec.key),
        "columns": [
            {k: getattr(c, k) for k in ("name", "kind", "unit", "description", "required")}
            for c in table.spec.columns
        ],
        "rows": table.frame.height,
        "sha256": record["sha256"],
        "releases": list(record["releases"]),
        "cautions": [CAUTIONS[k] for k in keys],
    }


@ROUTER.get("", response_model=TableList)
def list_tables(request: Request) -> Response:
    """List all tables with their columns, units and releases."""
    evidence = shelf_of(request).evidence

    def body() -> bytes:
        return write_json({"tables": [describe_table(evidence, id) for id in evidence.ids]})

    return send(request, MEDIA["json"], body)


@ROUTER.get("/{id}/metadata", response_model=TableView)
def show_metadata(request: Request, id: str) -> Response:
    """Show what a table holds: columns, units, key, releases, cautions."""
    evidence = shelf_of(request).evidence
    evidence.table(id)
    return send(request, MEDIA["json"], lambda: write_json(describe_table(evidence, id)))


@ROUTER.get(
    "/{id}",
    response_model=TablePage,
    responses={
        200: {"content": {"text/csv": {}, "application/vnd.apache.parquet": {}}},
    },
)
def show_table(
    request: Request,
    id: str,
    format: Annotated[Format | None, Query(description="Decides before Accept.")] = None,
    limit: Annotated[int, Query(ge=1, le=10_000, description="Rows of JSON.")] = 100,
    offset: Annotated[int, Query(ge=0, le=10_000_000, description="First row of JSON.")] = 0,
) -> Response:
    """Return rows: JSON in pages, CSV and Parquet whole."""
    evidence = shelf_of(request).evidence
    frame, form = evidence.frame(id), choose_format(request, format)

    def body() -> bytes:
        about = describe_table(evidence, id)
        if form != "json":
            return write_frame(frame, form, about)
        rows = list_rows(frame.slice(offset, limit))
        return write_json({"table": about, "offset": offset, "rows": rows})

    link = request.url_for("show_metadata", id=id).path
    return send(request, MEDIA[form], body, name=f"{id}.{form}", link=link)
