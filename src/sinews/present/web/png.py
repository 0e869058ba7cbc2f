"""Pictures of charts in pixels."""

from typing import Final

_SCALE: Final = 2.0


def render_png(svg: str) -> bytes:
    """Return a drawing as PNG, two pixels for one."""
    import vl_convert

    from sinews.present.fonts import register_fonts

    register_fonts()
    png: bytes = vl_convert.svg_to_png(svg, scale=_SCALE)
    return png
