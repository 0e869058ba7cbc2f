"""Figures of a dossier: what is drawn, under which title, with which caution."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from markupsafe import Markup

from sinews.core.periods import Window
from sinews.core.places import countries
from sinews.diversion.dossier import Dossier, last_month
from sinews.present.dossier_charts import (
    draw_allocation,
    draw_arrivals,
    draw_checks,
    draw_elsewhere,
    draw_level,
    draw_series,
)
from sinews.present.svg import inline_svg, render_svg
from sinews.present.theme import Spec, config

MILLION = 1e6


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
    draw: Callable[[pl.DataFrame, bool], Spec]


def name_window(window: Window) -> str:
    """Return a window in words: ``March to November 2022``."""
    first, last = window.start, window.end
    if first == last:
        return f"{first:%B %Y}"
    start = f"{first:%B}" if first.year == last.year else f"{first:%B %Y}"
    return f"{start} to {last:%B %Y}"


def series_figures(d: Dossier) -> list[DossierFigure]:
    """Return the months of the whole Union, and where the reporter's goods went."""
    shown = {"exports_eur_thousand": pl.col("exports_eur") / 1e3}
    note = "All member states together. The dashed line marks the invasion."
    if d.expected is not None:
        low, middle, high = (v / 1e3 for v in d.expected)
        inside = pl.col("month").is_between(d.window.start, d.window.end)
        bounds = {"expected_low": low, "expected": middle, "expected_high": high}
        shown |= {k: pl.when(inside).then(pl.lit(v)) for k, v in bounds.items()}
        note += (
            " The band is what the years before give, 90 %, goods taken as independent; "
            "demand of the whole region is not in it."
        )
    return [
        DossierFigure(
            id="figure-series",
            title=_series_title(d),
            subtitle="EU27, EUR thousand a month, logarithmic scale",
            alt=f"Monthly exports of the EU to {d.partner}: {_series_title(d)}.",
            note=note,
            grade="measured",
            frame=d.series.with_columns(**shown).drop("exports_eur"),
            draw=draw_series,
        ),
        _elsewhere_figure(d),
    ]


def _series_title(d: Dossier) -> str:
    last = float(d.series["exports_eur"][-1]) / MILLION
    month = f"{last_month(d.series):%B %Y}"
    if d.expected is None:
        before = d.series.filter(pl.col("month") < d.window.start)["exports_eur"].to_numpy()
        mean = float(before.mean()) / MILLION if before.size else 0.0
        return f"EU exports came to EUR {last:.1f} m in {month}, after {mean:.2f} m a month before"
    low, _, high = (v / MILLION for v in d.expected)
    return (
        f"EU exports came to EUR {last:,.1f} m in {month}; {low:.2g} to {high:.2g} m was to be "
        "expected"
    )


def _elsewhere_figure(d: Dossier) -> DossierFigure:
    years = sorted(d.elsewhere["year"].unique().to_list())
    shades = ("light", "grey", "blue")[-len(years) :]
    legend = ", ".join(f"{y} {c}" for y, c in zip(years, shades, strict=True))
    names = pl.col("partner").replace({c: countries()[c].name for c in countries()})
    frame = d.elsewhere.with_columns(
        partner=names, exports_eur_m=pl.col("exports_eur") / MILLION
    ).drop("exports_eur")
    return DossierFigure(
        id="figure-elsewhere",
        title=_elsewhere_title(d),
        subtitle=f"Exports of {d.goods.prefixes[0]} from {countries()[d.reporter].name}, EUR m, "
        f"{name_window(d.window)} and the same months of the years before: {legend}",
        alt=f"Bars by partner and year. {_elsewhere_title(d)}.",
        note="Russia beside its neighbours: what was lost directly and what rose around it.",
        grade="measured",
        frame=frame,
        draw=draw_elsewhere,
    )


def _elsewhere_title(d: Dossier) -> str:
    by = {
        (p, y): v / MILLION
        for p, v, y in d.elsewhere.select("partner", "exports_eur", "year").iter_rows()
    }
    year = d.window.start.year
    then, now = by.get(("RU", year - 1), 0.0), by.get(("RU", year), 0.0)
    near = [sum(v for (p, y), v in by.items() if p != "RU" and y == s) for s in (year - 1, year)]
    return (
        f"To Russia EUR {then:,.0f} m became {now:,.0f} m; to six neighbours {near[0]:,.0f} m "
        f"became {near[1]:,.0f} m"
    )


def check_figures(d: Dossier) -> list[DossierFigure]:
    """Return comparisons without diversion, arrivals, and where the excess went."""
    found = [_placebo_figure(d)]
    if d.arrivals:
        found.append(_arrivals_figure(d))
    return [*found, *_allocation_figure(d)]


def _placebo_figure(d: Dossier) -> DossierFigure:
    base, now = d.row["base_eur"] or 0.0, d.row["now_eur"] or 0.0
    given = {
        "This corridor": now / base if base else None,
        "A year before, no war": d.placebo_ratio,
        "Other listed goods": d.other_goods_ratio,
        "Same goods to Russia": d.to_target_ratio,
    }
    rows = [(k, v) for k, v in given.items() if v]
    others = [v for k, v in rows[1:] if k != "Same goods to Russia"]
    title = (
        f"× {now / base:.3g} here; × {max(others):.3g} at most where diversion cannot be the reason"
        if base and others
        else f"{len(rows)} comparisons with the years before the war"
    )
    return DossierFigure(
        id="figure-checks",
        title=title,
        subtitle="Exports as a multiple of their base, logarithmic scale; the base of this "
        "corridor is the mean of two years, of the others the year before",
        alt=f"Comparisons as multiples of their base: {title}.",
        note="Small markets swing from year to year, war or not. Other goods of the list may be "
        "diverted as well: that comparison is a hard one.",
        grade="measured",
        frame=pl.DataFrame(rows, schema=["comparison", "exports_ratio"], orient="row"),
        draw=draw_checks,
    )


def _arrivals_figure(d: Dossier) -> DossierFigure:
    arrivals = pl.DataFrame(
        [(r.year, r.exporter, r.ratio) for r in d.arrivals],
        schema={"year": pl.Int64, "exporter": pl.String, "arrived_over_sent_ratio": pl.Float64},
        orient="row",
    )
    own = [r for r in d.arrivals if r.exporter == d.reporter] or list(d.arrivals)
    last = own[-1]
    return DossierFigure(
        id="figure-arrivals",
        title=f"{countries()[d.partner].name} booked {100 * last.ratio:.0f} % of what was sent in "
        f"{last.year}, after {100 * own[0].ratio:.0f} % in {own[0].year}",
        subtitle="Imports that the importer reports over exports that the exporter reports, all "
        "goods; 1: as much arrives as was sent",
        alt="Ratio of imports reported to exports reported, by year.",
        note="Totals only. Import values include freight. Years that cannot be whole are left out.",
        grade="measured",
        frame=arrivals,
        draw=draw_arrivals,
    )


def _allocation_figure(d: Dossier) -> list[DossierFigure]:
    a = d.allocation
    if a.known_eur <= 0:
        return []
    parts = {
        "Never arrived": a.ghost_eur,
        "Seen leaving for Russia": a.onward_eur,
        "Stayed, or not seen leaving": a.stayed_eur,
        "Partner did not report": a.unknown_eur,
    }
    gone = 100 * (a.ghost_eur + a.onward_eur) / a.known_eur
    rows = [(k, v / MILLION) for k, v in parts.items() if v > 0 or k != "Partner did not report"]
    return [
        DossierFigure(
            id="figure-allocation",
            title=f"{gone:.0f} % of the excess never arrived or was seen leaving for Russia",
            subtitle=f"Excess of the Union's exports of {d.goods.prefixes[0]}, EUR m, by what the "
            "partner reports",
            alt="Bars: the excess that never arrived, left for Russia, or stayed.",
            note="Against the pair's own ratio before the war. Missing reports are not zero: of "
            f"what stayed, EUR {a.onward_missing_eur / MILLION:,.1f} m has no report of trade "
            "with Russia.",
            grade="estimated",
            frame=pl.DataFrame(rows, schema=["part", "excess_eur_m"], orient="row"),
            draw=draw_allocation,
        )
    ]


def level_figure(d: Dossier) -> DossierFigure:
    """Return all exports of the reporter to the partner, to the end of the data."""
    names = [countries()[c].name for c in (d.reporter, d.partner)]
    title = f"All exports from {names[0]} to {names[1]}"
    if not d.totals.is_empty():
        before = d.totals.filter(pl.col("month") < d.window.start)["exports_eur"].tail(12)
        recent = d.totals["exports_eur"].tail(12)
        means = [float(v.to_numpy().mean()) / MILLION if v.len() else 0.0 for v in (before, recent)]
        end = f"{last_month(d.totals):%B %Y}"
        title = (
            f"{names[0]} sent EUR {means[1]:,.0f} m a month in the year to {end}, after "
            f"{means[0]:,.1f} m before the war"
        )
    return DossierFigure(
        id="figure-level",
        title=title,
        subtitle="EUR m a month, all goods",
        alt=f"Monthly exports of all goods. {title}.",
        note="Totals do not show goods; the newest months are revised later.",
        grade="measured",
        frame=d.totals.with_columns(exports_eur_m=pl.col("exports_eur") / MILLION).drop(
            "exports_eur"
        ),
        draw=draw_level,
    )


class Numbered:
    """Figures get their numbers in the order in which they are shown."""

    def __init__(self) -> None:
        self.count = 0

    def view(self, figures: Sequence[DossierFigure]) -> list[dict[str, Any]]:
        """Return what the page needs of each figure: words, rows, and both drawings."""
        return [self._view(f) for f in figures]

    def _view(self, f: DossierFigure) -> dict[str, Any]:
        self.count += 1
        drawn = {}
        for name, narrow in (("wide", False), ("narrow", True)):
            spec = {
                "width": 358 if narrow else 700,
                "autosize": {"type": "fit-x", "contains": "padding"},
                **f.draw(f.frame, narrow),
                "config": config(),
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
            "rows": [[_cell(v) for v in r] for r in f.frame.rows()],
            **drawn,
        }


def _cell(value: object) -> str:
    return f"{value:,.4g}" if isinstance(value, float) else str(value)
