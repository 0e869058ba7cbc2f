"""Change of exports of banned goods by partner, beside the same change in a year without war."""

import altair as alt
import polars as pl

from sinews.present.brief.study import Study
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.marks import layered
from sinews.present.figures.theme import Spec, ink
from sinews.present.text.words import Said

PARTNERS = ("KG", "AM", "KZ", "GE", "UZ", "BY", "RU")


def table(study: Study) -> pl.DataFrame:
    """Return partner and both changes as multiples of the year before."""
    rows = []
    for p in PARTNERS:
        war, calm = (
            1 + study.figure(f"diversion.change.{p.lower()}.sanctioned.{w}").value / 100
            for w in ("mar_nov_2022", "mar_nov_2021")
        )
        rows.append((p, war, calm))
    columns = ["partner", "exports_2022_on_2021_ratio", "exports_2021_on_2020_ratio"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return the multiples of Kyrgyzstan, Belarus and Russia."""
    numbers = study.words.numbers
    said = {}
    for p, war, calm in frame.rows():
        said[f"{p.lower()}_war"] = numbers.number(war, 1)
        said[f"{p.lower()}_calm"] = numbers.number(calm, 1)
    return said


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return one line a partner: hollow dot for the calm year, filled dot for the war."""
    rows = frame.rename(
        {"exports_2022_on_2021_ratio": "war", "exports_2021_on_2020_ratio": "calm"}
    ).with_columns(
        name=pl.col("partner").map_elements(canvas.label, return_dtype=pl.String),
        text=pl.col("war").map_elements(lambda v: canvas.number(v, 1), return_dtype=pl.String),
    )
    names = rows["name"].to_list()
    ticks = [0.25, 0.5, 1, 2, 4, 8]
    axis = alt.Axis(
        grid=True, gridColor=ink("grid"), domain=False, ticks=False, values=ticks, format="~r"
    )
    x = alt.X("war:Q", scale=alt.Scale(type="log", domain=[0.2, 11], nice=False), axis=axis)
    y = alt.Y("name:N", sort=names, axis=alt.Axis(grid=False, labelLimit=130))
    russia = {"test": "datum.partner == 'RU'", "value": ink("russia")}
    colour = alt.ColorValue(ink("europe"), condition=russia)
    links = (
        alt.Chart(rows)
        .mark_rule(strokeWidth=1.5)
        .encode(x=x, x2=alt.X2("calm:Q"), y=y, color=alt.ColorValue(ink("rule")))
    )
    calm = (
        alt.Chart(rows)
        .mark_point(filled=False, size=60, strokeWidth=1.75)
        .encode(x=alt.X("calm:Q"), y=y, color=alt.ColorValue(ink("ink3")))
    )
    war = alt.Chart(rows).mark_point(size=80).encode(x=x, y=y, color=colour)
    # Right of both dots: on one of them the number could not be read.
    texts = (
        alt.Chart(rows.with_columns(right=pl.max_horizontal("war", "calm")))
        .mark_text(align="left", dx=10, color=ink("ink"))
        .encode(x=alt.X("right:Q"), y=y, text=alt.Text("text:N"))
    )
    return layered(links, calm, war, texts, height=26 * len(names))


CHART = Chart(
    id="diversion_placebo",
    grade="counted",
    sources=("trade_sanctioned_cn8_windows",),
    table=table,
    draw=draw,
    say=say,
    command="sinews diversion change",
)
