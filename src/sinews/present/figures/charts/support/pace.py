"""Military allocations of Europe, the United States and all others, twelve-month sums."""

import altair as alt
import polars as pl

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

EUROPE = ("eu27", "eu_institutions", "gb_no_ch_is")
GROUPS = ("europe", "us", "other")
COLUMN = "military_allocated_12m_eur_bn"


def table(study: Study) -> pl.DataFrame:
    """Return month, group, military_allocated_12m_eur_bn, from the twelfth month on."""
    group = pl.when(pl.col("base_group").is_in(EUROPE)).then(pl.lit("europe"))
    return (
        study.frame("support_monthly")
        .filter(pl.col("type") == "military")
        .with_columns(group=group.otherwise("base_group"))
        .group_by("group", "month")
        .agg(pl.col("allocated_eur_bn").sum())
        .sort("group", "month")
        .with_columns(
            military_allocated_12m_eur_bn=pl.col("allocated_eur_bn")
            .rolling_sum(12, min_samples=12)
            .over("group")
            .round(9)
        )
        .drop_nulls()
        .select("month", "group", COLUMN)
    )


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return the values of the sentences: where each group is and where the US was."""
    numbers = study.words.numbers
    last = frame.filter(pl.col("month") == frame["month"].max())
    at = dict(zip(last["group"], last[COLUMN], strict=True))
    us = frame.filter(pl.col("group") == "us")
    peak = us.row(int(us[COLUMN].arg_max() or 0), named=True)
    return {
        **{g: numbers.number(at[g], 1) for g in GROUPS},
        "us_peak": numbers.number(peak[COLUMN], 1),
        "us_peak_month": study.words.month(peak["month"]),
        "month": study.words.month(last["month"][0]),
        "ahead": "alone" if at["us"] < 0.05 else "europe" if at["europe"] > at["us"] else "us",
    }


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return three lines with their names and last values at the right end."""
    roles = {g: g for g in GROUPS}
    months = frame["month"].to_list()
    x, y = year_axis("month", min(months), max(months)), alt.Y(f"{COLUMN}:Q")
    colour = role_colour("group", roles)
    last = label_lines(frame, COLUMN, GROUPS, canvas)
    lines = alt.Chart(frame).mark_line().encode(x=x, y=y, color=colour)
    dots = alt.Chart(last).mark_point().encode(x=x, y=y, color=colour)
    names = end_labels(last, x, y, roles, {"other": -6, "us": 4})
    return layered(lines, dots, *names, height=canvas.pick(260, 230))


CHART = Chart(
    id="support_pace",
    grade="counted",
    sources=("support_monthly",),
    table=table,
    draw=draw,
    say=say,
    command="sinews figures support.allocated.europe.military",
)
