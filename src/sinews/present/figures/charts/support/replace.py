"""What Europe allocates now against what would replace the United States, three definitions."""

import altair as alt
import polars as pl

from sinews.present.brief.study import Study
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.marks import layered
from sinews.present.figures.theme import Spec, ink
from sinews.present.text.words import Said
from sinews.support.replace import DEFINITIONS, measure_replacement


def table(study: Study) -> pl.DataFrame:
    """Return definition, what is allocated now, the level, and what is missing."""
    answers = [measure_replacement(study.evidence, "US", d) for d in DEFINITIONS]
    return pl.DataFrame(
        {
            "definition": [a.definition.id for a in answers],
            "now_eur_bn_year": [a.now for a in answers],
            "level_eur_bn_year": [a.level for a in answers],
            "missing_eur_bn_year": [a.missing for a in answers],
            "missing_pct_gdp": [a.pct_of_gdp(a.missing) for a in answers],
        }
    )


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return what is missing under each definition, in euro and per cent of product."""
    numbers = study.words.numbers
    said = {"month": study.words.month(study.frame("support_monthly")["month"].max())}  # type: ignore[arg-type]
    for row in frame.iter_rows(named=True):
        d = row["definition"]
        said[d] = numbers.number(row["missing_eur_bn_year"], 1)
        said[f"{d}_pct"] = numbers.number(row["missing_pct_gdp"], 2)
        said[f"{d}_level"] = numbers.number(row["level_eur_bn_year"], 1)
    return said


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return one row a definition: a bar of what is allocated, an outline up to the level."""
    names = [canvas.label(d) for d in frame["definition"]]
    rows = frame.with_columns(
        name=pl.Series(names),
        end=pl.max_horizontal("now_eur_bn_year", "level_eur_bn_year"),
        text=pl.col("missing_eur_bn_year").map_elements(
            lambda v: canvas.label("missing", eur_bn=canvas.number(v, 1)), return_dtype=pl.String
        ),
        now_text=pl.col("now_eur_bn_year").map_elements(
            lambda v: canvas.number(v, 1), return_dtype=pl.String
        ),
    )
    most = float(rows["end"].max())  # type: ignore[arg-type]
    x_axis = alt.Axis(
        grid=True, gridColor=ink("grid"), domain=False, ticks=False, tickCount=canvas.pick(5, 3)
    )
    x = alt.X(
        "now_eur_bn_year:Q",
        axis=x_axis,
        scale=alt.Scale(domain=[0, most * canvas.pick(1.22, 1.42)]),
    )
    y_axis = alt.Axis(
        grid=False, labelLimit=canvas.pick(260, 130), labelExpr="split(datum.label, '|')"
    )
    y = alt.Y("name:N", sort=names, axis=y_axis)
    bars = alt.Chart(rows).mark_bar(height=26, color=ink("europe")).encode(x=x, y=y)
    gaps = (
        alt.Chart(rows.filter(pl.col("missing_eur_bn_year") > 0))
        .mark_bar(height=26, filled=False, strokeDash=[4, 3], stroke=ink("us"), strokeWidth=1.5)
        .encode(x=x, x2=alt.X2("level_eur_bn_year:Q"), y=y)
    )
    inside = (
        alt.Chart(rows)
        .mark_text(align="right", dx=-8, color=ink("paper"), fontWeight=600)
        .encode(x=x, y=y, text=alt.Text("now_text:N"))
    )
    ends = (
        alt.Chart(rows)
        .mark_text(align="left", dx=8, color=ink("us-t"), fontWeight=600)
        .encode(x=alt.X("end:Q"), y=y, text=alt.Text("text:N"))
    )
    return layered(bars, gaps, inside, ends, height=canvas.pick(52, 62) * len(names))


CHART = Chart(
    id="support_replace",
    grade="counted",
    sources=("support_by_donor", "donors"),
    table=table,
    draw=draw,
    say=say,
    command="sinews support replace us",
)
