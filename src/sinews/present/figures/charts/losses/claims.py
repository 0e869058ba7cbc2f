"""Russian losses by month as claimed by Ukraine, one panel a category."""

import altair as alt
import polars as pl

from sinews.present.brief.study import Study
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.marks import layered, panels, year_axis
from sinews.present.figures.theme import Spec, ink
from sinews.present.text.words import Said

CATEGORIES = ("tank", "afv", "artillery", "personnel")


def table(study: Study) -> pl.DataFrame:
    """Return category, month, claimed_number; whole months only."""
    return (
        study.frame("losses_monthly")
        .filter(pl.col("category").is_in(CATEGORIES))
        .filter(pl.col("days_covered") == pl.col("month").dt.month_end().dt.day())
        .select("category", "month", claimed_number="claimed")
        .sort("category", "month")
    )


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return the last month, and the highest month with its value, of each category."""
    words = study.words
    last = frame["month"].max()
    said = {"month": words.month(last)}  # type: ignore[arg-type]
    for c in CATEGORIES:
        rows = frame.filter(pl.col("category") == c)
        top = rows.row(int(rows["claimed_number"].arg_max() or 0), named=True)
        now = rows.filter(pl.col("month") == last)["claimed_number"][0]
        said[f"{c}_peak"] = words.numbers.number(top["claimed_number"])
        said[f"{c}_peak_month"] = words.month(top["month"])
        said[f"{c}_last"] = words.numbers.number(now)
    return said


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return four panels, two by two on wide pages, each on its own scale from zero."""
    parts = [_panel(frame.filter(pl.col("category") == c), c, canvas) for c in CATEGORIES]
    return panels(*parts, columns=canvas.pick(2, 1), spacing=canvas.pick(20, 18))


def _panel(frame: pl.DataFrame, category: str, canvas: Canvas) -> Spec:
    months = frame["month"].to_list()
    x = year_axis("month", min(months), max(months))
    y = alt.Y(
        "claimed_number:Q", axis=alt.Axis(tickCount=4, format=",d", minExtent=46, maxExtent=46)
    )
    line = alt.Chart(frame).mark_line(color=ink("russia")).encode(x=x, y=y)
    top = frame.filter(pl.col("claimed_number") == pl.col("claimed_number").max()).head(1)
    ends = pl.concat([top, frame.tail(1)])
    ends = ends.with_columns(
        text=pl.col("claimed_number").map_elements(
            lambda v: canvas.number(v), return_dtype=pl.String
        )
    )
    dots = alt.Chart(ends).mark_point(color=ink("russia")).encode(x=x, y=y)
    texts = [
        alt.Chart(part)
        .mark_text(color=ink("russia-t"), fontWeight=600, **place)
        .encode(x=x, y=y, text=alt.Text("text:N"))
        for part, place in (
            (ends.head(1), {"dy": -11}),
            (
                ends.tail(1) if ends["month"].n_unique() > 1 else ends.head(0),
                {"align": "left", "dx": 8},
            ),
        )
        if part.height
    ]
    size = {"width": canvas.pick(246, 254), "height": canvas.pick(140, 120)}
    return layered(line, dots, *texts, title=canvas.label(category), **size)


CHART = Chart(
    id="losses_claims",
    grade="stated",
    sources=("losses_monthly",),
    table=table,
    draw=draw,
    say=say,
    command="sinews figures materiel.reported",
)
