"""A chart of a page by itself: ``part=ID.png`` in the address of a page, in the page's state."""

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Final

from markupsafe import Markup
from starlette.responses import HTMLResponse

from sinews.errors import UnknownNameError
from sinews.present.figures.render import file_svg
from sinews.present.text.words import Words
from sinews.web.http.answers import EMBED_POLICY, FRESH, MEDIA
from sinews.web.sharing.frame import write_frame
from sinews.web.sharing.picture import draw_card, draw_sheet
from sinews.web.sharing.share import PageChart

FORMS: Final = ("svg", "png", "csv", "embed", "card")


def send_part(words: Words, charts: Sequence[PageChart], part: str, state: str) -> HTMLResponse:
    """Return one chart of a page in one form.

    Parameters
    ----------
    part
        ``ID.form``.
    state
        Address of the page with its parameters.

    Raises
    ------
    UnknownNameError
        The page has no such chart, or there is no such form.
    """
    id, _, form = part.rpartition(".")
    found = {c.id: c for c in charts}
    if id not in found:
        raise UnknownNameError("chart of this page", id, found)
    if form not in FORMS:
        raise UnknownNameError("form of a chart", form, FORMS)
    chart = found[id]
    headers = {"cache-control": FRESH, "access-control-allow-origin": "*"}
    if form == "embed":
        data = f"{state}{'&' if '?' in state else '?'}part={id}.csv" if chart.rows else ""
        page = write_frame(words, chart, "auto", data=data, link=f"{state}#figure-{id}")
        return HTMLResponse(page, headers={**headers, "content-security-policy": EMBED_POLICY})
    name = f'inline; filename="{id}.{"png" if form == "card" else form}"'
    # the type of the answer is that of the form, whatever the class of its page
    return HTMLResponse(
        _write(chart, form),
        media_type=MEDIA["png" if form == "card" else form],
        headers={**headers, "content-disposition": name},
    )


def _write(chart: PageChart, form: str) -> bytes:
    title, foot = Markup(chart.title).striptags(), chart.source or "Sinews"
    drawing = str(chart.wide)
    if form == "csv":
        out = StringIO()
        csv.writer(out, lineterminator="\n").writerows([chart.header, *chart.rows])
        return out.getvalue().encode()
    if form == "svg":
        return file_svg(drawing, title).encode()
    if form == "card":
        return draw_card(title, drawing, foot)
    return draw_sheet(title, Markup(chart.subtitle).striptags(), drawing, foot)
