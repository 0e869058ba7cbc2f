"""EU exports of banned goods by month: to Russia, to five neighbours, to Belarus."""

import altair as alt
import polars as pl

from sinews.diversion.panel.panel import INTERMEDIARIES
from sinews.present.brief.study import Study
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.marks import (
    end_labels,
    label_lines,
    layered,
    role_colour,
    year_axis,
)
from sinews.present.figures.theme import Spec
from sinews.present.text.words import Said

ROLES = {"russia": "russia", "five": "europe", "belarus": "other"}
COLUMN = "exports_eur_bn"


def table(study: Study) -> pl.DataFrame:
    """Return month, group and exports_eur_bn."""
    group = (
        pl.when(pl.col("partner") == "RU")
        .then(pl.lit("russia"))
        .when(pl.col("partner").is_in(INTERMEDIARIES))
        .then(pl.lit("five"))
        .otherwise(pl.lit("belarus"))
    )
    return (
        study.frame("trade_sanctioned_hs6_monthly")
        .group_by("month", group=group)
        .agg(exports_eur_bn=pl.col("exports_eur").sum() / 1e9)
        .sort("group", "month")
        .select("month", "group", COLUMN)
    )


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return the means from March to November of 2021 and 2022."""
    numbers = study.words.numbers
    span = frame.filter(pl.col("month").dt.month().is_between(3, 11))
    said = {"month": study.words.month(frame["month"].max())}  # type: ignore[arg-type]
    for group in ROLES:
        for year in (2021, 2022):
            rows = span.filter((pl.col("group") == group) & (pl.col("month").dt.year() == year))
            said[f"{group}_{year}"] = numbers.number(float(rows[COLUMN].to_numpy().mean()), 2)
    return said


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return three lines with their names and last values."""
    months = frame["month"].to_list()
    x, y = year_axis("month", min(months), max(months)), alt.Y(f"{COLUMN}:Q")
    colour = role_colour("group", ROLES)
    last = label_lines(frame, COLUMN, tuple(ROLES), canvas, 2)
    lines = alt.Chart(frame).mark_line().encode(x=x, y=y, color=colour)
    dots = alt.Chart(last).mark_point().encode(x=x, y=y, color=colour)
    names = end_labels(last, x, y, ROLES, {"five": -8, "russia": 2, "belarus": 8})
    return layered(lines, dots, *names, height=canvas.pick(250, 220))


CHART = Chart(
    id="diversion_flows",
    grade="counted",
    sources=("trade_sanctioned_hs6_monthly",),
    table=table,
    draw=draw,
    say=say,
    command="sinews diversion change",
)
