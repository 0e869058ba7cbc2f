"""Problems as RFC 9457 asks: what went wrong, where in the request, and the nearest valid name."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from sinews.errors import (
    SinewsError,
    UnknownNameError,
    UsageError,
    suggest,
)
from sinews.web.page import missing_page
from sinews.web.runs.body import RunBody

MEDIA: Final = "application/problem+json"


class Fault(BaseModel):
    """One bad field: where it is (a JSON pointer, or the name of a query), and why."""

    pointer: str
    detail: str


class ProblemView(BaseModel):
    """The body of every answer that is an error."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Fault] = []


DOCUMENTED: Final[dict[int | str, dict[str, object]]] = {
    code: {
        "description": HTTPStatus(code).phrase,
        "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/ProblemView"}}},
    }
    for code in (400, 404, 405, 406, 408, 413, 415, 422, 429, 503)
}
"""What every operation of the API may answer besides its result."""


class ProblemError(Exception):
    """A refusal with a status of its own."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        errors: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail
        self.errors, self.headers = tuple(errors), dict(headers or {})


def write_problem(
    status: int,
    detail: str,
    *,
    errors: Sequence[Fault] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Return the answer of a problem."""
    title = HTTPStatus(status).phrase
    view = ProblemView(
        type=f"urn:sinews:problem:{title.lower().replace(' ', '-')}",
        title=title,
        status=status,
        detail=detail,
        errors=list(errors),
    )
    sent = {"cache-control": "no-store", **(headers or {})}
    return JSONResponse(view.model_dump(), status, sent, media_type=MEDIA)


def point(location: Sequence[int | str]) -> str:
    """Return the JSON pointer of a place."""
    parts = (str(p).replace("~", "~0").replace("/", "~1") for p in location if p != "[key]")
    return "#/" + "/".join(parts)


def read_faults(
    errors: Sequence[Mapping[str, Any]], model: type[BaseModel] | None = None
) -> list[Fault]:
    """Return pydantic's errors with pointers; an unknown field comes with the nearest names."""
    return [
        Fault(pointer=point(e["loc"]), detail=_message(e, model) or "This value is not valid.")
        for e in errors
    ]


def _message(error: Mapping[str, Any], model: type[BaseModel] | None) -> str:
    name = str(error["loc"][-1]) if error["loc"] else ""
    if error["type"] == "extra_forbidden" and model is not None:
        return f"No field here is called {name!r}.{suggest(name, _names_at(model, error['loc']))}"
    return f"{error['msg']}."


def _names_at(model: type[BaseModel], location: Sequence[int | str]) -> list[str]:
    """Return the names of the fields that the object around a place may hold."""
    here: Any = model
    for step in location[:-1]:
        if isinstance(step, int):
            continue
        found = next((f for n, f in here.model_fields.items() if step in (n, f.alias)), None)
        inner = None if found is None else _model_in(found.annotation)
        if inner is None:
            continue
        here = inner
    return [f.alias or n for n, f in here.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        if (found := _model_in(part)) is not None:
            return found
    return None


def install_problems(app: FastAPI) -> None:
    """Turn every error of the application into a problem."""
    app.add_exception_handler(ProblemError, _refused)
    app.add_exception_handler(SinewsError, _known)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unforeseen)


async def _refused(request: Request, error: Exception) -> JSONResponse:  # noqa: ARG001
    assert isinstance(error, ProblemError)
    return write_problem(error.status, error.detail, errors=error.errors, headers=error.headers)


async def _known(request: Request, error: Exception) -> JSONResponse:  # noqa: ARG001
    if isinstance(error, UnknownNameError):
        return write_problem(404, str(error))
    if isinstance(error, UsageError):
        return write_problem(422, str(error))
    return write_problem(500, str(error))


async def _invalid(request: Request, error: Exception) -> JSONResponse:  # noqa: ARG001
    assert isinstance(error, RequestValidationError)
    faults = read_faults(error.errors())
    return write_problem(422, "The request holds values that are not valid.", errors=faults)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = str(error.detail)
    if error.status_code == 404:
        detail = f"Nothing is served at {request.url.path}."
        reads = "text/html" in request.headers.get("accept", "")
        if reads and not request.url.path.startswith(("/api/", "/embed/", "/static/")):
            return missing_page(request, detail)
    return write_problem(error.status_code, detail, headers=error.headers)


async def _unforeseen(request: Request, error: Exception) -> JSONResponse:  # noqa: ARG001
    return write_problem(500, "The server met an error that it did not foresee; it is logged.")


_EXTRA: Final[tuple[type[BaseModel], ...]] = (RunBody, ProblemView)
_ABOUT: Final = (
    "Figures, tables, charts and claims with the origin of every number, and runs of strategies "
    "under rival theories. Errors are problem+json (RFC 9457). Nothing is written to the data "
    "store; nothing is asked of other computers."
)


def describe_api(app: FastAPI) -> dict[str, object]:
    """Return the OpenAPI record of the application, made once."""
    if app.openapi_schema is None:
        record = get_openapi(
            title=app.title, version=app.version, description=_ABOUT, routes=app.routes
        )
        known = record["components"]["schemas"]
        for model in _EXTRA:
            schema = model.model_json_schema(
                ref_template="#/components/schemas/{model}", by_alias=True
            )
            known.update(schema.pop("$defs", {}))
            known[model.__name__] = schema
        app.openapi_schema = record
    return app.openapi_schema
