"""The page: templates, style and script put together into one self-contained file."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sinews.core.estimate import GRADES
from sinews.present.brief.changes import view_changes
from sinews.present.brief.chapters import CHAPTERS
from sinews.present.brief.content import Content
from sinews.present.brief.origin import view_origin, with_inputs
from sinews.present.brief.study import Study
from sinews.present.figures.drawing import address, find_source, name_source, releases_in
from sinews.present.figures.fonts import characters_of, font_faces
from sinews.present.figures.theme import css_variables
from sinews.present.text.labels import say_maker
from sinews.present.text.numbers import SPACE
from sinews.present.text.prose import mark, rich
from sinews.results import list_older

CLOSING = ("limits", "method", "sources", "origins")
"""The sections after the chapters."""
COUNTRY_CLOSING = CLOSING[2:]
"""Those of a country's brief, whose tables say their own limits."""

_CITED = re.compile(r'data-origin="([^"]+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """One line of the table of sources."""

    name: str
    url: str
    release: str
    where: str
    licence: str
    sha256: tuple[str, ...]

    @property
    def digests(self) -> str:
        """The beginnings of the digests of all its files."""
        return " ".join(d[:16] for d in self.sha256)


def render_page(content: Content) -> str:
    """Return the whole page as HTML: styles, fonts, drawings and script inside."""
    study = content.study
    env = _templates(study.words.language)
    closing = COUNTRY_CLOSING if content.keys else CLOSING
    chapters = content.chapters
    fill = partial(
        env.get_template("brief.html.jinja").render,
        **_fixed(content),
        chapters=chapters,
        findings=content.findings,
        keys=content.keys,
        closing={id: len(chapters) + i for i, id in enumerate(closing, start=1)},
        limits=[text for c in chapters for text in c.limits] + list_limits(study),
        method=page_list(study, "method_text"),
        sources=source_rows(study, content.used),
    )
    # The first pass shows which figures are cited; the second adds their chains.
    cited = dict.fromkeys(_CITED.findall(fill(origins=())))
    return fill(origins=[view_origin(study, id) for id in with_inputs(study, cited)])


@cache
def _templates(language: str) -> Environment:
    env = Environment(
        loader=PackageLoader("sinews.present"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    # What the layers below wrote stays in English and says so to a reader's software.
    env.globals["foreign"] = "" if language == "en" else Markup(' lang="en"')
    return env


def _fixed(content: Content) -> dict[str, object]:
    study = content.study
    words = study.words
    return {
        "language": words.language,
        "say": lambda key, **said: rich(study, words.say(key, said)),
        "marks": {g: mark(g) for g in GRADES},
        "grades": GRADES,
        "css": Markup(
            font_faces(characters_of(words.language)) + css_variables() + _asset("style.css")
        ),
        "js": Markup(_asset("drawer.js")),
        "heading": content.heading,
        "lede": content.lede,
        "changes": None if content.keys else rich_changes(study),
        "kicker": words.say("page.kicker", {"reach": say_reach(study)}),
        "command": words.say("page.command", {"run": study.run.id}),
        "run_id": study.run.id,
    }


def _asset(name: str) -> str:
    return (files("sinews.present") / name).read_text(encoding="utf-8")


def list_limits(study: Study) -> list[Markup]:
    """Return what holds for the whole page, and which kept results are older than its tables."""
    older = list_older(study.evidence)
    if not older:
        return page_list(study, "limit")
    tables = sorted({t for newer in older.values() for t in newer})
    said = {"results": ", ".join(older), "tables": ", ".join(tables)}
    return [*page_list(study, "limit"), rich(study, study.words.say("page.older_results", said))]


def page_list(study: Study, prefix: str) -> list[Markup]:
    """Return the sentences of a list of the page, by the prefix of their keys."""
    keys = sorted(k for k in study.words.entries if k.startswith(f"page.{prefix}."))
    return [rich(study, study.words.say(k)) for k in keys]


def rich_changes(study: Study) -> dict[str, object] | None:
    """Return what the last update changed, its numbers linked to their origins, or None."""
    if (view := view_changes(study)) is None:
        return None
    return {"title": view.title, "lines": [rich(study, line) for line in view.lines]}


def say_reach(study: Study) -> str:
    """Return to which month the data of each instrument reach: ``Support April 2026, ...``."""
    words, parts = study.words, []
    for chapter in CHAPTERS:
        if chapter.dated in study.evidence.ids:
            months: list[date] = study.frame(chapter.dated)["month"].to_list()
            said = {"name": words.say(f"chapters.{chapter.id}.label")}
            parts.append(words.say("page.reach", {**said, "month": words.month(max(months))}))
    return ", ".join(parts)


def source_rows(study: Study, used: Mapping[str, Sequence[str]]) -> list[SourceRow]:
    """Return one row a release used, with the figures and tables drawn from any of its files."""
    where: dict[tuple[str, str], list[str]] = {}
    digests: dict[tuple[str, str], list[str]] = {}
    for part, places in used.items():
        for release in releases_in(study, part):
            key = (release.source, release.id)
            where.setdefault(key, []).extend(places)
            digests.setdefault(key, []).append(release.sha256)
    rows, words = [], study.words
    for (id, edition), places in where.items():
        source = find_source(id)
        rows.append(
            SourceRow(
                name=name_source(words, source) if source else id,
                url=address(source),
                release=edition,
                where=", ".join(sorted(set(places), key=_place)),
                licence=say_maker(words.language, source, "licence") if source else "",
                sha256=tuple(dict.fromkeys(digests[id, edition])),
            )
        )
    return rows


def _place(name: str) -> tuple[str, int]:
    """Return a key that sorts figure 2 before figure 10, and figures before tables."""
    kind, _, number = name.rpartition(SPACE)
    return kind, int(number)
