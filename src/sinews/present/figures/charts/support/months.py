"""Allocations of each month, stacked by group of donors, with the month of the American stop."""

from datetime import date

import altair as alt
import polars as pl

from sinews.present.brief.study import Study
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.charts.support.pace import EUROPE, GROUPS
from sinews.present.figures.marks import layered, role_colour, year_axis
from sinews.present.figures.theme import Spec, ink
from sinews.present.text.words import Said
from sinews.support.tables import find_stop

COLUMN = "allocated_eur_bn"
NOTHING_EUR_BN = 0.05
"""Below this the sum is written as nothing new: it would round to 0.0 or 0.1."""


def table(study: Study) -> pl.DataFrame:
    """Return month, group, allocated_eur_bn, and whether the month is the first after the stop."""
    group = pl.when(pl.col("base_group").is_in(EUROPE)).then(pl.lit("europe"))
    stop = find_stop(study.evidence, "us")
    return (
        study.frame("support_monthly")
        .filter(pl.col("type") == "total")
        .with_columns(group=group.otherwise("base_group"))
        .group_by("month", "group")
        .agg(pl.col(COLUMN).sum().round(9))
        .with_columns(first_after_stop=pl.col("month") == stop)
        .sort("month", "group")
    )


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return the stop, and what the United States and Europe allocated since."""
    words = study.words
    stop: date = frame.filter("first_after_stop")["month"][0]
    since = frame.filter(pl.col("month") >= stop)
    sums = dict(since.group_by("group").agg(pl.col(COLUMN).sum()).rows())
    return {
        "stop": words.month(stop),
        "month": words.month(frame["month"].max()),  # type: ignore[arg-type]
        "moved": "nothing" if sums["us"] < NOTHING_EUR_BN else "little",
        **{g: words.numbers.number(sums[g], 1 if sums[g] < 10 else 0) for g in GROUPS},
    }


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return stacked bars a month, the stop as a dashed line, names in the empty corner."""
    order = {g: i for i, g in enumerate(GROUPS)}
    rows = frame.with_columns(
        rank=pl.col("group").replace_strict(order, return_dtype=pl.Int64),
        end=pl.col("month").dt.offset_by("25d"),
    )
    months = rows["month"].to_list()
    most = float(rows.group_by("month").agg(pl.col(COLUMN).sum())[COLUMN].max())  # type: ignore[arg-type]
    x = year_axis("month", min(months), max(months))
    y = alt.Y(f"{COLUMN}:Q", stack="zero", scale=alt.Scale(domain=[0, most * 1.1]))
    bars = (
        alt.Chart(rows)
        .mark_bar(size=canvas.pick(9, 4))
        .encode(
            x=x,
            y=y,
            color=role_colour("group", {g: g for g in GROUPS}),
            order=alt.Order("rank:Q"),
        )
    )
    stop = rows.filter("first_after_stop")["month"][0]
    line = pl.DataFrame({"month": [stop, stop], COLUMN: [0.0, most * 1.06]})
    rule = (
        alt.Chart(line)
        .mark_line(strokeDash=[4, 4], strokeWidth=1.5, color=ink("us-t"))
        .encode(x=x, y=alt.Y(f"{COLUMN}:Q"))
    )
    said = (
        alt.Chart(pl.DataFrame({"month": [stop], "text": [canvas.label("stop")]}))
        .mark_text(align="left", dx=6, color=ink("us-t"), fontWeight=600)
        .encode(x=x, y=alt.YDatum(most * 1.06), text=alt.Text("text:N"))
    )
    return layered(bars, rule, said, *_names(canvas, most), height=canvas.pick(260, 230))


def _names(canvas: Canvas, most: float) -> list[alt.Chart]:
    """Return the names of the groups in their colours, above the first months."""
    return [
        alt.Chart(pl.DataFrame({"text": [canvas.label(g)], "y": [most * (1.04 - 0.09 * i)]}))
        .mark_text(align="left", fontWeight=600, x=canvas.pick(44, 40))
        .encode(y=alt.Y("y:Q"), text=alt.Text("text:N"), color=alt.ColorValue(ink(f"{g}-t")))
        for i, g in enumerate(reversed(GROUPS))
    ]


CHART = Chart(
    id="support_months",
    grade="counted",
    sources=("support_monthly",),
    table=table,
    draw=draw,
    say=say,
    command="sinews support totals --by month",
)
