"""The brief as a Word document: A4, real headings and tables, pictures with their text."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib.util import find_spec
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sinews.errors import UsageError
from sinews.present.export.outline import (
    Heading,
    Image,
    Item,
    Paragraph,
    Sheet,
    Text,
)

SIZES: Final = {"text": 10.5, "lede": 13.0, "note": 9.0, "code": 9.0}
"""Type size of each kind of paragraph in points."""

GREY: Final = (0x45, 0x51, 0x5C)


def to_docx(items: Iterable[Item], pictures: Mapping[str, bytes], language: str) -> bytes:
    """Return the document; the same items give the same bytes.

    Parameters
    ----------
    pictures
        Chart id to its PNG.
    language
        Code of the language, for the spelling checker.

    Raises
    ------
    UsageError
        The library python-docx is not installed.
    """
    require_docx()
    import docx
    from docx.shared import Mm

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(24)
    section.top_margin = section.bottom_margin = Mm(20)
    _prepare(document, language)
    for item in items:
        match item:
            case Heading():
                _heading(document, item)
            case Paragraph():
                _fill(document.add_paragraph(), item.runs, item.kind)
            case Image():
                _picture(document, item, pictures[item.id])
            case Sheet():
                _table(document, item)
    return _steady(document)


def require_docx() -> None:
    """Refuse where the library is missing.

    Raises
    ------
    UsageError
        Says what to install.
    """
    if find_spec("docx") is None:
        raise UsageError("--format docx needs the library python-docx: pip install 'sinews[docx]'.")


def _prepare(document: Any, language: str) -> None:  # noqa: ANN401
    from docx.oxml.ns import qn
    from docx.shared import Pt

    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(SIZES["text"])
    rpr = normal.element.get_or_add_rPr()
    tag = rpr.makeelement(qn("w:lang"), {qn("w:val"): language})
    rpr.append(tag)
    core = document.core_properties
    core.author, core.language = "Sinews", language
    core.created = core.modified = datetime(2000, 1, 1, tzinfo=UTC)


def _heading(document: Any, item: Heading) -> None:  # noqa: ANN401
    if item.level == 1:
        document.core_properties.title = item.text
    document.add_heading(item.text, level=item.level)


def _fill(paragraph: Any, runs: Text, kind: str) -> None:  # noqa: ANN401
    from docx.shared import Pt, RGBColor

    for r in runs:
        run = paragraph.add_run(r.text)
        run.bold, run.font.size = r.strong or None, Pt(SIZES[kind])
        if kind == "note":
            run.font.color.rgb = RGBColor(*GREY)
        if kind == "code":
            run.font.name = "Consolas"


def _picture(document: Any, item: Image, png: bytes) -> None:  # noqa: ANN401
    from docx.shared import Mm

    shape = document.add_picture(BytesIO(png), width=Mm(162))
    shape._inline.docPr.set("descr", item.alt)
    shape._inline.docPr.set("name", item.id)


def _table(document: Any, sheet: Sheet) -> None:  # noqa: ANN401
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn

    table = document.add_table(rows=1, cols=len(sheet.header), style="Light List")
    row = table.rows[0]._tr.get_or_add_trPr()
    row.append(row.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))
    for cell, text in zip(table.rows[0].cells, sheet.header, strict=True):
        cell.text = text
    for line in sheet.rows:
        cells = table.add_row().cells
        for cell, runs, number in zip(cells, line, sheet.numbers, strict=True):
            _fill(cell.paragraphs[0], runs, "note")
            if number:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph()


def _steady(document: Any) -> bytes:  # noqa: ANN401
    """Return the file with one fixed time in its directory, so that it has no clock."""
    raw, out = BytesIO(), BytesIO()
    document.save(raw)
    with ZipFile(raw) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = ZipInfo(name, date_time=(2000, 1, 1, 0, 0, 0))
            info.compress_type = ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return out.getvalue()
