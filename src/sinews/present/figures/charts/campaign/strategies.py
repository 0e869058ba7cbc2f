"""What each strategy buys: rounds and interceptors against what was given, with intervals."""

from typing import Final

import altair as alt
import polars as pl

from sinews.campaign.report import report_of
from sinews.campaign.strategy import BASELINE
from sinews.present.brief.study import Study
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.marks import layered, panels
from sinews.present.figures.theme import Spec, ink
from sinews.present.text.words import Said

SHOWN: Final = {"rounds": "rounds_received", "interceptors": "interceptors_received"}
"""Panel to the outcome that it shows."""


def table(study: Study) -> pl.DataFrame:
    """Return panel, strategy, label and the difference with its interval, most rounds first."""
    report, rows = report_of(study.evidence), []
    for id, s in report.strategies.items():
        if id == BASELINE or (study.strategies and id not in study.strategies):
            continue
        label = study.words.say(f"strategies.{id}")
        order = s.differences[SHOWN["rounds"]].median
        for panel, outcome in SHOWN.items():
            d = s.differences[outcome]
            rows.append((panel, id, label, d.low, d.median, d.high, order))
    columns = ["panel", "strategy", "label", "low_count", "median_count", "high_count", "order"]
    frame = pl.DataFrame(rows, schema=columns, orient="row")
    return frame.sort("order", "strategy", "panel", descending=[True, False, True]).drop("order")


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return the two ends of the list of rounds."""
    numbers, report = study.words.numbers, report_of(study.evidence)
    rounds = frame.filter(pl.col("panel") == "rounds")
    first, last = rounds.row(0, named=True), rounds.row(-1, named=True)
    return {
        "first": first["label"],
        "last": last["label"],
        "first_value": numbers.number(round(abs(first["median_count"]), -2)),
        "last_value": numbers.number(round(abs(last["median_count"]), -2)),
        "futures": numbers.number(report.futures),
        "until": study.words.month(report.until.replace(day=1)),
    }


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return two panels of dashed intervals with open dots."""
    order = frame["label"].unique(maintain_order=True).to_list()
    parts = [
        _panel(frame.filter(pl.col("panel") == p), order, canvas, named=i == 0)
        for i, p in enumerate(SHOWN)
    ]
    return panels(*parts, columns=canvas.pick(2, 1), spacing=canvas.pick(18, 16))


def _panel(frame: pl.DataFrame, order: list[str], canvas: Canvas, *, named: bool) -> Spec:
    shown = named or canvas.narrow
    axis = alt.Axis(labelLimit=canvas.pick(200, 150), labelPadding=4) if shown else None
    y = alt.Y("label:N", sort=order, axis=axis)
    base = alt.Chart(frame)
    number = alt.Axis(tickCount=canvas.pick(4, 3), format=",d")
    zero = alt.Chart(pl.DataFrame({"x": [0]})).mark_rule(color=ink("ink3")).encode(x=alt.X("x:Q"))
    spans = base.mark_rule(strokeDash=[5, 3], strokeWidth=2, color=ink("europe")).encode(
        x=alt.X("low_count:Q", axis=number), x2=alt.X2("high_count:Q"), y=y
    )
    dots = base.mark_point(
        size=70, filled=True, fill=ink("paper"), stroke=ink("europe"), strokeWidth=2
    ).encode(x=alt.X("median_count:Q"), y=y)
    size = {"width": canvas.pick(226, 166), "height": {"step": 26}}
    return layered(zero, spans, dots, title=canvas.label(frame["panel"][0]), **size)


CHART = Chart(
    id="campaign_strategies",
    grade="assumed",
    sources=("support_monthly", "facts"),
    table=table,
    draw=draw,
    say=say,
    command="sinews campaign run --strategy full_offensive",
)
