"""A drawing with its words on one sheet: the picture that is copied, and the card of a link."""

import re
from dataclasses import dataclass
from textwrap import wrap
from typing import Final

from markupsafe import escape

from sinews.present.figures.render import file_png, file_svg
from sinews.present.figures.theme import FALLBACK, SANS, fix_colours, ink

CARD: Final = (1200, 630)
"""Width and height of the picture that other sites show beside a link."""
_OPENING: Final = re.compile(r"<svg\b[^>]*>")
_VIEW: Final = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_WIDTH: Final = 0.5
"""Mean width of a letter over the size of the type; Cyrillic is the widest."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a text is set, and how far from the left edge."""

    size: int
    role: str
    weight: int = 400
    edge: int = 24


TITLE: Final = Look(20, "ink", 600)
LINES: Final = (TITLE, Look(14, "ink2"))
FOOT: Final = Look(13, "ink3")
CARD_TITLE: Final = Look(40, "ink", 600, 56)
CARD_VALUE: Final = Look(72, "europe", 600, 56)
CARD_FOOT: Final = Look(20, "ink2", 400, 56)


def draw_sheet(title: str, subtitle: str, drawing: str, foot: str) -> bytes:
    """Return a drawing under its title and above its source as PNG, as wide as it was drawn."""
    width, height = size_of(drawing)
    parts, y = [], float(FOOT.edge)
    for said, look in zip((title, subtitle), LINES, strict=True):
        block, y = _paragraph(said, y, look, width)
        parts.append(block)
    parts.append(_place(drawing, FOOT.edge, y + 6, width, height))
    block, y = _paragraph(foot, y + height + 12, FOOT, width)
    return _picture(width + 2 * FOOT.edge, y + 12, [*parts, block], title)


def draw_card(title: str, drawing: str, foot: str, *, value: str = "") -> bytes:
    """Return the card of a link: title, drawing or one large value, and what it rests on."""
    (width, height), edge = CARD, CARD_TITLE.edge
    inner = width - 2 * edge
    block, y = _paragraph(title, 48, CARD_TITLE, inner, most=3)
    parts = [block]
    if value:
        parts.append(_paragraph(value, y + 60, CARD_VALUE, inner, most=2)[0])
    elif drawing:
        own, tall = size_of(drawing)
        scale = min(inner / own, (height - 82 - y) / tall)
        parts.append(_place(drawing, edge, y + 12, own * scale, tall * scale))
    parts.append(_paragraph(f"Sinews · {foot}", height - 52, CARD_FOOT, inner, most=1)[0])
    return _picture(width, height, parts, title, scale=1)


def size_of(drawing: str) -> tuple[float, float]:
    """Return width and height of a drawing in pixels."""
    found = _VIEW.search(drawing)
    return (float(found[1]), float(found[2])) if found else (700.0, 300.0)


def _paragraph(
    said: str, top: float, look: Look, width: float, *, most: int = 6
) -> tuple[str, float]:
    """Return lines of text and the place below them."""
    size = look.size
    lines = wrap(said, max(int(width / (size * _WIDTH)), 12), max_lines=most, placeholder="…")
    step = size * 1.28
    spans = "".join(
        f'<tspan x="{look.edge}" y="{top + step * i + size:.1f}">{escape(line)}</tspan>'
        for i, line in enumerate(lines)
    )
    look_of = f'font-size="{size}" font-weight="{look.weight}" fill="{ink(look.role)}"'
    return f"<text {look_of}>{spans}</text>", top + step * len(lines) + size * 0.3


def _place(drawing: str, x: float, y: float, width: float, height: float) -> str:
    """Return a drawing as a part of another one."""
    drawing = file_svg(drawing, "")
    own, tall = size_of(drawing)
    opening = (
        f'<svg x="{x:g}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'viewBox="0 0 {own:g} {tall:g}" font-size="13">'
    )
    return _OPENING.sub(opening, drawing, count=1).replace("<title></title>", "")


def _picture(
    width: float, height: float, parts: list[str], title: str, *, scale: float = 2
) -> bytes:
    body = fix_colours("".join(parts))
    whole = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:.0f}" '
        f'width="{width:g}" height="{height:.0f}" font-family="\'{SANS}\',{escape(FALLBACK)}">'
        f"<title>{escape(title)}</title>{body}</svg>"
    )
    return file_png(whole, scale=scale)
