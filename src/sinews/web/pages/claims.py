"""The ledger of claims: every statement of the article with its verdict, tests and figures."""

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from sinews.claims.claim import (
    KINDS,
    VERDICTS,
    Claim,
    Judged,
    Reading,
)
from sinews.present.brief.chapters import claims as chapter
from sinews.present.text.prose import link, plain, rich
from sinews.present.text.statements import PARTS, say_claim, say_section, say_test
from sinews.web.page import (
    PageRoute,
    Reader,
    choose,
    read_request,
    render,
)
from sinews.web.views import picture_view

ROUTER: Final = APIRouter(route_class=PageRoute)


@ROUTER.get("/claims", response_class=HTMLResponse)
def claims(request: Request) -> HTMLResponse:
    """Show the statements, filtered by verdict, kind and words."""
    reader = read_request(request, ("verdict", "kind", "q"))
    words, study = reader.words, reader.study
    verdict = choose(reader, "verdict", ("all", *VERDICTS), "all")
    kind = choose(reader, "kind", ("all", *KINDS), "all")
    query = request.query_params.get("q", "").strip()
    wanted = (j for j in study.judged if _wanted(j, verdict, kind))
    rows = [_row(reader, j) for j in wanted if _holds(reader, j, query)]
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
    )


def _wanted(judged: Judged, verdict: str, kind: str) -> bool:
    return verdict in ("all", judged.verdict) and kind in ("all", judged.claim.kind)


def _holds(reader: Reader, judged: Judged, query: str) -> bool:
    """Return whether the words asked for are in what the reader sees, numbers as written."""
    if not query:
        return True
    claim, words = judged.claim, reader.words
    parts = [say_section(words, claim), *(say_claim(words, claim, part) for part in PARTS)]
    shown = " ".join((str(claim.number), *(plain(reader.study, part) for part in parts)))
    return all(word in shown.casefold() for word in query.casefold().split())


def _row(reader: Reader, judged: Judged) -> dict[str, object]:
    claim, study, words = judged.claim, reader.study, reader.words
    return {
        "id": claim.id,
        "number": claim.number,
        "statement": say_claim(words, claim, "statement"),
        "section": say_section(words, claim),
        "kind": claim.kind,
        "verdict": judged.verdict,
        "then": rich(study, say_claim(words, claim, "then")),
        "since": rich(study, say_claim(words, claim, "since")),
        "why": say_claim(words, claim, "why"),
        "readings": [_reading(reader, claim, r) for r in judged.readings],
    }


def _reading(reader: Reader, claim: Claim, reading: Reading) -> dict[str, object]:
    test, numbers, words = reading.test, reader.words.numbers, reader.words
    unit = reading.figure.unit
    scale = numbers.scale.get(unit, 1.0)
    ends = {
        key: numbers.with_unit(_plain(numbers.number, scale * bound), unit)
        for key, bound in (
            ("at_least", test.at_least),
            ("at_most", test.at_most),
            ("below", test.below),
        )
        if bound is not None
    }
    return {
        "label": say_test(words, claim, test, "label"),
        "number": link(reader.study, reading.figure.id, numbers.value(reading.figure)),
        "bound": ", ".join(words.say(f"web.claims.{k}", {"bound": v}) for k, v in ends.items()),
        "holds": reading.holds,
        "why": say_test(words, claim, test, "why"),
    }


def _plain(number: Any, value: float) -> str:  # noqa: ANN401
    """Return a bound with the digits it was written with, at most four."""
    decimals = next((d for d in range(4) if abs(round(value, d) - value) < 1e-9), 4)
    return str(number(value, decimals))
