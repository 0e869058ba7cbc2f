"""/claims: every statement of the article with its tests and verdict."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from sinews.errors import UnknownNameError
from sinews.web.api.models import ClaimList, ClaimView
from sinews.web.http.answers import MEDIA, send, shelf_of
from sinews.web.http.formats import write_json
from sinews.web.http.problems import DOCUMENTED

ROUTER = APIRouter(prefix="/claims", tags=["claims"], responses=DOCUMENTED)


@ROUTER.get("", response_model=ClaimList)
def list_claims(request: Request) -> Response:
    """List all claims with their verdicts."""
    judged = shelf_of(request).study().judged
    return send(
        request, MEDIA["json"], lambda: write_json({"claims": [j.to_json() for j in judged]})
    )


@ROUTER.get("/{id}", response_model=ClaimView)
def show_claim(request: Request, id: str) -> Response:
    """Show one claim: then and since, tests with their figures, verdict."""
    judged = {j.claim.id: j for j in shelf_of(request).study().judged}
    if id not in judged:
        raise UnknownNameError("claim", id, judged)
    return send(request, MEDIA["json"], lambda: write_json(judged[id].to_json()))
