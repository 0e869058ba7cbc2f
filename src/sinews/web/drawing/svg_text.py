"""Drawings made in milliseconds for pages that answer at once: plain SVG, colours by role.

Attributes only, no style: the pages refuse inline styles. Text keeps 13 px because a drawing is
shown at its own width and never stretched.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from markupsafe import Markup, escape

from sinews.present.figures.theme import TEXT, ink

Write = Callable[[float], str]


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


"""How a value is written at an axis."""

_LINE: Final = 2.25


@dataclass(frozen=True, slots=True)
class Scale:
    """Values to pixels, on a line."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the place of a value."""
        span = self.high - self.low or 1.0
        return self.start + (value - self.low) / span * (self.end - self.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line with its name at its end; missing values are gaps."""

    label: str
    role: str
    values: Sequence[float]
    dashed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One row of an interval plot: 5, 25, 50, 75 and 95 %; open and dashed where assumed."""

    label: str
    role: str
    levels: Sequence[float]


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Return round values between two ends, at most so many."""
    span = high - low
    if span <= 0:
        return [low]
    raw = span / most
    power = 10 ** math.floor(math.log10(raw))
    step = next(s * power for s in (1, 2, 2.5, 5, 10) if s * power >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [i * step for i in range(first, math.floor(high / step + 1e-9) + 1)]


def svg(width: float, height: float, *parts: str) -> Markup:
    """Return a drawing, hidden from the accessibility tree: its frame tells the result."""
    return Markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" aria-hidden="true" focusable="false" '
        f'font-size="{TEXT}">{"".join(parts)}</svg>'
    )


def text(x: float, y: float, said: str, *, role: str = "ink2", anchor: str = "start") -> str:
    """Return a text; bold where its role is that of a mark's label."""
    bold = ' font-weight="600"' if role.endswith("-t") or role == "ink" else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{ink(role)}"{bold}>'
        f"{escape(said)}</text>"
    )


def rule(x1: float, y1: float, x2: float, y2: float, role: str, *, extra: str = "") -> str:
    """Return a straight line."""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
        f'stroke="{ink(role)}"{extra}/>'
    )


def path(points: Sequence[tuple[float, float]], role: str, *, dashed: bool = False) -> str:
    """Return a line through points; a point that is not a number breaks it."""
    out, pen = [], "M"
    for x, y in points:
        if math.isfinite(y):
            out.append(f"{pen}{x:.1f} {y:.1f}")
            pen = "L"
        else:
            pen = "M"
    dash = ' stroke-dasharray="5 3"' if dashed else ""
    return (
        f'<path d="{"".join(out)}" fill="none" stroke="{ink(role)}" stroke-width="{_LINE}" '
        f'stroke-linejoin="round" stroke-linecap="round"{dash}/>'
    )


def band(
    x: Sequence[float], low: Sequence[float], high: Sequence[float], role: str, opacity: float
) -> str:
    """Return the area between two lines."""
    there = "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(x, low, strict=True))
    back = "L".join(f"{a:.1f} {b:.1f}" for a, b in reversed(list(zip(x, high, strict=True))))
    return f'<path d="M{there}L{back}Z" fill="{ink(role)}" fill-opacity="{opacity:g}"/>'


def value_axis(y: Scale, left: float, right: float, write: Write) -> str:
    """Return hairlines with their values at the left; zero is darker."""
    out = []
    for value in ticks(min(y.low, y.high), max(y.low, y.high), 4):
        at = y(value)
        zero = abs(value) < 1e-12 and y.low < 0
        out.append(rule(left, at, right, at, "ink3" if zero else "grid"))
        out.append(text(left - 6, at + 4.5, write(value), anchor="end"))
    return "".join(out)


def year_axis(months: Sequence[date], x: Scale, y: float) -> str:
    """Return the axis of time with one tick at each January."""
    out = [rule(x.start, y, x.end, y, "ink3")]
    for i, month in enumerate(months):
        if month.month == 1:
            at = x(i)
            out.append(rule(at, y, at, y + 5, "ink3"))
            anchor = "end" if at > x.end - 14 else "middle"
            out.append(text(at, y + 20, str(month.year), anchor=anchor))
    return "".join(out)


def spread(places: Sequence[float], gap: float = 16) -> list[float]:
    """Return places moved apart so that labels do not meet, in the same order."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    out = list(places)
    for before, now in pairwise(order):
        out[now] = max(out[now], out[before] + gap)
    shift = (sum(out) - sum(places)) / max(len(places), 1)
    return [p - shift for p in out]


def draw_lines(
    months: Sequence[date], lines: Sequence[Line], write: Write, *, narrow: bool
) -> Markup:
    """Return lines over months with their names at the ends."""
    width, height = (358, 240) if narrow else (700, 280)
    values = [v for line in lines for v in line.values if math.isfinite(v)]
    x = Scale(0, max(len(months) - 1, 1), 52, width - (92 if narrow else 150))
    y = Scale(min(0.0, *values), max(values) * 1.04 or 1.0, height - 30, 10)
    drawn = [
        path([(x(i), y(v)) for i, v in enumerate(line.values)], line.role, dashed=line.dashed)
        for line in lines
    ]
    ends = [next((v for v in reversed(line.values) if math.isfinite(v)), 0.0) for line in lines]
    names = [
        text(x.end + 8, at + 4.5, line.label, role=f"{line.role}-t")
        for line, at in zip(lines, spread([y(v) for v in ends]), strict=True)
    ]
    grid = value_axis(y, x.start, x.end, write)
    return svg(width, height, grid, year_axis(months, x, y(y.low)), *drawn, *names)


def draw_bars(rows: Sequence[tuple[str, float, str]], role: str, *, narrow: bool) -> Markup:
    """Return horizontal bars: label, value, value as it is written."""
    width, step, left = (358, 30, 118) if narrow else (700, 26, 210)
    x = Scale(0, max((v for _, v, _ in rows), default=1.0) or 1.0, left, width - 76)
    out = []
    for i, (label, value, written) in enumerate(rows):
        y = 4 + i * step
        long = max(x(value) - left, 0.8)
        out.append(text(left - 8, y + 15, shorten(label, 17 if narrow else 32), anchor="end"))
        out.append(
            f'<rect x="{left}" y="{y + 3}" width="{long:.1f}" height="15" rx="1" '
            f'fill="{ink(role)}"/>'
        )
        out.append(text(left + long + 6, y + 15, written, role="ink"))
    return svg(width, 8 + step * len(rows), *out)


def shorten(said: str, most: int) -> str:
    """Return a text cut to so many characters."""
    return said if len(said) <= most else f"{said[: most - 1].rstrip()}…"


def draw_years(
    panels: Sequence[tuple[str, Sequence[tuple[str, float, str]]]], role: str, *, narrow: bool
) -> Markup:
    """Return one small panel of columns for each name, all on one scale."""
    across = 2 if narrow else 3
    width, high = (358, 150) if narrow else (700, 160)
    gap = 24
    each = (width - gap * (across - 1)) / across
    most = max((v for _, cells in panels for _, v, _ in cells), default=1.0) or 1.0
    out = []
    for i, (name, cells) in enumerate(panels):
        left, top = (i % across) * (each + gap), (i // across) * (high + 16)
        y = Scale(0, most, top + high - 22, top + 42)
        out.append(text(left, top + 14, shorten(name, int(each / 7)), role="ink"))
        out.append(rule(left, y(0), left + each, y(0), "ink3"))
        step = each / max(len(cells), 1)
        for k, (year, value, written) in enumerate(cells):
            x = left + k * step
            tall = max(y(0) - y(value), 0.5)
            out.append(
                f'<rect x="{x + 2:.1f}" y="{y(0) - tall:.1f}" width="{step - 4:.1f}" '
                f'height="{tall:.1f}" fill="{ink(role)}"/>'
            )
            middle = x + step / 2
            out.append(text(middle, y(0) - tall - 5, written, anchor="middle"))
            out.append(text(middle, y(0) + 17, year, anchor="middle"))
    rows = math.ceil(len(panels) / across)
    return svg(width, rows * (high + 16), *out)
