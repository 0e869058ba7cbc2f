"""Circumvention: corridors ranked and filtered, dossiers, and the designer of measures."""

from itertools import accumulate
from math import isfinite
from typing import Final, TypedDict

import polars as pl
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from sinews.core.places import find_country
from sinews.core.table import write_csv
from sinews.data.read.labels import name_goods
from sinews.diversion.corridors.ranking import CorridorRow, list_corridors, split_corridors
from sinews.diversion.measures.effects import Designed
from sinews.diversion.measures.lists import EXACT_GOODS, Budget
from sinews.diversion.panel.panel import NEIGHBOURS
from sinews.errors import UsageError
from sinews.present.dossier.dossier import DossierCells
from sinews.present.text.prose import describe_goods, name_country
from sinews.web.drawing.svg_text import draw_frontier
from sinews.web.page import (
    PageRoute,
    Reader,
    choose,
    read_number,
    read_request,
    render,
)
from sinews.web.sharing.share import PageChart
from sinews.web.trade_cache import TradeDesk, trade_desk_of
from sinews.web.views import chapter_views

ROUTER: Final = APIRouter(route_class=PageRoute)
TOPS: Final = ("10", "25", "50", "100")
LISTS: Final = ("sanctioned", "chp")
MILLION: Final = 1e6
ANY: Final = "any"
EXACT: Final = ("no", "yes")
EXPORT: Final = "list.csv"
"""Part of the page that is the whole list as a file, every row of the selection."""
_AS_FILE: Final = {"Content-Disposition": 'attachment; filename="corridors.csv"'}


@ROUTER.get("/circumvention", response_class=HTMLResponse)
def circumvention(request: Request) -> Response:
    """Rank corridors of banned goods, with the same change in a year without war."""
    reader = read_request(request, ("from", "to", "goods", "top"))
    desk = trade_desk_of(request.app)
    goods = request.query_params.get("goods", "").strip() or LISTS[0]
    table = desk.corridors(read_goods(goods))
    exporters = tuple(sorted(table["reporter"].unique()))
    source = choose(reader, "from", (ANY, *exporters), ANY)
    target = choose(reader, "to", (ANY, *NEIGHBOURS), ANY)
    top = choose(reader, "top", TOPS, "25")
    table = split_corridors(table)["belarus" if target == "BY" else "corridors"]
    for column, wanted in (("reporter", source), ("partner", target)):
        if wanted != ANY:
            table = table.filter(pl.col(column) == wanted)
    rising = table.filter(pl.col("excess_eur") > 0)
    if reader.part == EXPORT:
        return Response(_export(rising), headers=_AS_FILE, media_type="text/csv; charset=utf-8")
    shown = rising.head(int(top))
    late = frozenset(n.split()[0] for n in desk.flows.late_in(desk.window))
    most = float(shown["excess_eur"].max() or 1.0)  # type: ignore[arg-type]
    anything = (ANY, reader.words.say("web.circumvention.any"))
    return render(
        reader,
        "circumvention",
        source=source,
        sources=[anything, *((c, name_country(reader.words, c)) for c in exporters)],
        target=target,
        targets=[anything, *((c, name_country(reader.words, c)) for c in NEIGHBOURS)],
        goods=goods,
        top=top,
        tops=[(t, t) for t in TOPS],
        title=_title(reader, rising, shown),
        rows=[_row(reader, r, most, late) for r in list_corridors(shown)],
        export=reader.link(
            "/circumvention", **dict(request.query_params.items()) | {"part": EXPORT}
        ),
        all=reader.words.numbers.number(rising.height),
        measure_link=reader.link("/circumvention/measure"),
        subtitle=reader.say(
            "circumvention.subtitle",
            first=reader.words.month(desk.window.start),
            last=reader.words.month(desk.window.end),
        ),
        chapters=[] if reader.part else chapter_views(reader, "circumvention"),
    )


def _export(rising: pl.DataFrame) -> str:
    """Return the rows with what each code is, as CSV."""
    named = {c: name_goods(c) for c in rising["product"].unique()}
    return write_csv(
        rising.with_columns(goods=pl.col("product").replace_strict(named, return_dtype=pl.String))
    ).decode()


def read_goods(text: str) -> str:
    """Return a list of goods by name, or codes as they are.

    Raises
    ------
    UsageError
        Neither a list nor codes of two to eight digits.
    """
    codes = [c.strip() for c in text.split(",")]
    if text in LISTS or all(c.isdigit() and 2 <= len(c) <= 8 for c in codes):
        return ",".join(codes)
    raise UsageError(
        f"goods={text!r}: write {' or '.join(LISTS)}, or codes of two to eight digits like 8703 or "
        "8542,8471."
    )


def _corridor(reader: Reader, *ends: str) -> str:
    return " – ".join(name_country(reader.words, country) for country in ends)


def _goods(reader: Reader, code: str) -> str:
    """Return what a code is, in the reader's language where it has a name for it."""
    name = describe_goods(reader.words, code)[0]
    return name[:1].upper() + name[1:]


def _title(reader: Reader, rising: pl.DataFrame, shown: pl.DataFrame) -> str:
    words, number = reader.words, reader.words.numbers.number
    if shown.is_empty():
        return words.say("web.circumvention.none")
    first = shown.row(0, named=True)
    total = float(rising["excess_eur"].sum())
    said = {
        "n": number(shown.height),
        "all": number(rising.height),
        "share": number(100 * float(shown["excess_eur"].sum()) / total),
        "total": number(total / MILLION),
        "first": _corridor(reader, first["reporter"], first["partner"]),
        "first_value": number(first["excess_eur"] / MILLION),
    }
    return words.say("web.circumvention.title", said)


def _row(reader: Reader, r: CorridorRow, most: float, late: frozenset[str]) -> dict[str, object]:
    number, words = reader.words.numbers.number, reader.words
    caution = "late" if r.reporter in late else r.caution
    low, high = (number(v / MILLION) for v in (r.excess_low, r.excess_high))
    return {
        "corridor": _corridor(reader, r.reporter, r.partner),
        "code": r.product,
        "name": _goods(reader, r.product),
        "to": reader.link(
            "/circumvention/dossier",
            **{"from": r.reporter, "to": r.partner, "goods": r.product},
        ),
        "values": {"excess": r.excess_eur, "base": r.base_eur, "now": r.now_eur},
        "excess": number(r.excess_eur / MILLION),
        "range": f"{low} {words.numbers.to} {high}",
        "share": round(100 * r.excess_eur / most),
        "base": number(r.base_eur / MILLION, 1),
        "now": number(r.now_eur / MILLION, 1),
        "calm": "–" if r.calm_ratio is None else f"× {number(r.calm_ratio, 1)}",
        "replaced": "–" if r.replaced is None else f"{number(100 * r.replaced)} %",
        "caution": words.say(f"tables.diversion_corridors.caution.{caution}"),
    }


@ROUTER.get("/circumvention/dossier", response_class=HTMLResponse)
def dossier(request: Request) -> HTMLResponse:
    """Show what is known of one corridor, evidence for and against."""
    reader = read_request(request, ("from", "to", "goods"))
    given = request.query_params
    source, target = (find_country(given.get(k) or d) for k, d in (("from", "DE"), ("to", "KG")))
    code = given.get("goods") or "8703"
    if not (code.isdigit() and 2 <= len(code) <= 8):
        raise UsageError(f"goods={code!r}: write one code of two to eight digits, like 8703.")
    if target not in NEIGHBOURS:
        raise UsageError(f"to={target}: a dossier is about one of {', '.join(NEIGHBOURS)}.")
    view = trade_desk_of(request.app).dossier(source, target, code, reader.language)
    known = {"from": source, "to": target, "goods": code}
    headings = [code[:n] for n in (2, 4, 6) if n < len(code)]
    return render(
        reader,
        "dossier",
        charts=_dossier_charts(view),
        d=view,
        known=known,
        partners=[(c, name_country(reader.words, c)) for c in NEIGHBOURS],
        wider=[
            (h, reader.link("/circumvention/dossier", **{**known, "goods": h})) for h in headings
        ],
        back=reader.link("/circumvention", **{"from": source, "to": target}),
        command=f"sinews diversion dossier {source} {target} {code}",
    )


def _dossier_charts(view: DossierCells) -> tuple[PageChart, ...]:
    source = "; ".join(view["sources"])
    return tuple(
        PageChart(
            id=f["id"],
            number=f["number"],
            title=f["title"],
            subtitle=f["subtitle"],
            alt=f["alt"],
            grade=f["grade"],
            wide=f["wide"],
            narrow=f["narrow"],
            note=(f["note"],),
            header=tuple(f["header"]),
            rows=f["rows"],
            source=source,
        )
        for section in view["sections"]
        for f in section["figures"]
    )


@ROUTER.get("/circumvention/measure", response_class=HTMLResponse)
def measure(request: Request) -> HTMLResponse:
    """Design a list of goods and countries, and show what it would cut and hit."""
    reader = read_request(request, ("goods", "countries", "hit", "exact"))
    desk = trade_desk_of(request.app)
    goods = int(read_number(reader, "goods", 25, 1, EXACT_GOODS))
    named = int(read_number(reader, "countries", 3, 1, 5))
    hit = read_number(reader, "hit", 0, 0, 1e6)
    budget = Budget(goods=goods, countries=named, hit_eur=hit * MILLION if hit else float("inf"))
    exact = choose(reader, "exact", EXACT, EXACT[0]) == EXACT[1]
    found = desk.design(budget, exact=exact)
    asked = {k: v for k in ("goods", "countries", "hit") if (v := request.query_params.get(k))}
    return render(
        reader,
        "measure",
        **_measure_view(reader, desk, found, budget),
        **_proof(reader, desk, found, budget),
        prove_link=reader.link("/circumvention/measure", **asked, exact=EXACT[1]),
        quick_link=reader.link("/circumvention/measure", **asked),
        goods=goods,
        named=named,
        hit=hit,
    )


class ProofCells(TypedDict):
    """Whether a list is proved best, and what per cent of it the quick choice blocks."""

    exact: bool
    proved: bool
    quick: str


def _proof(reader: Reader, desk: TradeDesk, found: Designed, budget: Budget) -> ProofCells:
    """Return whether the list is proved best, and what the quick choice would have blocked.

    A quick choice that reaches its own bound is proved, too.
    """
    m = found.measure
    if not m.exact:
        proved = m.blocked_eur >= m.bound_eur * (1 - 1e-12)
        return {"exact": False, "proved": proved, "quick": "100"}
    quick = desk.design(budget).measure.blocked_eur
    part = 100 * quick / m.blocked_eur if m.blocked_eur else 100.0
    return {
        "exact": True,
        "proved": True,
        "quick": reader.words.numbers.number(part, 1 if part < 99.95 else 0),
    }


class MeasureCells(TypedDict):
    """What the designer shows of a list: what it cuts, what it hits, the frontier."""

    title: str
    blocked: str
    interval: str
    hit_written: str
    per_euro: str
    bound: str
    of_all: str
    displaced: list[tuple[str, str, int]]
    index: tuple[str, str] | None
    rows: list[dict[str, object]]
    names: str
    charts: tuple[PageChart, ...]
    grade_name: str
    method: str
    notes: tuple[str, ...]
    command: str
    most: int


def _measure_view(reader: Reader, desk: TradeDesk, found: Designed, budget: Budget) -> MeasureCells:
    number, to = reader.words.numbers.number, reader.words.numbers.to
    m, e = found.measure, found.effect
    named = [name_country(reader.words, c) for c in m.countries]
    last = reader.words.say("web.measure.and", {"a": ", ".join(named[:-1]), "b": named[-1]})
    names = last if len(named) > 1 else named[0]

    def millions(value: float) -> str:
        return number(round(value / MILLION, -1 if value >= 1e8 else 0))

    def euros(value: float) -> str:
        return reader.words.numbers.with_unit(millions(value), "EUR m")

    said = {
        "goods": number(len(m.goods)),
        "countries": names,
        "blocked": millions(m.blocked_eur),
        "hit": millions(m.hit_eur),
    }
    here = (m.hit_eur / MILLION, m.blocked_eur / MILLION)
    points = _frontier(found, here)
    limit = desk.market.diverted.sum()
    return {
        "title": reader.words.say("web.measure.title", said),
        "blocked": euros(m.blocked_eur),
        "interval": f"{millions(e.low_eur)} {to} {millions(e.high_eur)}",
        "hit_written": euros(m.hit_eur),
        "per_euro": number(m.per_euro, 2) if m.per_euro is not None else "–",
        "bound": number(100 * m.blocked_eur / m.bound_eur) if m.bound_eur else "100",
        "of_all": number(100 * m.blocked_eur / limit),
        "displaced": [
            (number(100 * share), euros(left), round(100 * left / max(m.blocked_eur, 1.0)))
            for share, left in e.displaced
        ],
        "index": None
        if e.chp_before is None or e.chp_after is None
        else (number(e.chp_before, 3), number(e.chp_after, 3)),
        "rows": [
            {
                "code": g,
                "name": _goods(reader, g),
                "kept": number(100 * e.kept.get(g, 0.0)),
                "share": round(100 * e.kept.get(g, 0.0)),
                "to": reader.link("/circumvention", goods=g),
            }
            for g in m.goods
        ],
        "names": names,
        "charts": (_frontier_chart(reader, desk, points, said),),
        "grade_name": desk.detection.grade,
        "method": desk.detection.method,
        "notes": desk.detection.notes,
        "command": _command(found, budget),
        "most": EXACT_GOODS,
    }


def _frontier_chart(
    reader: Reader,
    desk: TradeDesk,
    points: list[tuple[float, float]],
    said: dict[str, str],
) -> PageChart:
    number, here = reader.words.numbers.number, points[-1]
    return PageChart(
        id="frontier",
        title=reader.words.say("web.measure.frontier"),
        subtitle=reader.words.say("web.measure.frontier_subtitle"),
        alt=reader.words.say("web.measure.title", said),
        grade=desk.detection.grade,
        wide=draw_frontier(points, here, number, narrow=False),
        narrow=draw_frontier(points, here, number, narrow=True),
        header=tuple(reader.words.say(f"web.measure.{k}") for k in ("other", "blocked")),
        rows=[(f"{a:.6g}", f"{b:.6g}") for a, b in points],
    )


def _command(found: Designed, budget: Budget) -> str:
    """Return what gives the same list on the command line."""
    words = ["sinews diversion measure", f"--goods {budget.goods} --countries {budget.countries}"]
    if isfinite(budget.hit_eur):
        words.append(f"--hit-max {budget.hit_eur:.0f}")
    return " ".join([*words, "--exact"] if found.measure.exact else words)


def _frontier(found: Designed, here: tuple[float, float]) -> list[tuple[float, float]]:
    """Return the best list for each rising limit, to the one chosen.

    A list that hits less is within every higher limit, so the line never falls.
    """
    points = [(f.hit_eur / MILLION, f.blocked_eur / MILLION) for f in found.frontier]
    rising = sorted(p for p in [*points, here] if p[0] <= here[0])
    best = accumulate((blocked for _, blocked in rising), max)
    return [(hit, blocked) for (hit, _), blocked in zip(rising, best, strict=True)]
