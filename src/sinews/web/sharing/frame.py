"""The page of one chart that stands in the page of another, and markup as the web needs it."""

import re
from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from sinews.present.figures.fonts import font_faces
from sinews.present.figures.theme import css_variables
from sinews.present.text.prose import mark, say_chart_speaker
from sinews.present.text.words import Words
from sinews.web.sharing.share import PageChart

_ORIGIN: Final = re.compile(r'href="#origin-([a-z0-9_.]+)"')
_STYLE: Final = re.compile(r' style="max-width:([\d.]+)px;aspect-ratio:[^"]*"')


def for_web(html: str, language: str) -> str:
    """Return HTML of the brief as the web page needs it.

    Numbers lead to the page of their origin, and drawings carry no style attribute.
    """
    end = "" if language == "en" else f"?lang={language}"
    html = _ORIGIN.sub(rf'href="/figure/\1{end}"', html)
    return _STYLE.sub(r' width="\1"', html)


def write_frame(words: Words, chart: PageChart, theme: str, *, data: str, link: str) -> bytes:
    """Return the page of one chart: title, drawing for its width, note, source, links.

    Parameters
    ----------
    theme
        ``light`` or ``dark``; else that of the reader's browser, until the host says another.
    data, link
        Addresses of its rows and of the page that it comes from.
    """
    who = say_chart_speaker(words, chart.id)
    page = _template().render(
        c=chart,
        lang=words.language,
        theme=theme,
        grade=words.say(f"grades.{chart.grade}") + (f", {who}" if who else ""),
        mark=mark(chart.grade),
        wide=Markup(for_web(chart.wide, words.language)),
        narrow=Markup(for_web(chart.narrow, words.language)),
        data=data,
        link=link,
    )
    return page.encode()


@cache
def frame_style() -> bytes:
    """Return fonts, colours and the few rules of an embedded chart."""
    rules = (files("sinews.web") / "static" / "embed.css").read_text(encoding="utf-8")
    return (font_faces() + css_variables() + rules).encode()


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("sinews.web"), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("embed.html.jinja")
