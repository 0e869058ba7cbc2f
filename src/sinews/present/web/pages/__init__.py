"""Registry of pages. To add one: a module with a router, and one line here."""

from typing import Final

from fastapi import APIRouter

PAGES: Final[tuple[APIRouter, ...]] = ()
