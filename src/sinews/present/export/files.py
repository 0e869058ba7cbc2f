"""Which document `sinews brief` writes, and how each form is made."""

from pathlib import Path
from typing import Final

from sinews.data.evidence.evidence import Evidence
from sinews.data.store.files import write_file
from sinews.errors import UnknownNameError
from sinews.present.brief.content import INDEX, TEXT, Brief

FORMATS: Final = ("html", "pdf", "md", "docx")
DOCUMENT, PAGES = "brief.docx", "brief.pdf"


def check_format(name: str) -> None:
    """Refuse a form that cannot be made here, before any work.

    Raises
    ------
    UnknownNameError
        There is no such form.
    UsageError
        It needs a browser or a library that is not there.
    """
    if name not in FORMATS:
        raise UnknownNameError("format", name, FORMATS)
    if name == "pdf":
        from sinews.present.export.pdf import find_browser

        find_browser()
    if name == "docx":
        from sinews.present.export.docx import require_docx

        require_docx()


def write_format(name: str, brief: Brief, out: Path, evidence: Evidence) -> Path:
    """Write all files of a brief and the document of one form; return the document.

    Parameters
    ----------
    evidence
        That the brief was made from.
    """
    page = brief.write(out)
    match name:
        case "pdf":
            from sinews.present.export.pdf import print_pdf

            return print_pdf(page, out / PAGES)
        case "docx":
            path = out / DOCUMENT
            write_file(path, _docx(brief, evidence))
            return path
        case "md":
            return out / TEXT
        case _:
            return out / INDEX


def _docx(brief: Brief, evidence: Evidence) -> bytes:
    from sinews.present.brief.brief import gather
    from sinews.present.brief.brief_options import read_order
    from sinews.present.export.docx import to_docx
    from sinews.present.export.outline import outline

    content = gather(evidence, read_order(**brief.run.settings))
    pictures = {id: brief.files[f"charts/{id}.png"] for id in content.drawn}
    return to_docx(outline(content), pictures, content.study.words.language)
