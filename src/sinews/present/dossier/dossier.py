"""The dossier of one corridor as a page of its own: no request leaves it."""

from importlib.resources import files
from typing import TypedDict

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from sinews.core.estimate import GRADES
from sinews.diversion.corridors.dossier import CODES_SHOWN, Dossier
from sinews.diversion.totals.books import WITHOUT_FIGURE
from sinews.present.dossier.figures import (
    FigureCells,
    Numbered,
    check_figures,
    level_figure,
    series_figures,
)
from sinews.present.dossier.words import MILLION, Teller
from sinews.present.figures.drawing import find_source
from sinews.present.figures.fonts import characters_of, font_faces
from sinews.present.figures.theme import css_variables
from sinews.present.text.labels import say_maker, say_title
from sinews.present.text.prose import mark
from sinews.present.text.words import read_words

Sides = list[tuple[str, list[dict[str, str]]]]
"""What speaks for diversion and what against: heading, statements with their strength."""


class SectionCells(TypedDict):
    """One section of a dossier."""

    id: str
    kicker: str
    title: str
    figures: tuple[FigureCells, ...]
    sides: Sides | None
    table: dict[str, object] | None
    texts: list[str]


class DossierCells(TypedDict):
    """What a page shows of a dossier: heading, key numbers, sections with drawings."""

    title: str
    kicker: str
    heading: str
    marked: str | Markup
    lede: str
    keys: list[dict[str, str]]
    sections: list[SectionCells]
    strengths: str
    key_numbers: str
    contents: list[tuple[str, str]]
    sources: list[str]
    late: str
    notes: tuple[str, ...]


def render_dossier(d: Dossier, command: str, language: str = "en") -> str:
    """Return the page of a dossier as HTML, in one of the languages of the brief.

    Raises
    ------
    UnknownNameError
        The package ships no such language.
    """
    tell = Teller(words=read_words(language))
    env = Environment(
        loader=PackageLoader("sinews.present"), autoescape=True, undefined=StrictUndefined
    )
    faces = font_faces(characters_of(language))
    page: str = env.get_template("dossier.html.jinja").render(
        css=Markup(faces + css_variables() + _style()),
        marks={g: mark(g) for g in GRADES},
        language=language,
        words=tell.words,
        foreign="" if language == "en" else Markup(' lang="en"'),
        command=command,
        **view_dossier(d, language),
    )
    return page


def view_dossier(d: Dossier, language: str = "en") -> DossierCells:
    """Return what a page shows of a dossier: heading, key numbers, sections with drawings."""
    tell = Teller(words=read_words(language))
    code = d.goods.prefixes[0]
    goods, foreign = tell.goods(code)
    ends = {"source": tell.country(d.reporter), "target": tell.country(d.partner)}
    heading = tell.say("heading", {"goods": goods, **ends})
    sections = _sections(d, tell)
    about = {"from": d.reporter, "to": d.partner, "code": code, "window": tell.window(d.window)}
    return {
        "title": tell.say("title", {"heading": heading, "code": code}),
        "kicker": tell.say("kicker", about),
        "heading": heading,
        "marked": _mark_goods(heading, goods) if foreign else heading,
        "lede": _lede(d, tell),
        "keys": _keys(d, tell),
        "sections": sections,
        "strengths": tell.say("strengths"),
        "key_numbers": tell.say("key_numbers"),
        "contents": [
            ("assessment", tell.say("assessment")),
            *((s["id"], s["kicker"]) for s in sections),
            ("sources", tell.say("sources")),
        ],
        "sources": [_name_source(s, tell) for s in d.sources],
        "late": tell.say("late", {"months": ", ".join(d.late)}) if d.late else "",
        "notes": d.notes,
    }


def _mark_goods(heading: str, goods: str) -> Markup:
    """Return a heading in which the name of the goods says that it is in English."""
    marked = Markup('<span lang="en">{}</span>').format(goods)
    return Markup(str(escape(heading)).replace(str(escape(goods)), str(marked), 1))


def _style() -> str:
    return (files("sinews.present") / "style.css").read_text(encoding="utf-8")


def _name_source(key: str, tell: Teller) -> str:
    id, _, release = key.partition("@")
    source = find_source(id)
    if source is None:
        return key
    language = tell.words.language
    said = {
        "producer": say_maker(language, source, "producer"),
        "title": say_title(language, source),
        "release": release,
    }
    return tell.say("source", said)


def _lede(d: Dossier, tell: Teller) -> str:
    now, base = (d.row[k] or 0.0 for k in ("now_eur", "base_eur"))
    said = {"now": tell.millions(now)}
    if not base:
        return tell.say("lede.new", said)
    return tell.say("lede.rose", {**said, "times": tell.digits(now / base)})


def _keys(d: Dossier, tell: Teller) -> list[dict[str, str]]:
    r = d.row
    low, high = (tell.millions(r[f"excess_{end}"]) for end in ("low", "high"))
    keys = [
        {
            "label": tell.say("keys.excess"),
            "value": tell.say("keys.excess_value", {"n": tell.millions(r["excess_eur"])}),
            "sub": tell.say("keys.excess_sub", {"low": low, "high": high}),
            "grade": "estimated",
        },
    ]
    return [
        *keys,
        _lost_key(d, tell),
        *_arrival_key(d, tell),
        *_price_key(d, tell),
        _probability(d, tell),
    ]


def _lost_key(d: Dossier, tell: Teller) -> dict[str, str]:
    """Return what of the lost exports to Russia the excess would replace; unseen is not nothing."""
    lost, replaced = d.row["lost_eur"], d.row["replaced"]
    key = {"label": tell.say("keys.lost"), "grade": "estimated"}
    if lost is None:
        return {**key, "value": "–", "sub": tell.say("keys.lost_unseen")}
    none = tell.say("keys.lost_none")
    return {
        **key,
        "value": none if replaced is None else f"{tell.number(100 * replaced, 1)} %",
        "sub": tell.say("keys.lost_sub", {"n": tell.millions(lost, 0)}),
    }


def _arrival_key(d: Dossier, tell: Teller) -> list[dict[str, str]]:
    own = {a.year: a.ratio for a in d.arrivals if a.exporter == d.reporter}
    year = d.window.end.year
    if year not in own:
        return []
    before = {"n": tell.number(own[year - 1], 2)} if year - 1 in own else None
    return [
        {
            "label": tell.say("keys.arrived", {"year": str(year)}),
            "value": tell.number(own[year], 2),
            "sub": tell.say("keys.arrived_sub", before) if before else "",
            "grade": "counted",
        }
    ]


def _price_key(d: Dossier, tell: Teller) -> list[dict[str, str]]:
    if d.unit_value is None:
        return []
    covered = {"n": tell.number(100 * d.unit_value.covered)}
    return [
        {
            "label": tell.say("keys.price"),
            "value": f"{tell.number(d.unit_value.change_pct, signed=True)} %",
            "sub": tell.say("keys.price_sub", covered),
            "grade": "estimated",
        }
    ]


def _probability(d: Dossier, tell: Teller) -> dict[str, str]:
    label = tell.say("keys.chance")
    if not d.posterior:
        none = {"value": tell.say("keys.pending"), "sub": tell.say("keys.pending_sub")}
        return {"label": label, **none, "grade": "assumed"}
    code, value = d.posterior[0]
    sub = "keys.chance_assumed" if d.grade == "assumed" else "keys.chance_sub"
    return {
        "label": label,
        "value": tell.number(value, 2),
        "sub": tell.say(sub, {"code": code}),
        "grade": d.grade,
    }


def _section(
    id: str, tell: Teller, *figures: FigureCells, sides: Sides | None = None
) -> SectionCells:
    return {
        "id": id,
        "kicker": tell.say(f"sections.{id}"),
        "title": tell.say(f"sections.{id}_title"),
        "figures": figures,
        "sides": sides,
        "table": None,
        "texts": [],
    }


def _sections(d: Dossier, tell: Teller) -> list[SectionCells]:
    numbered = Numbered(tell)
    return [
        _section("series", tell, *numbered.view(series_figures(d, tell))),
        _section("checks", tell, *numbered.view(check_figures(d, tell))),
        _section("evidence", tell, sides=_sides(d, tell)),
        {**_section("codes", tell), "table": _code_table(d, tell)},
        _section("since", tell, *numbered.view([level_figure(d, tell)])),
        {**_section("unseen", tell), "texts": _unseen(d, tell)},
    ]


def _sides(d: Dossier, tell: Teller) -> Sides:
    """Return what speaks for diversion and what against, each with its strength in words."""

    def told(speaks_for: bool) -> list[dict[str, str]]:
        return [
            {"text": tell.statement(s), "strength": tell.say(f"strength.{s.strength}")}
            for s in d.statements
            if s.speaks_for == speaks_for
        ]

    return [
        (tell.say("sides.for"), told(speaks_for=True)),
        (tell.say("sides.against"), told(speaks_for=False)),
    ]


def _unseen(d: Dossier, tell: Teller) -> list[str]:
    """Return the published shares of routes that exporters' data miss."""
    shares = [
        tell.say(
            f"unseen.{r.fact}",
            {"n": tell.number(100 * r.share), "publisher": r.publisher, "fact": r.fact},
        )
        for r in d.routes
    ]
    first, second = (tell.country(c) for c in WITHOUT_FIGURE)
    missing = tell.say("unseen.none", {"first": first, "second": second})
    return [tell.say("unseen.intro"), *shares, missing]


def _code_table(d: Dossier, tell: Teller) -> dict[str, object]:
    total = float(d.codes["now_eur"].sum()) or 1.0
    head = d.codes.head(CODES_SHOWN)
    share = 100 * float(head["now_eur"].sum()) / total
    rows = [(r[0], *(tell.number(v / MILLION, 1) for v in r[1:])) for r in head.iter_rows()]
    names = {code: tell.goods(code)[0] for code, *_ in rows}
    now = tell.say("table.now")
    before = tell.say("table.before", {"to": d.partner})
    return {
        "title": tell.say("table.title", {"count": str(len(rows)), "share": tell.number(share)}),
        "subtitle": tell.say(
            "table.subtitle", {"from": d.reporter, "window": tell.window(d.window)}
        ),
        "header": [tell.say("table.code"), before, now, tell.say("table.russia"), now],
        "rows": rows,
        "names": names if len(set(names.values())) > 1 else {},
    }
