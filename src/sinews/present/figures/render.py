"""Static drawings: Vega-Lite to SVG without a browser, cleaned for use inside a page."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from xml.etree import ElementTree

from sinews.present.figures.theme import (
    FALLBACK,
    SANS,
    TEXT,
    Spec,
    fix_colours,
)

_NS: Final = "{http://www.w3.org/2000/svg}"
_DROP: Final = frozenset({"class", "role", "pointer-events", "font-family", "stroke-miterlimit"})
_ID_USE: Final = re.compile(r"url\(#([^)]+)\)")
_GEOMETRY: Final = frozenset(
    {"d", "transform", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "width", "height"}
)
_LONG: Final = {n: re.compile(rf"-?\d*\.\d{{{n + 1},}}(?:e-?\d+)?") for n in (1, 2)}
"""Numbers with more than so many decimals."""


_DEFAULTS: Final = frozenset(
    {
        ("opacity", "1"),
        ("text-anchor", "start"),
        ("x2", "0"),
        ("y2", "0"),
        ("transform", "translate(0,0)"),
        ("font-size", f"{TEXT}px"),
    }
)
"""What an attribute is without being written; the size of text is that of the whole drawing."""


def render_svg(spec: Spec) -> str:
    """Return the SVG of a Vega-Lite specification.

    The converter keeps colour strings it does not know, so ``var(--europe)`` survives.
    """
    import vl_convert

    from sinews.present.figures.fonts import register_fonts

    register_fonts()
    with _clock_in_utc():
        svg: str = vl_convert.vegalite_to_svg(spec)
    return svg


@contextmanager
def _clock_in_utc() -> Iterator[None]:
    """Let the converter, which places dates by the local clock, read it as UTC when it starts."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "UTC"
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before


def inline_svg(svg: str, prefix: str) -> str:
    """Return a drawing for use inside HTML: small, hidden from the accessibility tree.

    Parameters
    ----------
    svg
        What `render_svg` returned.
    prefix
        Makes every id unique in the page.
    """
    root = ElementTree.fromstring(svg)
    _clean(root, prefix, 1)
    for name in ("version", "width", "height"):
        root.attrib.pop(name, None)
    root.set("font-size", f"{TEXT}px")
    root.set("aria-hidden", "true")
    root.set("focusable", "false")
    width, height = root.get("viewBox", "0 0 0 0").split()[2:]
    root.set("style", f"max-width:{width}px;aspect-ratio:{width}/{height}")
    return ElementTree.tostring(root, encoding="unicode")


def file_svg(svg: str, title: str) -> str:
    """Return a drawing as a file of its own: light colours, a font stack, a title."""
    root = ElementTree.fromstring(svg)
    _clean(root, "", 2)
    root.set("xmlns", "http://www.w3.org/2000/svg")
    root.set("font-family", f"'{SANS}',{FALLBACK}")
    root.set("font-size", f"{TEXT}px")
    root.set("style", "background:#ffffff")
    heading = ElementTree.Element("title")
    heading.text = title
    root.insert(0, heading)
    return fix_colours(ElementTree.tostring(root, encoding="unicode")) + "\n"


def file_png(svg: str, scale: float = 2) -> bytes:
    """Return a drawing that `file_svg` made as a picture on white, by default two pixels to one.

    The converter paints no background of its own, so that dark pages would show through.
    """
    import vl_convert

    from sinews.present.figures.fonts import register_fonts

    register_fonts()
    at = svg.index(">", svg.index("<svg")) + 1
    sheet = '<rect width="100%" height="100%" fill="#ffffff"/>'
    picture: bytes = vl_convert.svg_to_png(svg[:at] + sheet + svg[at:], scale=scale)
    return picture


def _clean(node: ElementTree.Element, prefix: str, digits: int) -> None:
    node.tag = node.tag.removeprefix(_NS)
    label = node.get("aria-label")
    for name, value in list(node.attrib.items()):
        if name in _DROP or name.startswith("aria-") or (name, value) in _DEFAULTS:
            del node.attrib[name]
        elif name == "id":
            node.set("id", prefix + value)
        elif name in _GEOMETRY:
            node.set(name, round_path(value, digits))
        else:
            node.set(name, _ID_USE.sub(rf"url(#{prefix}\1)", value))
    for child in list(node):
        _clean(child, prefix, digits)
        if _is_empty(child):
            node.remove(child)
    _unwrap(node)
    if label and not len(node):
        ElementTree.SubElement(node, "title").text = label


def round_path(text: str, digits: int = 2) -> str:
    """Return coordinates with few decimals: files have two, drawings inside a page one.

    A sign stays where a number becomes zero, for it may be all that parts two numbers.
    """
    return _LONG[digits].sub(lambda m: f"{float(m[0]):.{digits}f}".rstrip("0").rstrip("."), text)


def _is_empty(node: ElementTree.Element) -> bool:
    """Return whether a node draws nothing: no children, no paint, or hidden."""
    if node.get("display") == "none":
        return True
    if node.tag == "g":
        return len(node) == 0
    if node.tag == "rect":
        return node.get("fill") == "transparent"
    paint = {"fill", "stroke"} & node.attrib.keys()
    return node.tag == "path" and (not paint or not node.get("d"))


def _unwrap(node: ElementTree.Element) -> None:
    """Replace groups without any attribute by their children."""
    flat: list[Any] = []
    for child in node:
        flat += list(child) if child.tag == "g" and not child.attrib else [child]
    node[:] = flat
