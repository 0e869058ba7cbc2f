"""The description of the API: OpenAPI 3.1 with the body of a run, which is read by hand."""

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from sinews.web.http.problems import ProblemView
from sinews.web.runs.body import RunBody

_EXTRA: Final[tuple[type[BaseModel], ...]] = (RunBody, ProblemView)
_ABOUT: Final = (
    "Figures, tables, charts and claims with the origin of every number, and runs of strategies "
    "under rival theories. Errors are problem+json (RFC 9457). Nothing is written to the data "
    "store; nothing is asked of other computers."
)


def describe_api(app: FastAPI) -> dict[str, Any]:
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
