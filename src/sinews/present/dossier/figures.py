"""Figures of a dossier: what is drawn, under which title, with which caution."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypedDict

import polars as pl
from markupsafe import Markup

from sinews.diversion.corridors.dossier import Dossier, last_month
from sinews.present.brief.compose import plain_cell
from sinews.present.dossier.charts import (
    draw_allocation,
    draw_arrivals,
    draw_checks,
    draw_elsewhere,
    draw_level,
    draw_series,
)
from sinews.present.dossier.words import MILLION, Teller
from sinews.present.figures.render import inline_svg, render_svg
from sinews.present.figures.theme import Spec, config


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierFigure:
    """One drawing with its words and the rows behind it."""

    id: str
    title: str
    subtitle: str
    alt: str
    note: str
    grade: str
    frame: pl.DataFrame
    draw: Callable[[pl.DataFrame, bool, Teller], Spec]


def series_figures(d: Dossier, tell: Teller) -> list[DossierFigure]:
    """Return the months of the whole Union, and where the reporter's goods went."""
    shown = {"exports_eur_thousand": pl.col("exports_eur") / 1e3}
    if d.expected is not None:
        low, middle, high = (v / 1e3 for v in d.expected)
        inside = pl.col("month").is_between(d.window.start, d.window.end)
        bounds = {"expected_low": low, "expected": middle, "expected_high": high}
        shown |= {k: pl.when(inside).then(pl.lit(v)) for k, v in bounds.items()}
    title = _series_title(d, tell)
    ends = {"from": "EU", "to": tell.country(d.partner)}
    return [
        DossierFigure(
            id="figure-series",
            title=title,
            subtitle=tell.say("figures.series_subtitle"),
            alt=tell.say("figures.series_alt", {**ends, "title": title}),
            note=tell.say(f"figures.series_{'note' if d.expected is None else 'band'}"),
            grade="counted",
            frame=d.series.with_columns(**shown).drop("exports_eur"),
            draw=draw_series,
        ),
        _elsewhere_figure(d, tell),
    ]


def _series_title(d: Dossier, tell: Teller) -> str:
    said = {
        "now": tell.millions(float(d.series["exports_eur"][-1])),
        "month": tell.month(last_month(d.series)),
    }
    if d.expected is None:
        before = d.series.filter(pl.col("month") < d.window.start)["exports_eur"].to_numpy()
        mean = float(before.mean()) if before.size else 0.0
        return tell.say("figures.series_plain", {**said, "before": tell.millions(mean, 2)})
    low, _, high = (tell.digits(v / MILLION, 2) for v in d.expected)
    return tell.say("figures.series_title", {**said, "low": low, "high": high})


def _elsewhere_figure(d: Dossier, tell: Teller) -> DossierFigure:
    years = sorted(d.elsewhere["year"].unique().to_list())
    shades = ("light", "grey", "blue")[-len(years) :]
    legend = ", ".join(
        tell.say(f"figures.shade.{shade}", {"year": str(y)})
        for y, shade in zip(years, shades, strict=True)
    )
    names = {c: tell.country(c) for c in d.elsewhere["partner"].unique()}
    frame = d.elsewhere.with_columns(
        partner=pl.col("partner").replace(names), exports_eur_m=pl.col("exports_eur") / MILLION
    ).drop("exports_eur")
    title = _elsewhere_title(d, tell)
    said = {
        "code": d.goods.prefixes[0],
        "source": tell.country(d.reporter),
        "window": tell.window(d.window),
        "legend": legend,
    }
    return DossierFigure(
        id="figure-elsewhere",
        title=title,
        subtitle=tell.say("figures.elsewhere_subtitle", said),
        alt=tell.say("figures.elsewhere_alt", {"title": title}),
        note=tell.say("figures.elsewhere_note"),
        grade="counted",
        frame=frame,
        draw=draw_elsewhere,
    )


def _elsewhere_title(d: Dossier, tell: Teller) -> str:
    by = {(p, y): v for p, v, y in d.elsewhere.select("partner", "exports_eur", "year").iter_rows()}
    year = d.window.start.year
    near = [sum(v for (p, y), v in by.items() if p != "RU" and y == s) for s in (year - 1, year)]
    amounts = {
        "then": by.get(("RU", year - 1), 0.0),
        "now": by.get(("RU", year), 0.0),
        "near_then": near[0],
        "near_now": near[1],
    }
    return tell.say("figures.elsewhere_title", {k: tell.millions(v, 0) for k, v in amounts.items()})


def check_figures(d: Dossier, tell: Teller) -> list[DossierFigure]:
    """Return comparisons without diversion, arrivals, and where the excess went."""
    found = [_placebo_figure(d, tell)]
    if d.arrivals:
        found.append(_arrivals_figure(d, tell))
    return [*found, *_allocation_figure(d, tell)]


def _placebo_figure(d: Dossier, tell: Teller) -> DossierFigure:
    base, now = d.row["base_eur"] or 0.0, d.row["now_eur"] or 0.0
    given = {
        "corridor": now / base if base else None,
        "calm": d.placebo_ratio,
        "others": d.other_goods_ratio,
        "russia": d.to_target_ratio,
    }
    known = {k: v for k, v in given.items() if v}
    others = [v for k, v in known.items() if k in ("calm", "others")]
    title = (
        tell.say(
            "figures.checks_title",
            {"here": tell.digits(now / base), "most": tell.digits(max(others))},
        )
        if base and others
        else tell.say("figures.checks_plain", {"count": str(len(known))})
    )
    rows = [(tell.say(f"figures.check.{k}"), v) for k, v in known.items()]
    return DossierFigure(
        id="figure-checks",
        title=title,
        subtitle=tell.say("figures.checks_subtitle"),
        alt=tell.say("figures.checks_alt", {"title": title}),
        note=tell.say("figures.checks_note"),
        grade="counted",
        frame=pl.DataFrame(rows, schema=["comparison", "exports_ratio"], orient="row"),
        draw=draw_checks,
    )


def _arrivals_figure(d: Dossier, tell: Teller) -> DossierFigure:
    arrivals = pl.DataFrame(
        [(r.year, r.exporter, r.ratio) for r in d.arrivals],
        schema={"year": pl.Int64, "exporter": pl.String, "arrived_over_sent_ratio": pl.Float64},
        orient="row",
    )
    own = [r for r in d.arrivals if r.exporter == d.reporter] or list(d.arrivals)
    last = own[-1]
    said = {
        "target": tell.country(d.partner),
        "now": tell.number(100 * last.ratio),
        "year": str(last.year),
        "then": tell.number(100 * own[0].ratio),
        "first": str(own[0].year),
    }
    return DossierFigure(
        id="figure-arrivals",
        title=tell.say("figures.arrivals_title", said),
        subtitle=tell.say("figures.arrivals_subtitle"),
        alt=tell.say("figures.arrivals_alt"),
        note=tell.say("figures.arrivals_note"),
        grade="counted",
        frame=arrivals,
        draw=draw_arrivals,
    )


def _allocation_figure(d: Dossier, tell: Teller) -> list[DossierFigure]:
    a = d.allocation
    if a.known_eur <= 0:
        return []
    parts = {
        "ghost": a.ghost_eur,
        "onward": a.onward_eur,
        "stayed": a.stayed_eur,
        "unknown": a.unknown_eur,
    }
    gone = 100 * (a.ghost_eur + a.onward_eur) / a.known_eur
    rows = [
        (tell.say(f"figures.part.{k}"), v / MILLION)
        for k, v in parts.items()
        if v > 0 or k != "unknown"
    ]
    missing = {"missing": tell.millions(a.onward_missing_eur)}
    return [
        DossierFigure(
            id="figure-allocation",
            title=tell.say("figures.allocation_title", {"gone": tell.number(gone)}),
            subtitle=tell.say("figures.allocation_subtitle", {"code": d.goods.prefixes[0]}),
            alt=tell.say("figures.allocation_alt"),
            note=tell.say("figures.allocation_note", missing),
            grade="estimated",
            frame=pl.DataFrame(rows, schema=["part", "excess_eur_m"], orient="row"),
            draw=draw_allocation,
        )
    ]


def level_figure(d: Dossier, tell: Teller) -> DossierFigure:
    """Return all exports of the reporter to the partner, to the end of the data."""
    said = {"source": tell.country(d.reporter), "target": tell.country(d.partner)}
    title = tell.say("figures.level_plain", said)
    if not d.totals.is_empty():
        before = d.totals.filter(pl.col("month") < d.window.start)["exports_eur"].tail(12)
        recent = d.totals["exports_eur"].tail(12)
        means = [float(v.to_numpy().mean()) if v.len() else 0.0 for v in (before, recent)]
        said |= {
            "now": tell.millions(means[1], 0),
            "before": tell.millions(means[0]),
            "month": tell.month(last_month(d.totals)),
        }
        title = tell.say("figures.level_title", said)
    return DossierFigure(
        id="figure-level",
        title=title,
        subtitle=tell.say("figures.level_subtitle"),
        alt=tell.say("figures.level_alt", {"title": title}),
        note=tell.say("figures.level_note"),
        grade="counted",
        frame=d.totals.with_columns(exports_eur_m=pl.col("exports_eur") / MILLION).drop(
            "exports_eur"
        ),
        draw=draw_level,
    )


class FigureCells(TypedDict):
    """A figure as the page shows it: words, rows, and both drawings."""

    id: str
    number: int
    title: str
    subtitle: str
    alt: str
    note: str
    grade: str
    header: list[str]
    rows: list[list[str]]
    wide: Markup
    narrow: Markup


class Numbered:
    """Figures get their numbers in the order in which they are shown."""

    def __init__(self, tell: Teller) -> None:
        self.tell, self.count = tell, 0

    def view(self, figures: Sequence[DossierFigure]) -> list[FigureCells]:
        """Return what the page needs of each figure: words, rows, and both drawings."""
        return [self._view(f) for f in figures]

    def _view(self, f: DossierFigure) -> FigureCells:
        self.count += 1
        drawn = {}
        for name, narrow in (("wide", False), ("narrow", True)):
            spec = {
                "width": 358 if narrow else 700,
                "autosize": {"type": "fit-x", "contains": "padding"},
                **f.draw(f.frame, narrow, self.tell),
                "config": {**config(), "locale": self.tell.words.chart_locale},
            }
            svg = render_svg(spec)
            drawn[name] = Markup(inline_svg(svg, f"{f.id}-{name[0]}-"))
        return {
            "id": f.id,
            "number": self.count,
            "title": f.title,
            "subtitle": f.subtitle,
            "alt": f.alt,
            "note": f.note,
            "grade": f.grade,
            "header": [c.replace("_", " ") for c in f.frame.columns],
            "rows": [[self._cell(v) for v in r] for r in f.frame.rows()],
            "wide": drawn["wide"],
            "narrow": drawn["narrow"],
        }

    def _cell(self, value: object) -> str:
        if value is None:
            return ""
        return plain_cell(value, self.tell.words.numbers)
