"""Growth of EU exports of all goods by partner, beyond the median of all partners."""

import altair as alt
import numpy as np
import polars as pl

from sinews.diversion.panel.panel import INTERMEDIARIES
from sinews.diversion.totals.permutation import SHOWN, find_standing
from sinews.present.brief.study import Study
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.marks import layered
from sinews.present.figures.theme import Spec, ink
from sinews.present.text.words import Said

COLUMN = "exports_beyond_median_ratio"


def table(study: Study) -> pl.DataFrame:
    """Return partner, rise as a multiple of the median partner's, placebo span, rank, partners."""
    rows = []
    for p in SHOWN:
        s = find_standing(study.evidence, p)
        calm = np.exp(list(s.placebos.values())).tolist()
        rise = 1 + s.beyond_median_pct / 100
        rows.append((p, rise, min(calm), max(calm), s.rank, s.partners))
    names = ["partner", COLUMN, "placebo_least_ratio", "placebo_most_ratio", "rank", "partners"]
    return pl.DataFrame(rows, schema=names, orient="row")


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return multiples and ranks of the neighbours and of two large hubs."""
    numbers = study.words.numbers
    said = {"partners": numbers.number(float(frame["partners"][0]))}
    for p, rise, _, _, rank, _ in frame.iter_rows():
        said[f"{p.lower()}_rise"] = numbers.number(rise, 2)
        said[f"{p.lower()}_rank"] = numbers.number(float(rank))
    return said


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return a dot a partner over the span of its placebo windows."""
    rows = frame.with_columns(
        name=pl.col("partner").map_elements(canvas.label, return_dtype=pl.String),
        text=pl.col(COLUMN).map_elements(lambda v: canvas.number(v, 2), return_dtype=pl.String),
        near=pl.col("partner").is_in(INTERMEDIARIES),
    )
    names = rows["name"].to_list()
    axis = alt.Axis(grid=True, gridColor=ink("grid"), domain=False, ticks=False,
                    values=[0.5, 1, 2, 4], format="~r")  # fmt: skip
    x = alt.X(f"{COLUMN}:Q", scale=alt.Scale(type="log", domain=[0.5, 8], nice=False), axis=axis)
    y = alt.Y("name:N", sort=names, axis=alt.Axis(grid=False, labelLimit=130))
    colour = alt.ColorValue(ink("other"), condition={"test": "datum.near", "value": ink("europe")})
    calm = (
        alt.Chart(rows)
        .mark_rule(strokeWidth=5, opacity=0.5)
        .encode(
            x=alt.X("placebo_least_ratio:Q"),
            x2=alt.X2("placebo_most_ratio:Q"),
            y=y,
            color=alt.ColorValue(ink("rule")),
        )
    )
    dots = alt.Chart(rows).mark_point(size=80).encode(x=x, y=y, color=colour)
    right = rows.with_columns(right=pl.max_horizontal(COLUMN, "placebo_most_ratio"))
    texts = (
        alt.Chart(right)
        .mark_text(align="left", dx=10, color=ink("ink"))
        .encode(x=alt.X("right:Q"), y=y, text=alt.Text("text:N"))
    )
    return layered(calm, dots, texts, height=26 * len(names))


CHART = Chart(
    id="diversion_totals",
    grade="counted",
    sources=("eu_exports_yearly_all_partners",),
    table=table,
    draw=draw,
    say=say,
    command="sinews diversion totals",
)
