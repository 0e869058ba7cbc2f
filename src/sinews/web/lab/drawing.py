"""Drawings of the lab: intervals by theory and fans over months, on the same draws."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from markupsafe import Markup

from sinews.present.figures.theme import ink
from sinews.present.text.numbers import digits_of_width
from sinews.web.drawing.svg_text import (
    Line,
    Scale,
    Span,
    Write,
    band,
    path,
    rule,
    shorten,
    spread,
    svg,
    text,
    ticks,
    value_axis,
    year_axis,
)
from sinews.web.page import Reader

ROW: Final = 34
SIZE: Final = (410, 190)
"""Width and height of one panel over time; two stand beside each other, or one on a phone."""


def draw_spans(spans: Sequence[Span], write: Write, *, narrow: bool) -> Markup:
    """Return one row an interval: 90 % thin and dashed, 50 % thick, median as an open dot."""
    width, left = (358, 8) if narrow else (830, 250)
    ends = [s.levels[i] for s in spans for i in (0, -1)]
    low, high = min(0.0, *ends), max(0.0, *ends)
    pad = (high - low or 1.0) * 0.04
    x = Scale(low - pad, high + pad, left, width - 16)
    step = ROW + (16 if narrow else 0)
    bottom = 6 + step * len(spans)
    out = []
    for value in ticks(x.low, x.high, 4 if narrow else 6):
        at = x(value)
        zero = abs(value) < 1e-12
        out.append(rule(at, 2, at, bottom, "ink3" if zero else "grid"))
        out.append(text(at, bottom + 18, write(value), anchor="middle"))
    for i, s in enumerate(spans):
        y = 6 + i * step + step / 2 + (8 if narrow else 0)
        if narrow:
            out.append(text(0, y - 14, s.label, role="ink"))
        else:
            out.append(text(0, y + 4.5, shorten(s.label, 36), role="ink"))
        out.append(_span(s, x, y))
    return svg(width, bottom + 26, *out)


def _span(s: Span, x: Scale, y: float) -> str:
    low, q25, median, q75, high = (x(v) for v in s.levels)
    thin = ' stroke-width="2" stroke-dasharray="5 3"'
    thick = ' stroke-width="7" stroke-opacity="0.32"'
    return (
        rule(low, y, high, y, s.role, extra=thin)
        + rule(q25, y, q75, y, s.role, extra=thick)
        + f'<circle cx="{median:.1f}" cy="{y:.1f}" r="5" fill="{ink("paper")}" '
        f'stroke="{ink(s.role)}" stroke-width="2"/>'
    )


def draw_fan(months: Sequence[date], levels: Sequence[Sequence[float]], write: Write) -> Markup:
    """Return a fan of paired differences: bands of 90 and 50 %, dashed median."""
    width, height = SIZE
    low, high = min(0.0, *levels[0]), max(0.0, *levels[-1])
    pad = (high - low or 1.0) * 0.06
    x = Scale(0, len(months) - 1, 58, width - 12)
    y = Scale(low - pad, high + pad, height - 30, 8)
    places = [x(i) for i in range(len(months))]
    lines = [[y(v) for v in level] for level in levels]
    return svg(
        width,
        height,
        value_axis(y, x.start, x.end, write),
        band(places, lines[0], lines[4], "europe", 0.15),
        band(places, lines[1], lines[3], "europe", 0.26),
        path(list(zip(places, lines[2], strict=True)), "europe", dashed=True),
        year_axis(months, x, y(y.low)),
    )


def draw_pair(months: Sequence[date], lines: Sequence[Line], write: Write) -> Markup:
    """Return two lines with their names above their ends."""
    width, height = SIZE
    values = [v for line in lines for v in line.values]
    x = Scale(0, len(months) - 1, 58, width - 12)
    y = Scale(min(0.0, *values), max(*values, 1.0) * 1.22, height - 30, 8)
    drawn = [
        path([(x(i), y(v)) for i, v in enumerate(s.values)], s.role, dashed=s.dashed)
        for s in reversed(lines)
    ]
    names = [
        text(x.end, at, s.label, role=f"{s.role}-t", anchor="end")
        for s, at in zip(lines, spread([y(max(s.values[-18:])) - 8 for s in lines]), strict=True)
    ]
    grid = value_axis(y, x.start, x.end, write)
    return svg(width, height, grid, year_axis(months, x, y(y.low)), *drawn, *names)


def writer(reader: Reader, factor: float, width: float, *, finest: int = 3) -> Callable[..., str]:
    """Return how numbers are written whose interval has some width: two digits of the width."""
    decimals = min(digits_of_width(width) if width > 0 else 0, finest)
    number = reader.words.numbers.number

    def write(value: float, *, signed: bool = False) -> str:
        rounded = round(factor * value, decimals)
        text = number(rounded, decimals)
        return f"+{text}" if signed and rounded > 0 else text

    return write
