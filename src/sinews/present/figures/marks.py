"""Parts that several charts share: layers and panels, year axes, names at the ends of lines."""

from collections.abc import Mapping, Sequence
from datetime import date

import altair as alt
import polars as pl

from sinews.present.figures.chart import Canvas, spec_of
from sinews.present.figures.theme import Spec, ink


def layered(*charts: alt.Chart, **properties: object) -> Spec:
    """Return one drawing of charts laid over each other.

    The same as `altair.layer` with ``.properties``, many times faster: Altair copies every part
    of every chart that it layers.
    """
    return _join("layer", charts, properties)


def panels(*charts: Spec, columns: int, **properties: object) -> Spec:
    """Return drawings side by side, so many a row."""
    return _join("concat", charts, {"columns": columns, **properties})


def _join(kind: str, charts: Sequence[alt.Chart | Spec], properties: Mapping[str, object]) -> Spec:
    """Return the parts in one specification; data sets move to its top, where they must be."""
    datasets: Spec = {}
    parts = []
    for chart in charts:
        if isinstance(chart, dict):
            datasets |= chart["datasets"]
            parts.append({k: v for k, v in chart.items() if k != "datasets"})
        else:
            parts.append(spec_of(chart, datasets))
    return {kind: parts, "datasets": datasets, **properties}


def year_axis(column: str, first: date, last: date) -> alt.X:
    """Return a time axis with one tick a year, at its January."""
    years = [{"year": y} for y in range(first.year, last.year + 1) if date(y, 1, 1) >= first]
    return alt.X(
        f"{column}:T",
        axis=alt.Axis(format="%Y", values=years),
        scale=alt.Scale(nice=False),
    )


def role_colour(column: str, roles: Mapping[str, str]) -> alt.Color:
    """Return a colour encoding from the values of a column to roles of `theme.ink`."""
    scale = alt.Scale(domain=list(roles), range=[ink(r) for r in roles.values()])
    return alt.Color(f"{column}:N", scale=scale)


def end_labels(
    last: pl.DataFrame, x: alt.X, y: alt.Y, roles: Mapping[str, str], shift: Mapping[str, int]
) -> list[alt.Chart]:
    """Return one bold name for each line, right of its last point.

    Parameters
    ----------
    last
        One row a line: its key in column ``group``, its name in column ``text``, and the position.
    x, y
        The encodings of the lines.
    roles
        Group to role of colour.
    shift
        Pixels by which a name is moved down, so that names do not meet.
    """
    return [
        alt.Chart(last.filter(pl.col("group") == g))
        .mark_text(align="left", dx=9, dy=shift.get(g, 0), fontWeight=600)
        .encode(x=x, y=y, text=alt.Text("text:N"), color=alt.ColorValue(ink(f"{role}-t")))
        for g, role in roles.items()
    ]


def label_lines(
    frame: pl.DataFrame, column: str, groups: Sequence[str], canvas: Canvas, decimals: int = 1
) -> pl.DataFrame:
    """Return the last row of each group with its name and value in column ``text``."""
    last = frame.filter(pl.col("month") == frame["month"].max())
    values = dict(zip(last["group"], last[column], strict=True))
    texts = [f"{canvas.label(g)} {canvas.number(values[g], decimals)}" for g in groups]
    names = pl.DataFrame({"group": list(groups), "text": texts})
    return last.join(names, on="group", how="inner")
