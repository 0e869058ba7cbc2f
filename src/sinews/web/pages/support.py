"""Support explorer: donors by year and type, every cell with its origin; then the chapters."""

from dataclasses import dataclass
from typing import Final, Literal, TypedDict

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from sinews.errors import UsageError
from sinews.present.figures.drawing import source_line
from sinews.present.text.prose import link
from sinews.support.groups import GROUPS, TYPES
from sinews.support.prices import LAST_YEAR
from sinews.support.totals import Question, sum_support
from sinews.web.donors import EVERYONE, SINGLE, Choice, link_groups, read_choice
from sinews.web.drawing.svg_text import draw_bars, draw_years
from sinews.web.page import (
    PageRoute,
    Reader,
    choose,
    read_number,
    read_request,
    render,
)
from sinews.web.sharing.share import PageChart
from sinews.web.views import chapter_views

ROUTER: Final = APIRouter(route_class=PageRoute)
MEASURES: Final = ("allocated", "committed")
WINDOWS: Final = ("to_date", "last_12m", "y2022", "y2023", "y2024", "y2025", "y2026")
MOST: Final = 9
"""Donors drawn year by year; the table holds every one that is chosen."""
RANKED: Final = 12
SIZE: Final = "EUR bn"
FIRST, LAST = 2022, 2026
"""Years between which the reader can choose."""


class Asked(TypedDict, total=False):
    """What a basis asks of `support.totals`."""

    per: Literal["gdp", "head"]
    prices: int


BASES: Final[dict[str, tuple[str, int, Asked]]] = {
    "eur": ("EUR bn", 1, {}),
    "gdp": ("% of GDP", 2, {"per": "gdp"}),
    "head": ("EUR/head", 0, {"per": "head"}),
    "real": ("EUR bn", 1, {"prices": LAST_YEAR}),
}
"""Basis to its unit, its decimals, and what it asks of `support.totals`."""
Panels = list[tuple[str, list[tuple[str, float, str]]]]
"""Donors with their years: label, value, value as it is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """One donor of the ranking; ``written`` is its value with the unit, ``bare`` without."""

    name: str
    value: float
    bare: str
    written: str


@ROUTER.get("/support", response_class=HTMLResponse)
def support(request: Request) -> HTMLResponse:
    """Show donors ranked and by year, for one measure, type and window."""
    known = ("measure", "type", "window", "donor", "basis", "first", "last", "group")
    reader = read_request(request, known)
    measure = choose(reader, "measure", MEASURES, "allocated")
    type = choose(reader, "type", TYPES, "military")
    window = choose(reader, "window", WINDOWS, "to_date")
    basis = choose(reader, "basis", tuple(BASES), "eur")
    first, last = (
        int(read_number(reader, name, default, FIRST, LAST))
        for name, default in (("first", FIRST), ("last", LAST))
    )
    years = (min(first, last), max(first, last))
    chosen = read_choice(reader)
    donors, drawn = order_donors(reader, chosen, f"support.{measure}.{{}}.{type}.to_date")
    ranked = rank(reader, chosen, (measure, type, window, basis), years)
    panels = [
        (
            chosen.names[d],
            [_year(reader, f"support.{measure}.{d}.{type}.{w}", w) for w in WINDOWS[2:]],
        )
        for d in drawn
    ]
    said = {
        k: reader.words.say(f"web.support.{k}.{v}")
        for k, v in (("type", type), ("window", window), ("basis", basis))
    }
    if window == "to_date" and years != (FIRST, LAST):
        said["window"] = "–".join(str(y) for y in dict.fromkeys(years))
    alone = chosen.group == EVERYONE
    said |= {"group": "" if alone else chosen.label, "count": str(len(donors))}
    return render(
        reader,
        "support",
        charts=(_rank_chart(reader, ranked, measure, said), _years_chart(reader, panels, said)),
        basis=basis,
        bases=_named(reader, "basis", tuple(BASES)),
        years=years,
        ends=(FIRST, LAST),
        measure=measure,
        measures=_named(reader, "measure", MEASURES),
        type=type,
        types=_named(reader, "type", TYPES),
        window=window,
        windows=_named(reader, "window", WINDOWS),
        donors=donors,
        names=chosen.names,
        group="" if alone else chosen.group,
        groups=link_groups(reader, chosen),
        rows=[_row(reader, chosen.names[d], d, measure, type) for d in donors],
        heads=[reader.words.say(f"web.support.window.{w}") for w in (*WINDOWS[2:], *WINDOWS[:2])],
        prefix=f"support.{measure}",
        chapters=[] if reader.part else chapter_views(reader, "support"),
    )


def _rank_chart(
    reader: Reader, ranked: list[Ranked], measure: str, said: dict[str, str]
) -> PageChart:
    title = _title(reader, ranked, measure, said)
    return PageChart(
        id="rank",
        title=title,
        subtitle=reader.say(f"support.rank_subtitle{'_group' if said['group'] else ''}", **said),
        alt=title,
        grade="counted",
        note=(reader.say("support.rank_note"),),
        wide=_bars(ranked, narrow=False),
        narrow=_bars(ranked, narrow=True),
        header=(reader.words.say("web.support.donor"), said["basis"]),
        rows=[(r.name, f"{r.value:.6g}") for r in ranked],
        source=source_line(reader.study, ("support_monthly",)),
    )


def _years_chart(reader: Reader, panels: Panels, said: dict[str, str]) -> PageChart:
    return PageChart(
        id="years",
        title=reader.words.say("web.support.years_title"),
        subtitle=reader.say("support.years_subtitle", type=said["type"]),
        alt=reader.words.say("web.support.years_alt"),
        grade="counted",
        note=(reader.say("support.years_note"), *_say_most(reader, said)),
        wide=draw_years(panels, "europe", narrow=False),
        narrow=draw_years(panels, "europe", narrow=True),
        header=(reader.words.say("web.support.donor"), *(w[1:] for w in WINDOWS[2:])),
        rows=[(name, *(f"{v:.6g}" for _, v, _ in cells)) for name, cells in panels],
        source=source_line(reader.study, ("support_monthly",)),
    )


def order_donors(
    reader: Reader, chosen: Choice, pattern: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the donors compared, those of a group by size, and the largest, which are drawn."""
    falling = sorted(chosen.donors, key=lambda d: -reader.study.figure(pattern.format(d)).value)
    own = chosen.group != EVERYONE and not reader.request.query_params.get("donor")
    donors = tuple(falling) if own else chosen.donors
    return donors, tuple(d for d in donors if d in falling[:MOST])


def rank(
    reader: Reader, chosen: Choice, asked: tuple[str, str, str, str], years: tuple[int, int]
) -> list[Ranked]:
    """Return single donors of the group, largest first; those with nothing are left out.

    Published figures where there are such; sums of years and other bases are computed by
    `support.totals`, of allocations only.

    Parameters
    ----------
    asked
        Measure, type, window, basis.
    years
        First and last year, where the window is the whole time.
    """
    measure, type, window, basis = asked
    if basis == "eur" and (window != "to_date" or years == (FIRST, LAST)):
        found = _published(reader, chosen, f"support.{measure}.{{}}.{type}.{window}")
    elif measure == "allocated":
        found = _summed(reader, chosen, (type, window, basis), years)
    else:
        found = []
    kept = [r for r in found if r.value > 0]
    return sorted(kept, key=lambda r: (-r.value, r.name))[:RANKED]


def _published(reader: Reader, chosen: Choice, pattern: str) -> list[Ranked]:
    numbers, found = reader.words.numbers, []
    for id, name in chosen.names.items():
        if id in chosen.members and (id not in GROUPS or id in SINGLE):
            f = reader.study.figure(pattern.format(id))
            found.append(
                Ranked(name=name, value=f.value, bare=numbers.bare(f), written=numbers.value(f))
            )
    return found


def _summed(
    reader: Reader, chosen: Choice, asked: tuple[str, str, str], years: tuple[int, int]
) -> list[Ranked]:
    """Return sums on another basis or over chosen years; nothing where the data do not give it."""
    type, window, basis = asked
    unit, decimals, how = BASES[basis]
    months = f"{years[0]}-01:{years[1]}-12" if window == "to_date" else window
    question = Question(by="donor", window=months.removeprefix("y"), type=type, **how)
    try:
        frame = sum_support(reader.evidence, question).frame
    except UsageError:
        return []
    numbers, found = reader.words.numbers, []
    for key, label, value in frame.select("key", "label", "value").rows():
        if key.lower() not in chosen.members:
            continue
        bare = numbers.number(value, decimals)
        name = reader.words.donor(key, label)
        found.append(
            Ranked(name=name, value=value, bare=bare, written=numbers.with_unit(bare, unit))
        )
    return found


def _say_most(reader: Reader, said: dict[str, str]) -> list[Markup]:
    """Return that only the largest are drawn, where that is so."""
    more = int(said["count"]) > MOST
    return [reader.say("support.years_most", count=said["count"])] if more else []


def _bars(ranked: list[Ranked], *, narrow: bool) -> Markup:
    return draw_bars([(r.name, r.value, r.bare) for r in ranked], "europe", narrow=narrow)


def _title(reader: Reader, ranked: list[Ranked], measure: str, said: dict[str, str]) -> str:
    words = reader.words
    if not ranked:
        return words.say("web.support.nothing", said)
    said = dict(said)
    for place, row in zip(("first", "second"), ranked, strict=False):
        said |= {place: row.name, f"{place}_value": row.written}
    return words.say(f"web.support.title_{'one' if len(ranked) == 1 else measure}", said)


def _year(reader: Reader, id: str, window: str) -> tuple[str, float, str]:
    figure = reader.study.figure(id)
    return window[1:], figure.value, reader.words.numbers.bare(figure)


def _row(reader: Reader, name: str, donor: str, measure: str, type: str) -> dict[str, object]:
    study, numbers = reader.study, reader.words.numbers
    figures = [
        study.figure(f"support.{measure}.{donor}.{type}.{w}") for w in (*WINDOWS[2:], *WINDOWS[:2])
    ]
    share = study.figures.get(f"support.gdp_share.{donor}.with_eu_share.to_date")
    return {
        "name": name,
        "cells": [(f.value, link(study, f.id, numbers.bare(f))) for f in figures],
        "gdp": link(study, share.id, numbers.bare(share)) if share else "",
        "share": share.value if share else -1,
    }


def _named(reader: Reader, kind: str, ids: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(id, reader.words.say(f"web.support.{kind}.{id}")) for id in ids]
