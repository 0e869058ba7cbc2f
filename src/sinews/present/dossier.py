"""The dossier of one corridor as a page of its own: no request leaves it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import polars as pl
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sinews.core.estimate import GRADES
from sinews.core.places import countries
from sinews.diversion.dossier import CODES_SHOWN, Dossier
from sinews.present.dossier_charts import (
    draw_arrivals,
    draw_checks,
    draw_elsewhere,
    draw_level,
    draw_series,
)
from sinews.present.fonts import font_faces
from sinews.present.prose import mark
from sinews.present.svg import inline_svg, render_svg
from sinews.present.theme import Spec, config, css_variables

_MILLION = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figure:
    id: str
    title: str
    subtitle: str
    alt: str
    note: str
    grade: str
    frame: pl.DataFrame
    draw: Callable[[pl.DataFrame, bool], Spec]


def render_dossier(d: Dossier, command: str) -> str:
    """Return the page of a dossier as HTML."""
    env = Environment(
        loader=PackageLoader("sinews.present"), autoescape=True, undefined=StrictUndefined
    )
    page: str = env.get_template("dossier.html.jinja").render(
        css=Markup(font_faces() + css_variables() + _style()),
        marks={g: mark(g) for g in GRADES},
        command=command,
        **view_dossier(d),
    )
    return page


def view_dossier(d: Dossier) -> dict[str, Any]:
    """Return what a page shows of a dossier: heading, key numbers, sections with drawings."""
    names = {c: countries()[c].name for c in (d.reporter, d.partner)}
    heading = f"{d.goods.prefixes[0]} from {names[d.reporter]} to {names[d.partner]}"
    sections = _sections(d)
    late = f"Not reported at the time, missing and not zero: {', '.join(d.late)}."
    return {
        "title": f"Sinews dossier: {heading}",
        "kicker": f"Corridor dossier {d.reporter} → {d.partner} · {d.goods.label} · {d.window.id}",
        "heading": heading,
        "lede": _lede(d),
        "keys": _keys(d),
        "sections": sections,
        "contents": [
            ("assessment", "Assessment"),
            *((s["id"], s["kicker"]) for s in sections),
            ("sources", "Sources"),
        ],
        "sources": [f"Release {s}" for s in d.sources],
        "notes": [late] if d.late else [],
    }


def _style() -> str:
    return (files("sinews.present") / "style.css").read_text(encoding="utf-8")


def _lede(d: Dossier) -> str:
    now, base = d.row["now_eur"] or 0.0, d.row["base_eur"] or 0.0
    rise = f"{now / base:.0f} times" if base else "from nothing to"
    return (
        f"Exports came to {rise} the mean of the two years before: EUR {now / _MILLION:.1f} m. The "
        "excess is what was not to be expected; whether it went on to Russia, trade statistics "
        "cannot say."
    )


def _keys(d: Dossier) -> list[dict[str, str]]:
    r = d.row
    replaced = r["replaced"]
    own = {a.year: a.ratio for a in d.arrivals if a.exporter == d.reporter}
    year = d.window.end.year
    best = d.posterior[0] if d.posterior else None
    keys = [
        {
            "label": "Excess over the mean of two years",
            "value": f"EUR {(r['excess_eur'] or 0) / _MILLION:.1f} m",
            "sub": f"{(r['excess_low'] or 0) / _MILLION:.1f} to "
            f"{(r['excess_high'] or 0) / _MILLION:.1f}, 90 % of calm-year changes",
            "grade": "estimated",
        },
        {
            "label": "Share of lost direct sales to Russia",
            "value": "none lost" if replaced is None else f"{100 * replaced:.1f} %",
            "sub": f"of EUR {(r['lost_eur'] or 0) / _MILLION:,.0f} m",
            "grade": "estimated",
        },
    ]
    if year in own:
        keys.append(
            {
                "label": f"Arrived over sent, all goods, {year}",
                "value": f"{own[year]:.2f}",
                "sub": f"{own[year - 1]:.2f} the year before" if year - 1 in own else "",
                "grade": "measured",
            }
        )
    pending = d.grade == "assumed"
    keys.append(
        {
            "label": "Probability of diversion",
            "value": "pending" if pending or best is None else f"{best[1]:.2f}",
            "sub": "needs trade with control partners"
            if pending or best is None
            else f"highest, HS6 {best[0]}, EU27",
            "grade": "assumed" if pending else "estimated",
        }
    )
    return keys


def _sections(d: Dossier) -> list[dict[str, Any]]:
    numbered = _Numbered()
    return [
        {
            "id": "series",
            "kicker": "Series",
            "title": "What was exported",
            "figures": numbered.view(_series_figures(d)),
            "sides": None,
            "table": None,
        },
        {
            "id": "checks",
            "kicker": "Checks",
            "title": "Tests that diversion could have failed",
            "figures": numbered.view(_check_figures(d)),
            "sides": None,
            "table": None,
        },
        {
            "id": "evidence",
            "kicker": "Evidence",
            "title": "For and against diversion",
            "figures": [],
            "sides": [
                ("For", [s for s in d.statements if s.speaks_for]),
                ("Against, or open", [s for s in d.statements if not s.speaks_for]),
            ],
            "table": None,
        },
        {
            "id": "codes",
            "kicker": "What a measure would name",
            "title": "Codes of this corridor",
            "figures": [],
            "sides": None,
            "table": _code_table(d),
        },
        {
            "id": "since",
            "kicker": "Since",
            "title": "All goods, to the end of the data",
            "figures": numbered.view([_level_figure(d)]),
            "sides": None,
            "table": None,
        },
    ]


def _series_figures(d: Dossier) -> list[_Figure]:
    span = "March to November" if d.window.start.month == 3 else d.window.id
    return [
        _Figure(
            id="figure-series",
            title=_series_title(d),
            subtitle="EU27, EUR thousand a month, logarithmic scale",
            alt=f"Monthly exports of the EU to {d.partner}, EUR thousand, logarithmic scale.",
            note="All member states together; months by member state are not in the shipped "
            "tables. The line marks the invasion.",
            grade="measured",
            frame=d.series.with_columns(exports_eur_thousand=pl.col("exports_eur") / 1e3).drop(
                "exports_eur"
            ),
            draw=draw_series,
        ),
        _Figure(
            id="figure-elsewhere",
            title=_elsewhere_title(d),
            subtitle=f"Exports of {d.goods.prefixes[0]} from {d.reporter}, EUR m, {span}",
            alt="Bars by partner and year: Russia and six neighbours.",
            note="Russia beside its neighbours: what was lost directly and what rose around it.",
            grade="measured",
            frame=d.elsewhere.with_columns(exports_eur_m=pl.col("exports_eur") / _MILLION).drop(
                "exports_eur"
            ),
            draw=draw_elsewhere,
        ),
    ]


def _series_title(d: Dossier) -> str:
    before = d.series.filter(pl.col("month") < d.window.start)["exports_eur"].to_numpy()
    last = float(d.series["exports_eur"][-1]) / _MILLION
    mean = float(before.mean()) / _MILLION if before.size else 0.0
    return f"EU exports came to EUR {last:.1f} m in the last month, after EUR {mean:.2f} m before"


def _elsewhere_title(d: Dossier) -> str:
    by = {
        (p, y): v / _MILLION
        for p, v, y in d.elsewhere.select("partner", "exports_eur", "year").iter_rows()
    }
    year = d.window.start.year
    then, now = by.get(("RU", year - 1), 0.0), by.get(("RU", year), 0.0)
    near = [sum(v for (p, y), v in by.items() if p != "RU" and y == s) for s in (year - 1, year)]
    return (
        f"To Russia EUR {then:,.0f} m became {now:,.0f} m; to six neighbours {near[0]:,.0f} m "
        f"became {near[1]:,.0f} m"
    )


def _check_figures(d: Dossier) -> list[_Figure]:
    base = d.row["base_eur"] or 0.0
    rows = [
        ("This corridor, on the mean of two years", (d.row["now_eur"] or 0.0) / base)
        if base
        else None,
        ("The same a year before, no war", d.placebo_ratio) if d.placebo_ratio else None,
        ("Other goods of the list, same pair", d.other_goods_ratio)
        if d.other_goods_ratio
        else None,
        ("The same goods to Russia", d.to_target_ratio) if d.to_target_ratio else None,
    ]
    checks = pl.DataFrame(
        [r for r in rows if r], schema=["comparison", "exports_ratio"], orient="row"
    )
    arrivals = pl.DataFrame(
        [(r.year, r.exporter, r.ratio) for r in d.arrivals],
        schema={"year": pl.Int64, "exporter": pl.String, "arrived_over_sent_ratio": pl.Float64},
        orient="row",
    )
    found = [
        _Figure(
            id="figure-checks",
            title="The same comparison where diversion cannot be the reason",
            subtitle="Exports as a multiple of their base, logarithmic scale",
            alt="Four comparisons as multiples of their base.",
            note="Small markets swing from year to year, war or not.",
            grade="measured",
            frame=checks,
            draw=draw_checks,
        )
    ]
    if not arrivals.is_empty():
        found.append(
            _Figure(
                id="figure-arrivals",
                title="What the importer reports over what the exporter reports",
                subtitle="All goods, by year; 1 means that as much arrives as was sent",
                alt="Ratio of imports reported to exports reported, by year.",
                note="Totals only. Import values include freight. Years that cannot be whole are "
                "left out.",
                grade="measured",
                frame=arrivals,
                draw=draw_arrivals,
            )
        )
    return found


def _level_figure(d: Dossier) -> _Figure:
    return _Figure(
        id="figure-level",
        title=f"All exports from {d.reporter} to {d.partner}",
        subtitle="EUR m a month, all goods",
        alt="Monthly exports of all goods in EUR million.",
        note="Totals do not show goods; the newest months are revised later.",
        grade="measured",
        frame=d.totals.with_columns(exports_eur_m=pl.col("exports_eur") / _MILLION).drop(
            "exports_eur"
        ),
        draw=draw_level,
    )


def _code_table(d: Dossier) -> dict[str, Any]:
    total = float(d.codes["now_eur"].sum()) or 1.0
    head = d.codes.head(CODES_SHOWN)
    share = 100 * float(head["now_eur"].sum()) / total
    rows = [(r[0], *(f"{v / _MILLION:,.1f}" for v in r[1:])) for r in head.iter_rows()]
    return {
        "title": f"{len(rows)} codes cover {share:.0f} % of the corridor",
        "subtitle": f"{d.reporter}, EUR m, {d.window.id} and the same months a year before",
        "header": ["CN8", f"{d.partner} before", f"{d.partner} now", "RU before", "RU now"],
        "rows": rows,
    }


class _Numbered:
    def __init__(self) -> None:
        self.count = 0

    def view(self, figures: Sequence[_Figure]) -> list[dict[str, Any]]:
        return [self._view(f) for f in figures]

    def _view(self, f: _Figure) -> dict[str, Any]:
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
