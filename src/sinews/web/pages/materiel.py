"""Materiel explorer: claims of losses beside confirmed ones; then the chapters."""

from typing import Any, Final

import polars as pl
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from sinews.present.figures.drawing import source_line
from sinews.present.text.prose import link
from sinews.web.drawing.svg_text import Line, draw_lines
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
CATEGORIES: Final = (
    "tank",
    "afv",
    "artillery",
    "mrl",
    "air_defence",
    "vehicles",
    "aircraft",
    "helicopter",
    "uav",
    "cruise_missiles",
    "personnel",
)
VIEWS: Final = ("month", "sum")
WINDOWS: Final = ("y2022", "y2023", "y2024", "y2025", "last_12m", "to_date")
RATIOS: Final = ("y2022", "y2024", "latest")
GAP: Final = float("nan")


@ROUTER.get("/materiel", response_class=HTMLResponse)
def materiel(request: Request) -> HTMLResponse:
    """Show what Ukraine claims and what pictures confirm, for one category."""
    reader = read_request(request, ("category", "view"))
    category = choose(reader, "category", CATEGORIES, "tank")
    view = choose(reader, "view", VIEWS, "month")
    frame = losses(reader, category)
    study, words = reader.study, reader.words
    name = words.say(f"web.materiel.category.{category}")
    total = study.figure(f"materiel.reported.{category}.to_date")
    ratio = study.figures.get(f"materiel.claimed_per_confirmed.{category}.latest")
    said = {"name": name, "claimed": words.numbers.value(total)}
    if ratio:
        said["ratio"] = words.numbers.value(ratio)
    title = words.say(f"web.materiel.title_{'both' if ratio else 'claimed'}", said)
    return render(
        reader,
        "materiel",
        charts=(_losses_chart(reader, frame, view, title),),
        category=category,
        categories=[(c, words.say(f"web.materiel.category.{c}")) for c in CATEGORIES],
        view=view,
        views=[(v, words.say(f"web.materiel.view.{v}")) for v in VIEWS],
        reported=[
            (words.say(f"web.support.window.{w}"), _number(reader, f"reported.{category}.{w}"))
            for w in WINDOWS
        ],
        ratios=[
            (
                words.say(f"web.materiel.ratio.{w}"),
                _number(reader, f"claimed_per_confirmed.{category}.{w}"),
            )
            for w in RATIOS
        ]
        if ratio
        else [],
        chapters=[] if reader.part else chapter_views(reader, "materiel"),
    )


def _losses_chart(reader: Reader, frame: pl.DataFrame, view: str, title: str) -> PageChart:
    words = reader.words
    write = words.numbers.number
    lines, months = _lines(reader, frame, view), list(frame["month"])
    end = "" if view == "month" else "_sum"
    columns = ("claimed", "confirmed")
    return PageChart(
        id="losses",
        title=title,
        subtitle=words.say(f"web.materiel.subtitle_{view}", {"month": words.month(months[-1])}),
        alt=title,
        grade="stated",
        note=(words.say("web.materiel.note"),),
        wide=draw_lines(months, lines, write, narrow=False),
        narrow=draw_lines(months, lines, write, narrow=True),
        header=tuple(words.say(f"web.materiel.{k}") for k in ("month", *columns)),
        rows=[
            (
                f"{r['month']:%Y-%m}",
                *("–" if r[f"{c}{end}"] is None else r[f"{c}{end}"] for c in columns),
            )
            for r in frame.iter_rows(named=True)
        ],
        source=source_line(reader.study, ("losses_monthly", "losses_confirmed")),
    )


def losses(reader: Reader, category: str) -> pl.DataFrame:
    """Return month, claimed, claimed_sum, confirmed, confirmed_sum; missing stays missing.

    Months that the data do not cover whole have no claimed number; a confirmed number is the
    growth of the list since the month before.
    """
    evidence = reader.shelf.evidence
    whole = pl.col("days_covered") == pl.col("month").dt.month_end().dt.day()
    claimed = (
        evidence.frame("losses_monthly")
        .filter(pl.col("category") == category)
        .select(
            "month",
            claimed=pl.when(whole).then(pl.col("claimed")),
            claimed_sum=pl.col("cumulative"),
        )
    )
    confirmed = (
        evidence.frame("losses_confirmed")
        .filter((pl.col("category") == category) & (pl.col("side") == "RU"))
        .sort("month")
        .select(
            "month",
            confirmed=pl.col("confirmed_cumulative").diff(),
            confirmed_sum=pl.col("confirmed_cumulative"),
        )
    )
    return claimed.join(confirmed, on="month", how="left").sort("month")


def _lines(reader: Reader, frame: pl.DataFrame, view: str) -> list[Line]:
    end = "" if view == "month" else "_sum"
    lines = []
    for column, role, dashed in (("claimed", "russia", False), ("confirmed", "other", False)):
        values = [GAP if v is None else float(v) for v in frame[f"{column}{end}"]]
        if any(v == v for v in values):
            label = reader.words.say(f"web.materiel.{column}")
            lines.append(Line(label=label, role=role, values=values, dashed=dashed))
    return lines


def _number(reader: Reader, id: str) -> Any:  # noqa: ANN401
    figure = reader.study.figures.get(f"materiel.{id}")
    return link(reader.study, figure.id, reader.words.numbers.value(figure)) if figure else "–"
