"""How much of Russia's lost direct imports the excess of five neighbours amounts to, by method."""

import altair as alt
import polars as pl

from sinews.present.brief.study import Study
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.marks import layered
from sinews.present.figures.theme import Spec, ink
from sinews.present.text.words import Said

METHODS = ("simple", "grown", "screened")
COLUMNS = {
    "method": pl.String,
    "excess_eur_bn": pl.Float64,
    "share_of_loss_pct": pl.Float64,
    "least_pct": pl.Float64,
    "most_pct": pl.Float64,
}


def table(study: Study) -> pl.DataFrame:
    """Return method, excess_eur_bn, share_of_loss_pct and its range, null where it has none."""
    rows = []
    for m in METHODS:
        stem = f"diversion.excess.five.{m}"
        amount = study.figure(f"{stem}.mar_nov_2022").value
        share = study.figure(f"{stem}.share_of_loss.mar_nov_2022")
        rows.append((m, amount, share.value, share.low, share.high))
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return the shares and amounts of all methods."""
    numbers = study.words.numbers
    said = {}
    for m, amount, share, *_ in frame.rows():
        said[m] = numbers.number(share)
        said[f"{m}_bn"] = numbers.number(amount, 1)
    least, most = frame.select(
        pl.min_horizontal("share_of_loss_pct", "least_pct").min(),
        pl.max_horizontal("share_of_loss_pct", "most_pct").max().alias("most"),
    ).row(0)
    screened = frame.row(by_predicate=pl.col("method") == "screened", named=True)
    ends = {
        "low": least,
        "high": most,
        "least": screened["least_pct"],
        "most": screened["most_pct"],
    }
    return said | {k: numbers.number(v) for k, v in ends.items()}


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return one bar a method with its value."""
    rows = frame.with_columns(
        name=pl.col("method").map_elements(canvas.label, return_dtype=pl.String),
        text=pl.col("share_of_loss_pct").map_elements(
            lambda v: f"{canvas.number(v)} %", return_dtype=pl.String
        ),
    )
    names = rows["name"].to_list()
    axis = alt.Axis(grid=True, gridColor=ink("grid"), domain=False, ticks=False, tickCount=5)
    x = alt.X("share_of_loss_pct:Q", axis=axis, scale=alt.Scale(domain=[0, 30]))
    y = alt.Y("name:N", sort=names, axis=alt.Axis(grid=False, labelLimit=canvas.pick(260, 200)))
    bars = alt.Chart(rows).mark_bar(height=16).encode(x=x, y=y, color=alt.ColorValue(ink("europe")))
    ranges = (
        alt.Chart(rows.drop_nulls())
        .mark_rule(strokeWidth=2)
        .encode(
            x=alt.X("least_pct:Q"), x2=alt.X2("most_pct:Q"), y=y, color=alt.ColorValue(ink("ink"))
        )
    )
    texts = (
        alt.Chart(rows.with_columns(right=pl.max_horizontal("share_of_loss_pct", "most_pct")))
        .mark_text(align="left", dx=8, color=ink("ink"))
        .encode(x=alt.X("right:Q"), y=y, text=alt.Text("text:N"))
    )
    return layered(bars, ranges, texts, height=36 * len(names))


CHART = Chart(
    id="diversion_shares",
    grade="assumed",
    sources=("trade_sanctioned_hs6_monthly", "trade_totals_monthly"),
    table=table,
    draw=draw,
    say=say,
    command="sinews diversion detect --out FILE",
)
