"""The frontier of measures: value blocked against other trade hit."""

from collections.abc import Sequence

from markupsafe import Markup

from sinews.present.figures.theme import ink
from sinews.web.drawing.svg_text import (
    Scale,
    Write,
    path,
    rule,
    svg,
    text,
    ticks,
    value_axis,
)


def draw_frontier(
    points: Sequence[tuple[float, float]],
    here: tuple[float, float],
    write: Write,
    *,
    narrow: bool,
) -> Markup:
    """Return the best lists for rising limits as a dashed line, and the chosen one as a dot.

    Parameters
    ----------
    points
        Other trade hit and value blocked, EUR m, rising.
    here
        The same of the list that was chosen.
    """
    width, height = (358, 230) if narrow else (700, 270)
    x = Scale(0, max(here[0], *(a for a, _ in points)) * 1.05 or 1, 58, width - 14)
    y = Scale(0, max(here[1], *(b for _, b in points)) * 1.12 or 1, height - 34, 10)
    out = [value_axis(y, x.start, x.end, write), rule(x.start, y(0), x.end, y(0), "ink3")]
    for value in ticks(0, x.high, 4 if narrow else 6):
        out.append(rule(x(value), y(0), x(value), y(0) + 5, "ink3"))
        out.append(text(x(value), y(0) + 20, write(value), anchor="middle"))
    out.append(path([(x(a), y(b)) for a, b in points], "europe", dashed=True))
    out.append(
        f'<circle cx="{x(here[0]):.1f}" cy="{y(here[1]):.1f}" r="6" fill="{ink("paper")}" '
        f'stroke="{ink("us")}" stroke-width="2.5"/>'
    )
    return svg(width, height, *out)
