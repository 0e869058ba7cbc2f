"""How much of a pledge is allocated after how many months, Europe against the United States."""

from datetime import date

import altair as alt
import polars as pl

from sinews.present.brief.study import Study
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.marks import layered, role_colour
from sinews.present.figures.theme import Spec, ink
from sinews.present.text.words import Said

SETS = {"us_military": "us", "europe31_military": "europe"}


def table(study: Study) -> pl.DataFrame:
    """Return group, months_since, and the share with its band in per cent."""
    return (
        study.frame("conversion_curves")
        .filter(pl.col("set").is_in(list(SETS)))
        .select(
            pl.col("set").replace_strict(SETS).alias("group"),
            "months_since",
            share_pct=100 * pl.col("share"),
            low_pct=100 * pl.col("low"),
            high_pct=100 * pl.col("high"),
        )
        .sort("group", "months_since")
    )


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return half-lives with their intervals and shares after a year."""
    numbers = study.words.numbers
    said = {"month": study.words.month(_last_month(study))}
    for id, group in SETS.items():
        half = study.figure(f"support.conversion.{id}.half_life_months")
        said[group] = numbers.number(half.value)
        said[f"{group}_low"] = numbers.number(half.low or 0)
        said[f"{group}_high"] = numbers.number(half.high or 0)
        year = frame.filter((pl.col("group") == group) & (pl.col("months_since") == 12))
        said[f"{group}_year"] = numbers.number(year["share_pct"][0])
    return said


def _last_month(study: Study) -> date:
    months: list[date] = study.frame("support_commitments_by_type")["month"].to_list()
    return max(months)


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return two lines with 90 % bands, the half marked, names inside."""
    x = alt.X(
        "months_since:Q",
        axis=alt.Axis(values=list(range(0, 37, 6)), format="d"),
        scale=alt.Scale(domain=[0, 36], nice=False),
    )
    y_axis = alt.Axis(
        values=[0, 25, 50, 75, 100], labelExpr="datum.value + (datum.value == 100 ? ' %' : '')"
    )
    scale = alt.Scale(domain=[0, 100])
    y = alt.Y("share_pct:Q", axis=y_axis, scale=scale)
    colour = role_colour("group", {g: g for g in SETS.values()})
    bands = (
        alt.Chart(frame)
        .mark_area(opacity=0.16)
        .encode(x=x, y=alt.Y("low_pct:Q", scale=scale), y2=alt.Y2("high_pct:Q"), color=colour)
    )
    lines = alt.Chart(frame).mark_line().encode(x=x, y=y, color=colour)
    reached = frame.filter(pl.col("share_pct") >= 50).group_by("group").first()
    dots = alt.Chart(reached).mark_point(size=70).encode(x=x, y=y, color=colour)
    half = pl.DataFrame({"months_since": [0, 36], "share_pct": [50.0, 50.0]})
    rule = (
        alt.Chart(half)
        .mark_line(strokeDash=[2, 4], strokeWidth=1.5, color=ink("ink3"))
        .encode(x=x, y=y)
    )
    return layered(bands, rule, lines, dots, *_names(canvas, x), height=canvas.pick(270, 240))


def _names(canvas: Canvas, x: alt.X) -> list[alt.Chart]:
    places = {
        "us": (canvas.pick(10.0, 11.0), 86.0, 0),
        "europe": (canvas.pick(21.0, 15.0), 33.0, 8),
    }
    return [
        alt.Chart(pl.DataFrame({"months_since": [at], "y": [level], "text": [canvas.label(group)]}))
        .mark_text(align="left", dy=down, fontWeight=600)
        .encode(
            x=x, y=alt.Y("y:Q"), text=alt.Text("text:N"), color=alt.ColorValue(ink(f"{group}-t"))
        )
        for group, (at, level, down) in places.items()
    ]


CHART = Chart(
    id="support_conversion",
    grade="estimated",
    sources=("conversion_curves", "conversion_summary"),
    table=table,
    draw=draw,
    say=say,
    command="sinews support conversion europe31_military",
)
