"""Lines by month that the charts of the front share: several series on one pair of axes."""

from collections.abc import Mapping
from itertools import pairwise

import altair as alt
import polars as pl

from sinews.front.series.read import read_series
from sinews.present.brief.study import Study
from sinews.present.figures.chart import Canvas
from sinews.present.figures.marks import end_labels, layered, role_colour, year_axis
from sinews.present.figures.theme import Spec


def read_lines(study: Study, ids: Mapping[str, str], column: str, start: str) -> pl.DataFrame:
    """Return group, month and a value column of several series from a month, ``2023-01-01``."""
    parts = []
    for group, id in ids.items():
        series = read_series(study.evidence, id)
        parts.append(
            pl.DataFrame({"group": group, "month": series.months, column: series.values.round(4)})
        )
    return pl.concat(parts).filter(pl.col("month") >= pl.lit(start).str.to_date())


def draw_lines(
    frame: pl.DataFrame,
    column: str,
    roles: Mapping[str, str],
    canvas: Canvas,
    size: tuple[int, int],
    **properties: object,
) -> Spec:
    """Return one line a group with its name and last value at its end.

    Parameters
    ----------
    roles
        Group to role of colour.
    size
        Width and height of the panel in pixels.
    """
    months = frame["month"].to_list()
    x = year_axis("month", min(months), max(months))
    y = alt.Y(f"{column}:Q", axis=alt.Axis(tickCount=5, format=",d", minExtent=46, maxExtent=46))
    lines = alt.Chart(frame).mark_line().encode(x=x, y=y, color=role_colour("group", roles))
    last = frame.sort("month").group_by("group", maintain_order=True).last()
    names = pl.DataFrame({"group": list(roles), "text": [canvas.label(g) for g in roles]})
    last = last.join(names, on="group").with_columns(
        text=pl.col("text")
        + pl.lit(" ")
        + pl.col(column).map_elements(lambda v: canvas.number(v), return_dtype=pl.String)
    )
    values = frame[column].to_numpy()
    reach = float(values.max() - min(values.min(), 0.0)) or 1.0
    shift = _part_names(dict(last.select("group", column).iter_rows()), size[1] / reach)
    labels = end_labels(last, x, y, roles, shift)
    return layered(lines, *labels, width=size[0], height=size[1], **properties)


def _part_names(ends: Mapping[str, float], pixels: float) -> dict[str, int]:
    """Return by how many pixels names move down so that two ends that are close do not meet.

    Parameters
    ----------
    ends
        Group to the last value of its line.
    pixels
        Height of one unit of the value.
    """
    shift: dict[str, int] = {}
    ordered = sorted(ends.items(), key=lambda e: e[1])
    for (below, low), (above, high) in pairwise(ordered):
        missing = 17 - (high - low) * pixels
        if missing > 0:
            shift[below] = shift.get(below, 0) + round(missing / 2)
            shift[above] = -round(missing / 2)
    return shift
