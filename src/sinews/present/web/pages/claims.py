"""The ledger of claims: every statement of the article with its verdict, tests and figures."""

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from sinews.claims.claim import KINDS, VERDICTS, Judged, Reading
from sinews.present.chapters import claims as chapter
from sinews.present.prose import link, rich
from sinews.present.web.page import PageRoute, Reader, choose, read_request, render
from sinews.present.web.views import picture_view

ROUTER: Final = APIRouter(route_class=PageRoute)


@ROUTER.get("/claims", response_class=HTMLResponse)
def claims(request: Request) -> HTMLResponse:
    """Show the statements, filtered by verdict, kind and words."""
    reader = read_request(request, ("verdict", "kind", "q"))
    words, study = reader.words, reader.study
    verdict = choose(reader, "verdict", ("all", *VERDICTS), "all")
    kind = choose(reader, "kind", ("all", *KINDS), "all")
    query = request.query_params.get("q", "").strip()
    rows = [_row(reader, j) for j in study.judged if _wanted(j, verdict, kind, query)]
    everything = ("all", words.say("web.claims.all"))
    return render(
        reader,
        "claims",
        title=words.say("chapters.claims.title", chapter.say(study)),
        squares=picture_view(reader, "claims_squares"),
        verdict=verdict,
        verdicts=[everything, *((v, words.say(f"verdicts.{v}")) for v in VERDICTS)],
        kind=kind,
        kinds=[everything, *((k, words.say(f"web.kinds.{k}")) for k in KINDS)],
        q=query,
        rows=rows,
        all=len(study.judged),
        host=reader.host,
    )


def _wanted(judged: Judged, verdict: str, kind: str, query: str) -> bool:
    claim = judged.claim
    text = f"{claim.number} {claim.statement} {claim.then} {claim.since}".casefold()
    return (
        verdict in ("all", judged.verdict)
        and kind in ("all", claim.kind)
        and all(word in text for word in query.casefold().split())
    )


def _row(reader: Reader, judged: Judged) -> dict[str, Any]:
    claim, study = judged.claim, reader.study
    return {
        "id": claim.id,
        "number": claim.number,
        "statement": claim.statement,
        "section": claim.section,
        "kind": claim.kind,
        "verdict": judged.verdict,
        "then": rich(study, claim.then),
        "since": rich(study, claim.since),
        "why": claim.why,
        "readings": [_reading(reader, r) for r in judged.readings],
    }


def _reading(reader: Reader, reading: Reading) -> dict[str, Any]:
    test, numbers, words = reading.test, reader.words.numbers, reader.words
    unit = reading.figure.unit
    scale = numbers.scale.get(unit, 1.0)
    ends = {
        key: numbers.with_unit(_plain(numbers.number, scale * bound), unit)
        for key, bound in (("at_least", test.at_least), ("at_most", test.at_most))
        if bound is not None
    }
    return {
        "label": test.label,
        "number": link(reader.study, reading.figure.id, numbers.value(reading.figure)),
        "bound": ", ".join(words.say(f"web.claims.{k}", {"bound": v}) for k, v in ends.items()),
        "holds": reading.holds,
        "why": test.why,
    }


def _plain(number: Any, value: float) -> str:  # noqa: ANN401
    """Return a bound with the digits it was written with, at most four."""
    decimals = next((d for d in range(4) if abs(round(value, d) - value) < 1e-9), 4)
    return str(number(value, decimals))
