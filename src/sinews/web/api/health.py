"""Whether the server answers, and of which version it is."""

from fastapi import APIRouter
from pydantic import BaseModel

from sinews import __version__

ROUTER = APIRouter(tags=["server"])


class Health(BaseModel):
    """What the server says of itself."""

    status: str
    version: str


@ROUTER.get("/health")
def health() -> Health:
    """Say that the server answers."""
    return Health(status="ok", version=__version__)
