"""Charts for notebooks: those of the brief by id, and intervals beside the tables of results."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Final

from sinews.data.evidence.evidence import Evidence, open_evidence

if TYPE_CHECKING:
    import polars as pl

    from sinews.present.figures.chart import Drawn

Row = tuple[str, float | None, float, float | None]
"""Label, low, value and high of one line of an interval chart."""
MOST: Final = 24
"""Lines of an interval chart; more are in the frame."""
_LEFT: Final = 300
_STEP: Final = 24


def chart(id: str, *, language: str = "en", evidence: Evidence | None = None) -> "ShownChart":
    """Return a chart of the brief; the notebook shows its drawing.

    Parameters
    ----------
    id
        For example ``support_pace``; a wrong one names the nearest.
    language
        ``de``, ``en`` or ``uk``.

    Raises
    ------
    UnknownNameError
        There is no such chart or language.
    """
    from sinews.present.brief.brief import open_study
    from sinews.present.figures.chart import draw_chart
    from sinews.present.figures.charts import CHARTS

    found = CHARTS[id]
    return ShownChart(drawn=draw_chart(found, open_study(evidence or open_evidence(), language)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChart:
    """One chart with its sentences, its rows and its drawing."""

    drawn: "Drawn"

    @property
    def title(self) -> str:
        """The finding that it states."""
        return self.drawn.title.replace("**", "")

    @property
    def svg(self) -> str:
        """The drawing as a file of its own."""
        from sinews.present.figures.render import file_svg

        return file_svg(self.drawn.wide, self.title)

    def frame(self) -> "pl.DataFrame":
        """Return what is drawn; column names end in basis and unit."""
        return self.drawn.frame

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:  # noqa: ANN401
        shown = f"<h4>{escape(self.title)}</h4><p>{escape(self.drawn.subtitle)}</p>{self.svg}"
        return {"text/plain": self.title, "image/svg+xml": self.svg, "text/html": shown}


def draw_intervals(rows: Sequence[Row], *, own_scale: bool = False) -> str:
    """Return values as dots with their intervals as lines, as SVG for a notebook.

    Parameters
    ----------
    own_scale
        True where every line has a unit, and so a scale, of its own.
    """
    from sinews.present.figures.theme import fix_colours
    from sinews.web.drawing.svg_text import Scale, rule, shorten, svg, text

    shown, out = rows[:MOST], []
    for i, (label, *ends) in enumerate(shown):
        near = [tuple(ends)] if own_scale else [tuple(r[1:]) for r in shown]
        values = [v for row in near for v in row if v is not None]
        x = Scale(min(0.0, *values), max(0.0, *values), _LEFT, 690)
        y = 14 + _STEP * i
        low, value, high = ends
        out.append(text(_LEFT - 10, y + 4.5, shorten(label, 44), anchor="end"))
        out.append(rule(x(0), y - 10, x(0), y + 10, "ink3"))
        if low is not None and high is not None:
            out.append(rule(x(low), y, x(high), y, "europe", extra=' stroke-width="2"'))
        out.append(f'<circle cx="{x(value or 0.0):.1f}" cy="{y}" r="4.5" fill="var(--europe)"/>')
    return fix_colours(str(svg(700, 10 + _STEP * len(shown), *out)))
