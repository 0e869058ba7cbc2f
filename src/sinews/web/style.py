"""The one style sheet of the pages: the brief's theme, its fonts, and what the web adds."""

from functools import cache
from hashlib import sha256
from importlib.resources import files

from sinews.present.figures.fonts import font_faces
from sinews.present.figures.theme import css_variables

SHARES = 100
"""Steps of the length of a bar in a table: classes, because style attributes are refused."""


@cache
def style_sheet() -> str:
    """Return the whole style sheet."""
    brief = (files("sinews.present") / "style.css").read_text(encoding="utf-8")
    web = (files("sinews.web") / "static" / "web.css").read_text(encoding="utf-8")
    bars = "".join(f".s{i}{{--share:{i / SHARES:g}}}" for i in range(SHARES + 1))
    return f"{font_faces()}{css_variables()}{brief}\n{web}\n{bars}\n"


@cache
def style_digest() -> str:
    """Return what changes when the style sheet does."""
    return sha256(style_sheet().encode()).hexdigest()[:12]
