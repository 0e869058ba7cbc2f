"""How a chart is taken along: files, permalink, citation and embed, the same for every chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Protocol

from markupsafe import Markup, escape

from sinews import __version__
from sinews.data.evidence.evidence import Evidence
from sinews.present.brief.chapter import Picture
from sinews.present.brief.chapters import CHAPTERS
from sinews.present.text.words import Words

KINDS: Final = {"csv": "CSV", "parquet": "Parquet", "svg": "SVG", "png": "PNG"}
HOST_SCRIPT: Final = "/static/host.js"
_TEX: Final = {c: f"\\{c}" for c in "&%$#_{}"} | {"~": r"\textasciitilde{}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageChart:
    """A chart that only a page has, drawn for the state in the page's address.

    Attributes
    ----------
    note
        Paragraphs beside it: what a reader may mistake.
    header, rows
        The table it is drawn from, as text; the CSV file.
    number
        Its number on the page, or zero where charts are not counted.
    """

    id: str
    title: str
    subtitle: str
    alt: str
    grade: str
    wide: str
    narrow: str
    note: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    rows: Sequence[Sequence[object]] = ()
    source: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The addresses and texts under one chart."""

    files: tuple[tuple[str, str], ...]
    link: str
    cite: str
    bibtex: str
    embed: str
    card: str

    @property
    def picture(self) -> str:
        """Address of the picture that is copied."""
        return dict(self.files)["PNG"]


class Sayer(Protocol):
    """Whoever can say what a link needs: where the server is, and in which language."""

    @property
    def language(self) -> str:
        """Code of the language."""

    @property
    def host(self) -> str:
        """Scheme, name and port of the server."""

    @property
    def words(self) -> Words:
        """The fixed sentences of the language."""

    @property
    def evidence(self) -> Evidence:
        """The compiled tables."""


@cache
def page_of(chart: str) -> str:
    """Return the address of the page that shows a chart of the brief."""
    for chapter in CHAPTERS:
        if any(isinstance(b, Picture) and b.chart == chart for b in chapter.blocks):
            return f"/{chapter.page}"
    return "/"


def share_chart(reader: Sayer, id: str, title: str, source: str) -> Share:
    """Return how a chart of the brief is taken along."""
    end = "" if reader.language == "en" else f"?lang={reader.language}"
    return _share(
        reader,
        id,
        (title, source),
        files={k: f"/api/v1/charts/{id}.{k}{end}" for k in KINDS},
        link=f"{page_of(id)}{end}#figure-{id}",
        frame=f"/embed/chart/{id}{end}",
        card=f"/card/{id}.png{end}",
    )


def share_page_chart(reader: Sayer, chart: PageChart, state: str) -> Share:
    """Return how a chart that only a page has is taken along, with the page's state.

    Parameters
    ----------
    state
        Address of the page with all its parameters.
    """
    part = f"{state}{'&' if '?' in state else '?'}part={chart.id}"
    kinds = [k for k in KINDS if k != "parquet" and (k != "csv" or chart.rows)]
    return _share(
        reader,
        chart.id,
        (chart.title, chart.source),
        files={k: f"{part}.{k}" for k in kinds},
        link=f"{state}#figure-{chart.id}",
        frame=f"{part}.embed",
        card=f"{part}.card",
    )


def _share(
    reader: Sayer, id: str, said: tuple[str, str], *, files: dict[str, str], **to: str
) -> Share:
    host, link = reader.host, to["link"]
    title, source = (Markup(t).striptags() for t in said)
    return Share(
        files=tuple((KINDS[k], file) for k, file in files.items()),
        link=link,
        cite=cite(reader.words, title, source, f"{host}{link}"),
        bibtex=write_bibtex(reader.evidence, id, (title, source), f"{host}{link}"),
        embed=write_embed(host, to["frame"], title),
        card=to["card"],
    )


def write_embed(host: str, frame: str, title: str, height: int = 560) -> str:
    """Return the snippet for the page of another; the script fits the height and is optional."""
    return (
        f'<iframe src="{host}{escape(frame)}" title="{escape(title)}" width="100%" '
        f'height="{height}" loading="lazy"></iframe>\n'
        f'<script async src="{host}{HOST_SCRIPT}"></script>'
    )


def cite(words: Words, title: str, source: str, url: str) -> str:
    """Return a citation in words."""
    said = {"title": title, "source": source or "–", "version": __version__, "url": url}
    return words.say("web.share.citation", said)


def write_bibtex(evidence: Evidence, id: str, said: tuple[str, str], url: str) -> str:
    """Return a BibTeX entry; its year is that of the newest release in use."""
    title, source = ("".join(_TEX.get(c, c) for c in t) for t in said)
    return "\n".join(
        (
            f"@misc{{sinews_{id},",
            "  author = {{Sinews}},",
            f"  title = {{{{{title}}}}},",
            f"  year = {{{newest_year(evidence)}}},",
            f"  note = {{Version {__version__}. {source}}},",
            f"  url = {{{url}}}",
            "}",
        )
    )


@lru_cache(maxsize=4)
def newest_year(evidence: Evidence) -> int:
    """Return the year in which the newest release in use was read."""
    tables = (evidence.table(t) for t in evidence.ids)
    return max(r.retrieved for t in tables for r in t.releases).year
