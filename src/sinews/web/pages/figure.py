"""The page of one figure with its whole chain, and the list of all figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from sinews.core.estimate import GRADES
from sinews.core.figure import Figure
from sinews.data.evidence.chain import Chain
from sinews.present.brief.origin import OriginView, view_origin, with_inputs
from sinews.present.brief.study import Study
from sinews.present.figures.drawing import address, name_source
from sinews.present.text.labels import say_caution, say_label, say_maker, say_title
from sinews.present.text.prose import say_speaker
from sinews.present.text.words import read_words
from sinews.web.drawing.chain import collect_nodes, draw_chain
from sinews.web.page import (
    PageRoute,
    Reader,
    choose,
    read_request,
    render,
    render_text,
)

ROUTER: Final = APIRouter(route_class=PageRoute)
SHOWN: Final = 100
"""Most rows of the list of figures."""
CELLS: Final = 12
"""Most cells that the page of a figure prints for one term; the command prints all."""
SMALL: Final = {"drawer": "origin", "glance": "glance"}
"""Parts of a figure's page that a script asks for, and their templates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainView:
    """One figure of a chain, the cells and the figures it was computed from."""

    view: OriginView
    releases: tuple[Mapping[str, object], ...]
    facts: tuple[Mapping[str, Any], ...]
    cautions: tuple[str, ...]
    inputs: tuple["ChainView", ...]
    formula: str
    computed: bool
    cells: list[Mapping[str, Any]]


@ROUTER.get("/figure/{id}", response_class=HTMLResponse)
def figure(request: Request, id: str) -> HTMLResponse:
    """Show where one number comes from, its inputs included."""
    reader = read_request(request)
    study = reader.study
    found = study.figure(id)
    if reader.part in SMALL:
        origin = view_origin(study, id)
        return HTMLResponse(
            render_text(reader, SMALL[reader.part], o=origin, cite=cite(reader, origin))
        )
    chain = reader.shelf.chain(id)
    users = [(f.id, say_label(reader.words, f)) for f in study.figures.values() if id in f.inputs]
    return render(
        reader,
        "figure",
        chain=_view(reader, chain),
        drawing=_drawing(reader, chain),
        cite=cite(reader, view_origin(study, id)),
        family=".".join(found.id.split(".")[:3]),
        users=sorted(users)[:20],
    )


def cite(reader: Reader, origin: OriginView) -> str:
    """Return a number with its grade, date, source and address, as one line to be pasted."""
    said = {
        "label": origin.label,
        "value": f"{origin.value} ({origin.interval})" if origin.interval else origin.value,
        "grade": reader.words.say(f"grades.{origin.grade}"),
        "day": origin.as_of,
        "source": "; ".join(s.text for s in origin.sources),
        "link": reader.host + reader.link(f"/figure/{origin.id}"),
    }
    return reader.words.say("web.figure.cite", said)


def _drawing(reader: Reader, chain: Chain) -> Mapping[str, Any]:
    """Return the chain as a drawing for both widths, and what it shows in words."""
    study, say = reader.study, reader.words.say
    labels = {
        i: f"{view.value} · {view.label}"
        for i in with_inputs(study, [chain.figure.id])
        for view in (view_origin(study, i),)
    }

    def cells(table: str, count: int) -> str:
        return say("web.figure.cells_of", {"table": table, "count": str(count)})

    def more(count: int) -> str:
        return say("web.figure.more", {"count": str(count)})

    nodes = collect_nodes(chain, labels, cells, partial(say_title, reader.language))
    sources = sum(n.id.startswith(("release ", "fact ")) for n in nodes)
    said = {"sources": str(sources), "figures": str(len(labels) - 1)}
    return {
        "alt": say("web.figure.chain_alt", said),
        "wide": draw_chain(nodes, more, narrow=False),
        "narrow": draw_chain(nodes, more, narrow=True),
    }


def _cells(chain: Chain) -> list[Mapping[str, Any]]:
    """Return the cells behind each term of a figure's formula, the first of many."""
    return [
        {
            "name": name,
            "heads": frame.columns,
            "rows": frame.head(CELLS).rows(),
            "more": max(frame.height - CELLS, 0),
        }
        for name, frame in chain.cells
    ]


def _view(reader: Reader, chain: Chain) -> ChainView:
    query = chain.figure.query
    return ChainView(
        formula=query.formula if query else "",
        computed=bool(chain.inputs) or bool(query and len(query.terms) > 1),
        cells=_cells(chain),
        view=view_origin(reader.study, chain.figure.id),
        releases=_list_releases(reader.language, chain),
        facts=chain.facts,
        cautions=tuple(say_caution(reader.language, c) for c in chain.cautions),
        inputs=tuple(_view(reader, c) for c in chain.inputs),
    )


def _list_releases(language: str, chain: Chain) -> tuple[Mapping[str, object], ...]:
    """Return one row a release, with the digests of its files."""
    digests: dict[str, list[str]] = {}
    for release, _ in chain.releases:
        digests.setdefault(release.key, []).append(release.sha256)
    return tuple(
        {
            "name": name_source(read_words(language), source) if source else release.source,
            "url": address(source),
            "release": release.id,
            "published": release.published.isoformat() if release.published else "–",
            "retrieved": release.retrieved.isoformat(),
            "licence": say_maker(language, source, "licence") if source else "",
            "digests": digests[release.key],
        }
        for release, source in {r.key: (r, s) for r, s in chain.releases}.values()
    )


@ROUTER.get("/figures", response_class=HTMLResponse)
def figures(request: Request) -> HTMLResponse:
    """List published figures by words of their label or the start of their id."""
    reader = read_request(request, ("q", "grade"))
    words, query = reader.words, request.query_params.get("q", "").strip()
    grade = choose(reader, "grade", ("any", *GRADES), "any")
    found = search(reader.study, query, grade)
    numbers = words.numbers
    rows = [
        {
            "id": f.id,
            "label": say_label(words, f),
            "value": numbers.value(f),
            "interval": numbers.interval(f),
            "grade": f.grade,
            "said_by": say_speaker(words, f),
            "as_of": f.as_of.isoformat(),
        }
        for f in found[:SHOWN]
    ]
    anything = ("any", words.say("web.figures.any"))
    return render(
        reader,
        "figures",
        q=query,
        rows=rows,
        count=numbers.number(len(found)),
        shown=numbers.number(len(rows)),
        grade_chosen=grade,
        grade_values=[anything, *((g, words.say(f"grades.{g}")) for g in GRADES)],
    )


def search(study: Study, query: str, grade: str) -> list[Figure]:
    """Return figures whose id or label holds every word of a query, sorted by id."""
    wanted, words = query.casefold().split(), study.words
    return [
        f
        for id, f in sorted(study.figures.items())
        if grade in ("any", f.grade)
        and all(w in f"{id} {f.label} {say_label(words, f)}".casefold() for w in wanted)
    ]
