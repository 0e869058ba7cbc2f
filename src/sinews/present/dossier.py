"""The dossier of one corridor as a page of its own: no request leaves it."""

from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sinews.core.estimate import GRADES
from sinews.core.places import countries
from sinews.data.goods_names import name_goods
from sinews.diversion.dossier import CODES_SHOWN, Dossier
from sinews.diversion.routes import WITHOUT_FIGURE
from sinews.present.dossier_figures import (
    MILLION,
    Numbered,
    check_figures,
    level_figure,
    name_window,
    series_figures,
)
from sinews.present.fonts import font_faces
from sinews.present.prose import mark
from sinews.present.source import find_source
from sinews.present.theme import css_variables


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
    code = d.goods.prefixes[0]
    goods = name_goods(code)
    heading = f"{goods[0].upper()}{goods[1:]} from {names[d.reporter]} to {names[d.partner]}"
    sections = _sections(d)
    late = f"Not reported at the time, missing and not zero: {', '.join(d.late)}."
    return {
        "title": f"Sinews dossier: {heading} ({code})",
        "kicker": f"Corridor dossier {d.reporter} → {d.partner} · code {code} · "
        f"{name_window(d.window)}",
        "heading": heading,
        "lede": _lede(d),
        "keys": _keys(d),
        "sections": sections,
        "contents": [
            ("assessment", "Assessment"),
            *((s["id"], s["kicker"]) for s in sections),
            ("sources", "Sources"),
        ],
        "sources": [_name_source(s) for s in d.sources],
        "notes": [*([late] if d.late else []), *d.notes],
    }


def _style() -> str:
    return (files("sinews.present") / "style.css").read_text(encoding="utf-8")


def _name_source(key: str) -> str:
    id, _, release = key.partition("@")
    source = find_source(id)
    if source is None:
        return key
    return f"{source.producer}, {source.title}, release {release}."


def _lede(d: Dossier) -> str:
    now, base = d.row["now_eur"] or 0.0, d.row["base_eur"] or 0.0
    amount = f"EUR {now / MILLION:.1f} m"
    rise = (
        f"Exports came to {amount}, {now / base:,.3g} times the mean of the two years before"
        if base
        else f"Exports came to {amount}, after none in the two years before"
    )
    return (
        f"{rise}. The excess is what was not to be expected; whether it went on to Russia, these "
        "statistics alone cannot say."
    )


def _keys(d: Dossier) -> list[dict[str, str]]:
    r = d.row
    replaced = r["replaced"]
    own = {a.year: a.ratio for a in d.arrivals if a.exporter == d.reporter}
    year = d.window.end.year
    keys = [
        {
            "label": "Excess over the mean of two years",
            "value": f"EUR {(r['excess_eur'] or 0) / MILLION:.1f} m",
            "sub": f"{(r['excess_low'] or 0) / MILLION:.1f} to "
            f"{(r['excess_high'] or 0) / MILLION:.1f}, 90 % of calm-year changes",
            "grade": "estimated",
        },
        {
            "label": "Share of lost direct sales to Russia",
            "value": "none lost" if replaced is None else f"{100 * replaced:.1f} %",
            "sub": f"of EUR {(r['lost_eur'] or 0) / MILLION:,.0f} m",
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
    if d.unit_value is not None:
        keys.append(
            {
                "label": "Change of value per kilogram",
                "value": f"{d.unit_value.change_pct:+.0f} %",
                "sub": f"same mix of goods, {100 * d.unit_value.covered:.0f} % of value weighed",
                "grade": "estimated",
            }
        )
    return [*keys, _probability(d)]


def _probability(d: Dossier) -> dict[str, str]:
    pending = d.grade == "assumed" or not d.posterior
    return {
        "label": "Probability of diversion",
        "value": "pending" if pending else f"{d.posterior[0][1]:.2f}",
        "sub": "needs trade with control partners"
        if pending
        else f"highest, HS6 {d.posterior[0][0]}, EU27",
        "grade": "assumed" if pending else "estimated",
    }


def _section(id: str, kicker: str, title: str, **parts: Any) -> dict[str, Any]:  # noqa: ANN401
    empty: dict[str, Any] = {"figures": [], "sides": None, "table": None, "texts": []}
    return {"id": id, "kicker": kicker, "title": title, **empty, **parts}


def _sections(d: Dossier) -> list[dict[str, Any]]:
    numbered = Numbered()
    sides = [
        ("For", [s for s in d.statements if s.speaks_for]),
        ("Against, or open", [s for s in d.statements if not s.speaks_for]),
    ]
    return [
        _section("series", "Series", "What was exported", figures=numbered.view(series_figures(d))),
        _section(
            "checks",
            "Checks",
            "Tests that diversion could have failed",
            figures=numbered.view(check_figures(d)),
        ),
        _section("evidence", "Evidence", "For and against diversion", sides=sides),
        _section("codes", "Codes", "What a measure would name", table=_code_table(d)),
        _section(
            "since",
            "Since",
            "All goods, to the end of the data",
            figures=numbered.view([level_figure(d)]),
        ),
        _section("unseen", "Not seen", "What these data cannot see", texts=_unseen(d)),
    ]


def _unseen(d: Dossier) -> list[str]:
    """Return the published shares of routes that exporters' data miss."""
    intro = (
        "Only goods that leave the Union are counted. Western goods also reach Russia from "
        "factories elsewhere and through hubs that these data do not follow. Published shares:"
    )
    known = countries()
    shares = [
        f"{known[r.side].name}, {r.quantity.removeprefix(known[r.side].name).strip()}: "
        f"{100 * r.share:.0f} % ({r.publisher}; fact {r.fact} of the register)."
        for r in d.routes
    ]
    names = " and ".join(known[c].name for c in WITHOUT_FIGURE)
    missing = f"No published share is at hand for {names}."
    return [intro, *shares, missing]


def _code_table(d: Dossier) -> dict[str, Any]:
    total = float(d.codes["now_eur"].sum()) or 1.0
    head = d.codes.head(CODES_SHOWN)
    share = 100 * float(head["now_eur"].sum()) / total
    rows = [(r[0], *(f"{v / MILLION:,.1f}" for v in r[1:])) for r in head.iter_rows()]
    names = {code: name_goods(code) for code, *_ in rows}
    codes = "1 code covers" if len(rows) == 1 else f"{len(rows)} codes cover"
    return {
        "title": f"{codes} {share:.0f} % of the corridor",
        "subtitle": f"{d.reporter}, EUR m, {name_window(d.window)} and the same months before",
        "header": ["Code", f"{d.partner} before", "now", "Russia before", "now"],
        "rows": rows,
        "names": names if len(set(names.values())) > 1 else {},
    }
