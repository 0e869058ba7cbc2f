"""What limits Ukrainian shells in the model: rounds that exist, or money, month by month."""

import altair as alt
import polars as pl

from sinews.campaign.report import report_of
from sinews.campaign.strategy import BASELINE
from sinews.present.brief.study import Study
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.marks import layered, year_axis
from sinews.present.figures.theme import Spec, ink
from sinews.present.text.words import Said

SHOWN = (BASELINE, "full_offensive")


def table(study: Study) -> pl.DataFrame:
    """Return month, strategy, and the share of futures in which rounds bind, in per cent."""
    report = report_of(study.evidence)
    months = list(report.months)
    return pl.concat(
        pl.DataFrame(
            {
                "month": months,
                "strategy": [s] * len(months),
                "rounds_bind_pct": [100 * v for v in report.strategies[s].monthly["rounds_bind"]],
            }
        )
        for s in SHOWN
    )


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return the range of the share on the base path, and the last levels."""
    number = study.words.numbers.number
    base = frame.filter(pl.col("strategy") == BASELINE)["rounds_bind_pct"]
    full = frame.filter(pl.col("strategy") == SHOWN[1])["rounds_bind_pct"]
    return {
        "low": number(min(base.to_list())),
        "high": number(max(base.to_list())),
        "base_end": number(base[-1]),
        "full_end": number(full[-1]),
    }


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return two dashed lines with their names."""
    months = frame["month"].to_list()
    x = year_axis("month", min(months), max(months))
    values = [0, 25, 50, 75, 100]
    unit = alt.Axis(values=values, labelExpr="datum.value + (datum.value == 100 ? ' %' : '')")
    y = alt.Y("rounds_bind_pct:Q", axis=unit, scale=alt.Scale(domain=[0, 100]))
    colour = alt.Color(
        "strategy:N", scale=alt.Scale(domain=list(SHOWN), range=[ink("other"), ink("europe")])
    )
    lines = alt.Chart(frame).mark_line(strokeDash=[6, 4]).encode(x=x, y=y, color=colour)
    last = frame.group_by("strategy", maintain_order=True).last()
    names = pl.DataFrame(
        {"strategy": list(SHOWN), "text": [canvas.label("base"), canvas.label("full")]}
    )
    named = last.join(names, on="strategy").sort("rounds_bind_pct")
    texts = [
        alt.Chart(named[i])
        .mark_text(align="right", dx=-4, dy=dy, fontWeight=600)
        .encode(x=x, y=y, text=alt.Text("text:N"), color=colour)
        for i, dy in ((0, 16), (1, -14))  # the lower line is named below it, the upper above
    ]
    return layered(lines, *texts, height=canvas.pick(230, 210))


CHART = Chart(
    id="campaign_binding",
    grade="assumed",
    sources=("support_monthly", "facts"),
    table=table,
    draw=draw,
    say=say,
    command="sinews campaign explain shells_delivered",
)
