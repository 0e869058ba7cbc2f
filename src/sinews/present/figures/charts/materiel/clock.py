"""The renewed-attack clock: months after a ceasefire until the pre-war force is back."""

import altair as alt
import polars as pl

from sinews.materiel.clock import CATEGORIES
from sinews.present.brief.study import Study
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.marks import layered
from sinews.present.figures.theme import Spec, ink
from sinews.present.text.words import Said


def table(study: Study) -> pl.DataFrame:
    """Return category, low_rebuilt_months, rebuilt_months, high_rebuilt_months."""
    figures = {c: study.figure(f"materiel.clock.{c}") for c in CATEGORIES}
    return pl.DataFrame(
        {
            "category": list(figures),
            "low_rebuilt_months": [float(f.low or 0) for f in figures.values()],
            "rebuilt_months": [f.value for f in figures.values()],
            "high_rebuilt_months": [float(f.high or 0) for f in figures.values()],
        }
    )


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return the interval of each category."""
    numbers = study.words.numbers
    said = {}
    for row in frame.to_dicts():
        for name in ("low_rebuilt_months", "rebuilt_months", "high_rebuilt_months"):
            said[f"{row['category']}_{name.split('_')[0]}"] = numbers.number(row[name])
    return said


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return one interval a category, with its median."""
    named = frame.with_columns(
        name=pl.col("category").map_elements(canvas.label, return_dtype=pl.String),
        text=pl.struct(frame.columns[1:]).map_elements(
            lambda r: _text(r, canvas), return_dtype=pl.String
        ),
    )
    names = [canvas.label(c) for c in CATEGORIES]
    y = alt.Y("name:N", sort=names, title=None, axis=alt.Axis(ticks=False, domain=False))
    x = alt.X(
        "low_rebuilt_months:Q",
        axis=alt.Axis(values=[0, 24, 48, 72, 96, 120], grid=True, gridColor=ink("grid")),
        scale=alt.Scale(domain=[0, canvas.pick(140, 190)]),
    )
    spans = (
        alt.Chart(named)
        .mark_rule(strokeWidth=5, strokeCap="round", color=ink("russia"), opacity=0.45)
        .encode(x=x, x2=alt.X2("high_rebuilt_months:Q"), y=y)
    )
    dots = (
        alt.Chart(named)
        .mark_point(size=90, color=ink("russia"))
        .encode(x=alt.X("rebuilt_months:Q"), y=y)
    )
    texts = (
        alt.Chart(named)
        .mark_text(align="left", dx=8, fontWeight=600, color=ink("russia-t"))
        .encode(x=alt.X("high_rebuilt_months:Q"), y=y, text=alt.Text("text:N"))
    )
    return layered(spans, dots, texts, width=canvas.pick(520, 220), height=canvas.pick(130, 130))


def _text(row: dict[str, float], canvas: Canvas) -> str:
    low, middle, high = (canvas.number(row[c]) for c in row)
    return f"{low} to {high}" if canvas.narrow else f"{middle} ({low} to {high})"


CHART = Chart(
    id="materiel_clock",
    grade="assumed",
    sources=("losses_fitted", "losses_confirmed", "facts"),
    table=table,
    draw=draw,
    say=say,
    command="sinews materiel clock",
)
