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
    frame: pl.DataFrame, column: str, roles: Mapping[str, str], canvas: Canvas, **properties: object
) -> Spec:
    """Return one line a group with its name and last value at its end.

    Parameters
    ----------
    roles
        Group to role of colour, in the order of the names from top to bottom.
    """
    months = frame["month"].to_list()
    x = year_axis("month", min(months), max(months))
    y = alt.Y(f"{column}:Q", axis=alt.Axis(tickCount=5, format=",d", minExtent=46, maxExtent=46))
    lines = alt.Chart(frame).mark_line().encode(x=x, y=y, color=role_colour("group", roles))
    last = frame.sort("month").group_by("group", maintain_order=True).last().sort(column)
    names = pl.DataFrame({"group": list(roles), "text": [canvas.label(g) for g in roles]})
    last = last.join(names, on="group").with_columns(
        text=pl.col("text")
        + pl.lit(" ")
        + pl.col(column).map_elements(lambda v: canvas.number(v), return_dtype=pl.String)
    )
    return layered(lines, *end_labels(last, x, y, roles, _part(last, column, frame)), **properties)


def _part(last: pl.DataFrame, column: str, frame: pl.DataFrame) -> dict[str, int]:
    """Return by how many pixels names move so that two ends that are close do not meet."""
    values = frame[column].to_numpy()
    reach = float(values.max() - min(values.min(), 0.0)) or 1.0
    shift: dict[str, int] = {}
    ends = list(zip(last["group"], last[column], strict=True))
    for (below, low), (above, high) in pairwise(ends):
        if (high - low) / reach < 0.09:
            shift[below] = shift.get(below, 0) + 9
            shift[above] = -9
    return shift
