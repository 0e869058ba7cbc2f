"""Text with figures in it: plain for titles and alt text, linked to origins in prose."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

from sinews.core.figure import Figure
from sinews.core.places import countries
from sinews.data.read.labels import name_goods
from sinews.errors import SinewsError
from sinews.present.brief.study import Study
from sinews.present.text.labels import translate
from sinews.present.text.numbers import SPACE
from sinews.present.text.words import Words

_FIGURE: Final = re.compile(r"\[\[([a-z0-9_.]+)((?:\|[a-z]+)*)\]\]")
_STRONG: Final = re.compile(r"\*\*(.+?)\*\*")
_PER_CENT: Final = re.compile(r"(?<=\d) (?=%)")
_OPTIONS: Final = frozenset({"bare", "interval", "size", "whole"})


def cited(text: str) -> list[str]:
    """Return the ids of the figures that a text shows, in order."""
    return [m[1] for m in _FIGURE.finditer(text)]


def plain(study: Study, text: str) -> str:
    """Return a text with its figures written out.

    ``[[id]]`` is the value with its unit, ``[[id|bare]]`` without it, ``[[id|interval]]`` with
    its 90 % interval, ``[[id|size]]`` without its sign.
    """
    return hold_together(_FIGURE.sub(lambda m: _written(study, m), text))


def hold_together(text: str) -> str:
    """Return a text in which no line ends between a number and its per cent sign."""
    return _PER_CENT.sub(SPACE, text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A piece of text of one look; ``figure`` is the id of a published figure, or empty."""

    text: str
    strong: bool = False
    figure: str = ""


class Rich(Markup):
    """A text as runs, for every form of the brief, that is also its own HTML."""

    runs: tuple[Run, ...]

    @classmethod
    def of(cls, html: str, runs: tuple[Run, ...]) -> "Rich":
        """Return the text."""
        made = cls(html)
        made.runs = runs
        return made


def rich(study: Study, text: str) -> Rich:
    """Return a text in which every figure is a link to its origin.

    ``**word**`` becomes strong; everything else is escaped.
    """
    runs: list[Run] = []
    html = Markup("")
    for i, part in enumerate(_STRONG.split(hold_together(text))):
        found = tuple(_read_runs(study, part, strong=i % 2 == 1))
        inner = Markup("").join(
            link(study, r.figure, r.text) if r.figure else escape(r.text) for r in found
        )
        html += Markup("<strong>{}</strong>").format(inner) if i % 2 else inner
        runs += found
    return Rich.of(html, tuple(runs))


def _read_runs(study: Study, text: str, *, strong: bool) -> Iterator[Run]:
    """Yield the runs of a text that is strong as a whole or not at all."""
    at = 0
    for m in _FIGURE.finditer(text):
        if at < m.start():
            yield Run(text=text[at : m.start()], strong=strong)
        yield Run(text=_written(study, m), strong=strong, figure=m[1])
        at = m.end()
    if at < len(text):
        yield Run(text=text[at:], strong=strong)


def link(study: Study, id: str, written: str, *, css: str = "num") -> Rich:
    """Return a written figure as a link to its origin, with its grade as a mark."""
    figure = study.figure(id)
    grade = study.words.say(f"grades.{figure.grade}")
    if who := say_speaker(study.words, figure):
        grade = f"{grade}, {who}"
    hidden = study.words.say("origin.open", {"grade": grade})
    html = Markup(
        '<a class="{css}" href="#origin-{id}" data-origin="{id}">{written}{mark}'
        '<span class="vh"> {hidden}</span></a>'
    ).format(css=css, id=id, written=written, mark=mark(figure.grade), hidden=hidden)
    return Rich.of(html, (Run(text=written, figure=id),))


def say_speaker(words: Words, figure: Figure) -> str:
    """Return whose statement a figure is, "claimed by ...", or nothing where it is none."""
    if not figure.said_by:
        return ""
    key = "parties." + re.sub(r"\W+", "_", figure.said_by.casefold()).strip("_")
    who = words.say(key) if words.has(key) else figure.said_by
    verb = "according_to" if figure.id.startswith("fact.") else "claimed_by"
    return words.say(f"origin.{verb}", {"who": who})


def say_chart_speaker(words: Words, chart: str) -> str:
    """Return whose statements a chart shows, "claimed by ...", or nothing where it shows none."""
    key = f"charts.{chart}.said_by"
    return words.say("origin.claimed_by", {"who": words.say(key)}) if words.has(key) else ""


def mark(grade: str) -> Markup:
    """Return the shape of a grade: a shape in ink, never a colour alone."""
    shapes = {
        "counted": '<circle cx="6" cy="6" r="5.2" fill="currentColor"/>',
        "estimated": '<circle cx="6" cy="6" r="4.7" fill="none" stroke="currentColor" '
        'stroke-width="1.2"/><path d="M6 1.3a4.7 4.7 0 0 0 0 9.4z" fill="currentColor"/>',
        "stated": '<path d="M1.2 1.8h9.6v6.6H6.6L4 11V8.4H1.2z" fill="currentColor"/>',
        "planned": '<path d="M2.6 1.4 10.4 6l-7.8 4.6z" fill="none" stroke="currentColor" '
        'stroke-width="1.3" stroke-linejoin="round"/>',
        "assumed": '<circle cx="6" cy="6" r="4.7" fill="none" stroke="currentColor" '
        'stroke-width="1.4" stroke-dasharray="2.2 1.5"/>',
    }
    return Markup('<svg viewBox="0 0 12 12" aria-hidden="true">{}</svg>').format(
        Markup(shapes[grade])
    )


def _written(study: Study, match: re.Match[str]) -> str:
    figure = study.figure(match[1])
    options = set(filter(None, match[2].split("|")))
    if unknown := options - _OPTIONS:
        raise SinewsError(f"{match[0]}: unknown {sorted(unknown)}; known: {sorted(_OPTIONS)}.")
    return write(study, figure, options)


def write(study: Study, figure: Figure, options: set[str]) -> str:
    """Return a figure as text."""
    numbers = study.words.numbers
    if "whole" in options:
        figure = numbers.whole(figure)
    text = numbers.bare(figure) if "bare" in options else numbers.value(figure)
    if "size" in options:
        text = text.replace("−", "")
    interval = numbers.interval(figure) if "interval" in options else ""
    return f"{text} ({interval})" if interval else text


def name_country(words: Words, code: str) -> str:
    """Return the name of any country in the reader's language; in English where it has none."""
    for key in (f"web.countries.{code}", f"donors.{code.lower()}"):
        if words.has(key):
            return words.say(key)
    return countries()[code].name


def describe_goods(words: Words, code: str) -> tuple[str, bool]:
    """Return what an HS or CN code is called, and whether that is in the reader's language."""
    name = name_goods(code)
    found = name if words.language == "en" else translate(name, words.language)
    return found or name, found is not None
