"""Allocations of each year by type of support and group of donors."""

import altair as alt
import polars as pl

from sinews.present.brief.study import Study
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.charts.support.pace import EUROPE
from sinews.present.figures.marks import layered, panels, role_colour
from sinews.present.figures.theme import Spec, ink
from sinews.present.text.words import Said

GROUPS = ("europe", "us", "other")
TYPES = ("military", "financial", "humanitarian")
COLUMN = "allocated_eur_bn"


def table(study: Study) -> pl.DataFrame:
    """Return type, year, group, allocated_eur_bn; the last year may be incomplete."""
    group = pl.when(pl.col("base_group").is_in(EUROPE)).then(pl.lit("europe"))
    return (
        study.frame("support_monthly")
        .filter(pl.col("type").is_in(TYPES))
        .with_columns(group=group.otherwise("base_group"), year=pl.col("month").dt.year())
        .group_by("type", "year", "group")
        .agg(pl.col(COLUMN).sum().round(9))
        .sort("type", "year", "group")
    )


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return the sums of the two large types by Europe and the United States."""
    numbers = study.words.numbers
    sums = {
        (t, g): v for t, g, v in frame.group_by("type", "group").agg(pl.col(COLUMN).sum()).rows()
    }
    said = {f"{t}_{g}": numbers.number(sums[t, g], 0) for t in TYPES for g in GROUPS}
    last = study.frame("support_monthly")["month"].max()
    financial, military = (
        100 * sums[t, "europe"] / sum(sums[t, g] for g in GROUPS) for t in ("financial", "military")
    )
    return {
        **said,
        "share": numbers.number(financial),
        "military_share": numbers.number(military),
        "month": study.words.month(last),  # type: ignore[arg-type]
        "year": str(frame["year"].max()),
    }


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return one panel a type with a stacked bar a year; names are in the first panel."""
    most = float(frame.group_by("type", "year").agg(pl.col(COLUMN).sum())[COLUMN].max())  # type: ignore[arg-type]
    parts = [_panel(frame.filter(pl.col("type") == t), t, canvas, most) for t in TYPES]
    return panels(*parts, columns=canvas.pick(3, 1), spacing=18)


def _panel(frame: pl.DataFrame, type: str, canvas: Canvas, most: float) -> Spec:
    order = {g: i for i, g in enumerate(GROUPS)}
    rows = frame.with_columns(rank=pl.col("group").replace_strict(order, return_dtype=pl.Int64))
    y_axis = alt.Axis(labels=canvas.narrow or type == TYPES[0], tickCount=4)
    bars = (
        alt.Chart(rows)
        .mark_bar(size=canvas.pick(22, 30))
        .encode(
            x=alt.X("year:O", axis=alt.Axis(labelAngle=0)),
            y=alt.Y(f"{COLUMN}:Q", axis=y_axis, scale=alt.Scale(domain=[0, most * 1.02])),
            color=role_colour("group", {g: g for g in GROUPS}),
            order=alt.Order("rank:Q"),
        )
    )
    layers: list[alt.Chart] = [bars]
    if type == TYPES[-1]:
        layers += _names(canvas, most)
    size = {"width": canvas.pick(206, 318), "height": canvas.pick(230, 150)}
    return layered(*layers, title=canvas.label(type), **size)


def _names(canvas: Canvas, most: float) -> list[alt.Chart]:
    """Return the names of the groups as text in their colours, in the empty last panel."""
    return [
        alt.Chart(pl.DataFrame({"text": [canvas.label(g)], "y": [most * (0.9 - 0.11 * i)]}))
        .mark_text(align="left", fontWeight=600, x=canvas.pick(70, 150))
        .encode(y=alt.Y("y:Q"), text=alt.Text("text:N"), color=alt.ColorValue(ink(f"{g}-t")))
        for i, g in enumerate(reversed(GROUPS))
    ]


CHART = Chart(
    id="support_types",
    grade="counted",
    sources=("support_monthly",),
    table=table,
    draw=draw,
    say=say,
    command="sinews figures support.allocated.europe",
)
