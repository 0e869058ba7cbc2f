"""The brief as Markdown: tables as text, pictures and data beside it."""

import re
from collections.abc import Iterable, Iterator

from sinews.present.export.outline import (
    Heading,
    Image,
    Item,
    Paragraph,
    Sheet,
    Text,
)

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")


def to_markdown(items: Iterable[Item]) -> str:
    """Return the text of a brief; its pictures are ``charts/<id>.png``."""
    return "\n\n".join(_item(i) for i in items) + "\n"


def _item(item: Item) -> str:
    match item:
        case Heading():
            return f"{'#' * item.level} {_escape(item.text)}"
        case Paragraph():
            return _paragraph(item)
        case Image():
            links = f"[CSV](data/{item.id}.csv) · [SVG](charts/{item.id}.svg)"
            return f"![{_escape(item.alt)}](charts/{item.id}.png)\n\n{links}"
        case Sheet():
            return "\n".join(_sheet(item))


def _paragraph(item: Paragraph) -> str:
    if item.kind == "code":
        return "```\n" + "".join(r.text for r in item.runs) + "\n```"
    text = _runs(item.runs)
    return f"*{text}*" if item.kind == "lede" else f"> {text}" if item.kind == "note" else text


def _runs(runs: Text) -> str:
    return "".join(_strong(r.text) if r.strong else _escape(r.text) for r in runs)


def _strong(text: str) -> str:
    """Return bold text; the blanks at its ends stand outside the stars, as Markdown asks."""
    inner = text.strip(" ")
    before, _, after = text.partition(inner)
    return f"{before}**{_escape(inner)}**{after}"


def _sheet(sheet: Sheet) -> Iterator[str]:
    yield _row(_escape(h) for h in sheet.header)
    yield _row("--:" if n else "---" for n in sheet.numbers)
    for row in sheet.rows:
        yield _row(_runs(cell) for cell in row)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(c.replace("\n", " ") for c in cells) + " |"


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
