"""What every page shares: language, state in the address, rendering, errors that help."""

import re
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from fastapi.routing import APIRoute
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sinews.core.estimate import GRADES
from sinews.data.evidence.evidence import Evidence
from sinews.errors import SinewsError, UnknownNameError, UsageError
from sinews.present.brief.chapters import CHAPTERS
from sinews.present.brief.compose import FigureView
from sinews.present.brief.study import Study
from sinews.present.text.prose import mark, rich
from sinews.present.text.words import Words, read_words
from sinews.web.app_state import Shelf
from sinews.web.sharing.frame import for_web
from sinews.web.sharing.parts import send_part
from sinews.web.sharing.share import PageChart, Share, share_chart, share_page_chart
from sinews.web.style import style_digest

CHAPTER_PAGES: Final = tuple((page, f"/{page}") for page in dict.fromkeys(c.page for c in CHAPTERS))
"""Pages that chapters name, in the order of the brief: key of the name, address."""

COUNTRY: Final = ("country", "/country")
NAV: Final = (
    ("overview", "/"),
    CHAPTER_PAGES[0],
    COUNTRY,
    *CHAPTER_PAGES[1:],
    ("sources", "/sources"),
)
"""Pages in the order of the navigation."""

_ALWAYS: Final = ("lang", "part")
CARD: Final = "/card/support_pace.png"
"""Picture beside a link to a page that has none of its own."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One request as a page sees it: its language, its parameters, what all requests share."""

    request: Request
    language: str

    @property
    def shelf(self) -> Shelf:
        """What all requests share."""
        shelf: Shelf = self.request.app.state.shelf
        return shelf

    @property
    def study(self) -> Study:
        """Figures, verdicts and words."""
        return self.shelf.study(self.language)

    @property
    def evidence(self) -> Evidence:
        """The compiled tables."""
        return self.shelf.evidence

    @property
    def host(self) -> str:
        """Scheme, name and port of the server as the reader asked for it."""
        return str(self.request.base_url).rstrip("/")

    @property
    def state(self) -> str:
        """Address of the page in its state and language."""
        return address(self.request.url.path, _with(_state(self.request), self.language))

    @property
    def part(self) -> str:
        """``results`` where a script asks for the part that changes, else nothing."""
        return self.request.query_params.get("part", "")

    @property
    def words(self) -> Words:
        """The fixed sentences in the reader's language."""
        return read_words(self.language)

    def say(self, key: str, **said: str) -> Markup:
        """Return a sentence with its figures linked to their origins."""
        return rich_text(self, self.words.say(f"web.{key}", said))

    def link(self, path: str, **parameters: object) -> str:
        """Return an address on this server that keeps the language."""
        return address(path, {**parameters, "lang": self.language})

    def share(self, chart: FigureView | PageChart) -> Share:
        """Return how a chart is taken along."""
        if isinstance(chart, PageChart):
            return share_page_chart(self, chart, self.state)
        return share_chart(self, chart.id, chart.title, chart.source)

    def name(self, kind: str, id: str, otherwise: str) -> str:
        """Return the translated name of a thing, or its own where no words file has one."""
        keys = (f"web.{kind}.{id}", f"{kind}.{id}")
        known = next((k for k in keys if self.words.has(k)), None)
        return self.words.say(known) if known else otherwise


def rich_text(reader: Reader, text: str) -> Markup:
    """Return a text with its figures linked; the study is opened only where there are figures."""
    if "[[" in text:
        return rich(reader.study, text)
    return Markup(re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", str(Markup.escape(text))))


@cache
def languages() -> tuple[str, ...]:
    """Return the languages in which the pages can be read, English first."""
    folder = files("sinews.present.text") / "words"
    found = sorted(f.name for f in folder.iterdir() if (f / "web.toml").is_file())
    return tuple(sorted(found, key=lambda name: (name != "en", name)))


def read_request(request: Request, known: tuple[str, ...] = ()) -> Reader:
    """Return the reader of a request.

    Parameters
    ----------
    known
        Parameters that the page understands besides ``lang``.

    Raises
    ------
    UnknownNameError
        A parameter or a language that there is not; the nearest are suggested.
    """
    for name in request.query_params:
        if name not in (*known, *_ALWAYS):
            raise UnknownNameError("parameter of this page", name, (*known, *_ALWAYS))
    language = request.query_params.get("lang") or "en"
    if language not in languages():
        raise UnknownNameError("language", language, languages())
    return Reader(request, language)


def choose(reader: Reader, name: str, known: tuple[str, ...], default: str) -> str:
    """Return a parameter that must be one of some values.

    Raises
    ------
    UnknownNameError
        It is none of them.
    """
    value = reader.request.query_params.get(name) or default
    if value not in known:
        raise UnknownNameError(f"value of {name}", value, known)
    return value


def read_number(reader: Reader, name: str, default: float, low: float, high: float) -> float:
    """Return a parameter that must be a number between two ends.

    Raises
    ------
    UsageError
        It is not.
    """
    text = reader.request.query_params.get(name)
    return parse_number(name, text, low, high) if text else default


def parse_number(name: str, text: str, low: float, high: float) -> float:
    """Return the number that a text of an address writes, between two ends.

    Raises
    ------
    UsageError
        It is none, or lies outside.
    """
    try:
        value = float(text)
    except ValueError:
        raise UsageError(f"{name}={text!r} is not a number; write one like {low:g}.") from None
    if not low <= value <= high:
        raise UsageError(f"{name}={text} lies outside {low:g} to {high:g}.")
    return value


def address(path: str, parameters: Mapping[str, object]) -> str:
    """Return an address with parameters; empty ones and English are left out."""
    kept = [
        (k, v)
        for k, values in parameters.items()
        for v in (values if isinstance(values, list | tuple) else [values])
        if v not in (None, "") and (k, v) != ("lang", "en")
    ]
    return f"{path}?{urlencode(kept)}" if kept else path


def render(
    reader: Reader,
    template: str,
    *,
    status: int = 200,
    charts: Sequence[PageChart] = (),
    **given: object,
) -> HTMLResponse:
    """Return a page, or one of its charts by itself where the address asks for that.

    Parameters
    ----------
    charts
        Charts that only this page has; the first is shown beside links to the page.
    """
    if "." in reader.part and status < HTTPStatus.BAD_REQUEST:
        return send_part(reader.words, charts, reader.part, reader.state)
    given["charts"] = {c.id: c for c in charts}
    if charts and not reader.part:
        given["card"] = reader.share(charts[0]).card
    return HTMLResponse(render_text(reader, template, **given), status_code=status)


def render_text(reader: Reader, template: str, **given: object) -> str:
    """Return the HTML of a page, or of its block ``results`` where only that is asked for."""
    found = _templates().get_template(f"{template}.html.jinja")
    values = {**_shared(reader), **given}
    if reader.part == "results" and "results" in found.blocks:
        text = "".join(found.blocks["results"](found.new_context(values)))
    else:
        text = found.render(**values)
    return for_web(text, reader.language)


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("sinews.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _shared(reader: Reader) -> dict[str, object]:
    state, path = _state(reader.request), reader.request.url.path
    here = next((key for key, to in NAV[1:] if _is_here(path, to)), "")
    return {
        "page_key": here,
        "host": reader.host,
        "state": reader.state,
        "card": address(CARD, {"lang": reader.language}),
        "share": reader.share,
        "reader": reader,
        "say": reader.say,
        "words": reader.words,
        "link": reader.link,
        "language": reader.language,
        "languages": [
            (code, reader.words.say(f"web.language.{code}"), address(path, _with(state, code)))
            for code in languages()
        ],
        "nav": [(key, reader.link(to), _is_here(path, to)) for key, to in NAV],
        "marks": {g: mark(g) for g in GRADES},
        "grades": GRADES,
        "style": f"/style.css?v={style_digest()}",
    }


def _state(request: Request) -> list[tuple[str, str]]:
    """Return the parameters that decide what a page shows, besides its language."""
    return [(k, v) for k, v in request.query_params.multi_items() if k not in _ALWAYS and v]


def _with(state: list[tuple[str, str]], language: str) -> dict[str, object]:
    grouped: dict[str, object] = {}
    for key, value in state:
        before = grouped.get(key, [])
        grouped[key] = [*(before if isinstance(before, list) else [before]), value]
    return {**grouped, "lang": language}


def _is_here(path: str, to: str) -> bool:
    return path == to if to == "/" else path.startswith(to)


class PageRoute(APIRoute):
    """A route whose errors become a page that says what is wrong and what to do."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler of the route."""
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await inner(request)
            except SinewsError as error:
                return problem_page(request, error)

        return handle


def problem_page(request: Request, error: SinewsError) -> HTMLResponse:
    """Return the page of an error: 404 for a name in the path, 400 for a wrong parameter.

    Raises
    ------
    SinewsError
        The error is the server's own, not the reader's.
    """
    if not isinstance(error, UsageError):
        raise error
    reader = _any_reader(request)
    in_path = isinstance(error, UnknownNameError) and error.name in request.path_params.values()
    near: list[str] = []
    if isinstance(error, UnknownNameError):
        near = get_close_matches(error.name, error.known, n=6, cutoff=0.5)
    return render(
        reader,
        "problem",
        status=404 if in_path else 400,
        kind="missing" if in_path else "wrong",
        message=str(error),
        near=near if in_path else [],
        back=reader.link(request.url.path if not in_path else "/"),
    )


def missing_page(request: Request, message: str) -> HTMLResponse:
    """Return the page of an address that leads nowhere."""
    reader = _any_reader(request)
    return render(
        reader,
        "problem",
        status=404,
        kind="missing",
        message=message,
        near=[],
        back=reader.link("/"),
    )


def _any_reader(request: Request) -> Reader:
    asked = request.query_params.get("lang") or "en"
    return Reader(request, asked if asked in languages() else "en")
