"""Support explorer: donors by year and type, every cell with its origin; then the chapters."""

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from sinews.core.figure import Figure
from sinews.errors import UnknownNameError, UsageError
from sinews.present.figures.drawing import source_line
from sinews.present.text.prose import link
from sinews.support.groups import GROUPS, TYPES, list_members
from sinews.web.drawing.svg_text import draw_bars, draw_years
from sinews.web.page import (
    PageRoute,
    Reader,
    choose,
    read_request,
    render,
)
from sinews.web.sharing.share import PageChart
from sinews.web.views import chapter_views

ROUTER: Final = APIRouter(route_class=PageRoute)
MEASURES: Final = ("allocated", "committed")
WINDOWS: Final = ("to_date", "last_12m", "y2022", "y2023", "y2024", "y2025", "y2026")
CHOSEN: Final = ("us", "europe", "eu_institutions", "de", "gb", "pl")
"""Donors that are compared until the reader chooses others."""
MOST: Final = 9
RANKED: Final = 12
SIZE: Final = "EUR bn"
Panels = list[tuple[str, list[tuple[str, float, str]]]]
"""Donors with their years: label, value, value as it is written."""


@ROUTER.get("/support", response_class=HTMLResponse)
def support(request: Request) -> HTMLResponse:
    """Show donors ranked and by year, for one measure, type and window."""
    reader = read_request(request, ("measure", "type", "window", "donor"))
    measure = choose(reader, "measure", MEASURES, "allocated")
    type = choose(reader, "type", TYPES, "military")
    window = choose(reader, "window", WINDOWS, "to_date")
    names = member_names(reader)
    donors = read_donors(request.query_params.getlist("donor"), names)
    ranked = rank(reader, names, measure, type, window)
    panels = [
        (names[d], [_year(reader, f"support.{measure}.{d}.{type}.{w}", w) for w in WINDOWS[2:]])
        for d in donors
    ]
    said = {
        k: reader.words.say(f"web.support.{k}.{v}") for k, v in (("type", type), ("window", window))
    }
    return render(
        reader,
        "support",
        charts=(_rank_chart(reader, ranked, measure, said), _years_chart(reader, panels, said)),
        measure=measure,
        measures=_named(reader, "measure", MEASURES),
        type=type,
        types=_named(reader, "type", TYPES),
        window=window,
        windows=_named(reader, "window", WINDOWS),
        donors=donors,
        names=names,
        rows=[_row(reader, names[d], d, measure, type) for d in donors],
        heads=[reader.words.say(f"web.support.window.{w}") for w in (*WINDOWS[2:], *WINDOWS[:2])],
        prefix=f"support.{measure}",
        chapters=[] if reader.part else chapter_views(reader, "support"),
    )


def _rank_chart(
    reader: Reader, ranked: list[tuple[str, Figure]], measure: str, said: dict[str, str]
) -> PageChart:
    title = _title(reader, ranked, measure, said)
    return PageChart(
        id="rank",
        title=title,
        subtitle=reader.say("support.rank_subtitle", **said),
        alt=title,
        grade="counted",
        note=(reader.say("support.rank_note"),),
        wide=_bars(reader, ranked, narrow=False),
        narrow=_bars(reader, ranked, narrow=True),
        header=(reader.words.say("web.support.donor"), SIZE),
        rows=[(name, f"{f.value:.6g}") for name, f in ranked],
        source=source_line(reader.study, ("support_monthly",)),
    )


def _years_chart(reader: Reader, panels: Panels, said: dict[str, str]) -> PageChart:
    return PageChart(
        id="years",
        title=reader.words.say("web.support.years_title"),
        subtitle=reader.say("support.years_subtitle", type=said["type"]),
        alt=reader.words.say("web.support.years_alt"),
        grade="counted",
        note=(reader.say("support.years_note"),),
        wide=draw_years(panels, "europe", narrow=False),
        narrow=draw_years(panels, "europe", narrow=True),
        header=(reader.words.say("web.support.donor"), *(w[1:] for w in WINDOWS[2:])),
        rows=[(name, *(f"{v:.6g}" for _, v, _ in cells)) for name, cells in panels],
        source=source_line(reader.study, ("support_monthly",)),
    )


def member_names(reader: Reader) -> dict[str, str]:
    """Return every donor and group with its name in the reader's language, groups first."""
    members = list_members(reader.shelf.evidence.frame("donors"))
    named = {id: reader.name("donors", id, name) for id, (name, _) in members.items()}
    return {id: named[id][:1].upper() + named[id][1:] for id in named}


def read_donors(asked: list[str], names: dict[str, str]) -> list[str]:
    """Return the donors to compare.

    Raises
    ------
    UnknownNameError
        There is no such donor or group.
    UsageError
        Too many are asked for.
    """
    donors = list(dict.fromkeys(d for d in asked if d)) or list(CHOSEN)
    for d in donors:
        if d not in names:
            raise UnknownNameError("donor", d, names)
    if len(donors) > MOST:
        raise UsageError(f"{len(donors)} donors are asked for; choose at most {MOST}.")
    return donors


def rank(
    reader: Reader, names: dict[str, str], measure: str, type: str, window: str
) -> list[tuple[str, Figure]]:
    """Return single donors with their figures, largest first; those with nothing are left out."""
    found = [
        (name, reader.study.figure(f"support.{measure}.{id}.{type}.{window}"))
        for id, name in names.items()
        if id not in GROUPS or id in ("us", "eu_institutions")
    ]
    kept = [(name, f) for name, f in found if f.value > 0]
    return sorted(kept, key=lambda row: (-row[1].value, row[0]))[:RANKED]


def _bars(reader: Reader, ranked: list[tuple[str, Figure]], *, narrow: bool) -> Any:  # noqa: ANN401
    bare = reader.words.numbers.bare
    return draw_bars([(n, f.value, bare(f)) for n, f in ranked], "europe", narrow=narrow)


def _title(
    reader: Reader, ranked: list[tuple[str, Figure]], measure: str, said: dict[str, str]
) -> str:
    words = reader.words
    if not ranked:
        return words.say("web.support.nothing", said)
    said = dict(said)
    for place, (name, figure) in zip(("first", "second"), ranked, strict=False):
        said |= {place: name, f"{place}_value": words.numbers.value(figure)}
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
        "cells": [link(study, f.id, numbers.bare(f)) for f in figures],
        "gdp": link(study, share.id, numbers.bare(share)) if share else "",
    }


def _named(reader: Reader, kind: str, ids: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(id, reader.words.say(f"web.support.{kind}.{id}")) for id in ids]
