"""Sources and vintages: every release with its digest, and the tables compiled from it."""

from typing import Final, TypedDict

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from sinews.core.provenance import CAUTIONS, Release
from sinews.data.evidence.evidence import Evidence
from sinews.data.store.releases import release_from_json
from sinews.present.figures.drawing import address, find_source
from sinews.present.text.labels import say_caution, say_maker, say_title
from sinews.web.page import PageRoute, read_request, render

ROUTER: Final = APIRouter(route_class=PageRoute)


@ROUTER.get("/sources", response_class=HTMLResponse)
def sources(request: Request) -> HTMLResponse:
    """Show sources, their releases, and the compiled tables."""
    reader = read_request(request)
    numbers = reader.words.numbers
    releases = releases_with_tables(reader.shelf.evidence)
    found = _by_source(releases, reader.language)
    return render(
        reader,
        "sources",
        sources=found,
        count=numbers.number(len(releases)),
        source_count=reader.words.count(len(found)),
        tables=[
            {**t, "rows": numbers.number(t["rows"])} for t in list_tables(reader.shelf.evidence)
        ],
    )


class TableCells(TypedDict):
    """A compiled table: its rows, releases, and the digest of its file."""

    id: str
    rows: int
    releases: list[str]
    sha256: str


def releases_with_tables(evidence: Evidence) -> dict[Release, list[str]]:
    """Return every release in use with the ids of the tables compiled from it."""
    found: dict[Release, list[str]] = {}
    for id, entry in evidence.manifest.items():
        for release in map(release_from_json, entry["releases"]):
            found.setdefault(release, []).append(id)
    return found


def _by_source(releases: dict[Release, list[str]], language: str) -> list[dict[str, object]]:
    grouped: dict[str, list[dict[str, object]]] = {}
    for release, tables in sorted(releases.items(), key=lambda r: (r[0].key, r[0].sha256)):
        row: dict[str, object] = {
            "id": release.id,
            "published": release.published.isoformat() if release.published else "",
            "retrieved": release.retrieved.isoformat(),
            "tables": tables,
            "sha256": release.sha256,
        }
        grouped.setdefault(release.source, []).append(row)
    views: list[dict[str, object]] = []
    for id, rows in grouped.items():
        source = find_source(id)
        views.append(
            {
                "id": id,
                "title": say_title(language, source) if source else id,
                "producer": say_maker(language, source, "producer") if source else "",
                "licence": say_maker(language, source, "licence") if source else "",
                "url": address(source),
                "cautions": [say_caution(language, CAUTIONS[k]) for k in source.cautions]
                if source
                else [],
                "releases": rows,
            }
        )
    return sorted(views, key=lambda v: str(v["title"]).casefold())


def list_tables(evidence: Evidence) -> list[TableCells]:
    """Return one row a compiled table: rows, releases, digest of its file."""
    return [
        {
            "id": id,
            "rows": int(entry["rows"]),
            "releases": [release_from_json(r).key for r in entry["releases"]],
            "sha256": str(entry["sha256"]),
        }
        for id, entry in evidence.manifest.items()
    ]
