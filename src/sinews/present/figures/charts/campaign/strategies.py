"""What each strategy changes on the ground in the model, with and without deep strikes."""

import altair as alt
import polars as pl

from sinews.campaign.report.live_report import report_of
from sinews.campaign.strategy import BASELINE
from sinews.present.brief.study import Study
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.marks import layered
from sinews.present.figures.theme import Spec, ink
from sinews.present.text.words import Said

OUTCOME = "net_ground_km2"


def table(study: Study) -> pl.DataFrame:
    """Return strategy, label, and the difference with its interval in km2, most first."""
    rows = []
    for id, s in report_of(study.evidence)["strategies"].items():
        if id == BASELINE or (study.strategies and id not in study.strategies):
            continue
        row = next(d for d in s["differences"] if d["outcome"] == OUTCOME)
        quiet = row["without_deep_strike"]
        label = study.words.say(f"strategies.{id}")
        rows.append((id, label, row["low"], row["median"], row["high"], quiet))
    columns = ["strategy", "label", "low_km2", "median_km2", "high_km2", "no_deep_strike_km2"]
    return pl.DataFrame(rows, schema=columns, orient="row").sort("median_km2")


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return the two ends of the list and how far the switch moves the first."""
    numbers = study.words.numbers
    first, last = frame.row(0, named=True), frame.row(-1, named=True)
    return {
        "first": first["label"],
        "last": last["label"],
        "spread": _spread(first["median_km2"], last["median_km2"]),
        "first_km2": numbers.number(round(abs(first["median_km2"]), -2)),
        "last_km2": numbers.number(round(abs(last["median_km2"]), -2)),
        "quiet_km2": numbers.number(round(abs(first["no_deep_strike_km2"]), -2)),
        "futures": numbers.number(report_of(study.evidence)["futures"]),
    }


def _spread(first: float, last: float) -> str:
    """Return whether the ends of the list lie on both sides of what was given, or on one."""
    if first == last:
        return "one"
    return "both" if first < 0 < last else "ahead" if last <= 0 else "behind"


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return one dashed interval a strategy: open dot with, tick without the channel."""
    order = frame["label"].to_list()
    y = alt.Y(
        "label:N",
        sort=order,
        axis=alt.Axis(labelLimit=canvas.pick(240, 130), labelPadding=canvas.pick(8, 4)),
    )
    x_axis = alt.Axis(
        values=canvas.pick([-8000, -4000, 0, 4000, 8000, 12000], [-8000, 0, 8000]), format=",d"
    )
    base = alt.Chart(frame)
    zero = alt.Chart(pl.DataFrame({"x": [0]})).mark_rule(color=ink("ink3")).encode(x=alt.X("x:Q"))
    spans = base.mark_rule(strokeDash=[5, 3], strokeWidth=2, color=ink("europe")).encode(
        x=alt.X("low_km2:Q", axis=x_axis), x2=alt.X2("high_km2:Q"), y=y
    )
    dots = base.mark_point(
        size=80, filled=True, fill=ink("paper"), stroke=ink("europe"), strokeWidth=2
    ).encode(x=alt.X("median_km2:Q"), y=y)
    ticks = base.mark_tick(thickness=2.5, size=14, color=ink("us")).encode(
        x=alt.X("no_deep_strike_km2:Q"), y=y
    )
    return layered(zero, spans, ticks, dots, height={"step": 30})


CHART = Chart(
    id="campaign_strategies",
    grade="assumed",
    sources=("support_monthly", "facts"),
    table=table,
    draw=draw,
    say=say,
    command="sinews campaign run --strategy full_offensive",
)
