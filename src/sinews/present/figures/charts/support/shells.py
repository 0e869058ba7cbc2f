"""The pledge of a million shells as it could be judged at the end of 2023, and what came."""

from datetime import date

import altair as alt
import numpy as np
import polars as pl

from sinews.core.periods import add_months
from sinews.present.brief.study import Study
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.marks import layered, year_axis
from sinews.present.figures.theme import Spec, ink
from sinews.present.text.words import Said
from sinews.support.pace import Outlook, assess_pledge
from sinews.support.pledge import load_pledges

AS_OF = date(2023, 12, 31)
LAST = date(2025, 1, 1)
QUANTILES = {
    "p05_thousand_rounds": 0.05,
    "p25_thousand_rounds": 0.25,
    "p50_thousand_rounds": 0.5,
    "p75_thousand_rounds": 0.75,
    "p95_thousand_rounds": 0.95,
}
REACHED = "reached_thousand_rounds"


def table(study: Study) -> pl.DataFrame:
    """Return the fan by day and the milestones, known on the day or reported since."""
    outlook = _outlook(study)
    start = outlook.known[-1].on
    days = [start, *(d for i in range(1, 15) if start < (d := add_months(start.replace(day=1), i)))]
    fan = pl.DataFrame(
        [
            {
                "day": d,
                "kind": "fan",
                **{
                    name: float(np.quantile(outlook.amounts(d), q)) / 1000
                    for name, q in QUANTILES.items()
                },
            }
            for d in days
            if d <= LAST
        ]
    )
    points = pl.DataFrame(
        [
            {
                "day": m.on,
                "kind": "known" if m.known <= AS_OF else "since",
                REACHED: m.amount / 1000,
            }
            for m in outlook.pledge.milestones
        ]
    )
    return pl.concat([fan, points], how="diagonal").sort("kind", "day")


def _outlook(study: Study) -> Outlook:
    return assess_pledge(load_pledges(study.frame("facts"))["million-shells"], AS_OF)


def say(study: Study, frame: pl.DataFrame) -> Said:  # noqa: ARG001
    """Return the chance in words and per cent, and what was expected at the deadline."""
    words = study.words
    stem = f"support.pledge.million_shells.{AS_OF:%Y_%m_%d}"
    chance = study.figure(f"{stem}.probability").value
    amount = study.figure(f"{stem}.at_deadline")
    done = _outlook(study)
    low, high = (done.completion_date(q) for q in (0.05, 0.95))
    return {
        "likelihood": words.likelihood(chance),
        "chance": words.numbers.number(100 * chance, 1),
        "expected": words.numbers.number(round(amount.value, -4)),
        "low": words.numbers.number(round(amount.low or 0, -4)),
        "high": words.numbers.number(round(amount.high or 0, -4)),
        "first": words.month(low) if low else "",
        "last": words.month(high) if high else "",
    }


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return bands of 50 and 90 %, a dashed median, milestones, target and deadline."""
    x = year_axis("day", date(2023, 1, 1), LAST)
    x = alt.X(
        "day:T",
        axis=alt.Axis(format="%b %Y", values=_quarters(canvas), labelFlush=True),
        scale=alt.Scale(
            domain=[{"year": 2023, "month": 2}, {"year": 2025, "month": 1}], nice=False
        ),
    )
    scale = alt.Scale(domain=[0, 1400])
    y_axis = alt.Axis(values=[0, 250, 500, 750, 1000, 1250], format=",d")
    y = alt.Y("p50_thousand_rounds:Q", axis=y_axis, scale=scale)
    fan = frame.filter(pl.col("kind") == "fan").with_columns(
        pl.col(c).clip(upper_bound=1400) for c in QUANTILES
    )
    bands = [
        alt.Chart(fan)
        .mark_area(opacity=opacity, color=ink("europe"))
        .encode(
            x=x,
            y=alt.Y(f"{low}_thousand_rounds:Q", scale=scale),
            y2=alt.Y2(f"{high}_thousand_rounds:Q"),
        )
        for low, high, opacity in (("p05", "p95", 0.15), ("p25", "p75", 0.26))
    ]
    median = alt.Chart(fan).mark_line(strokeDash=[6, 4], color=ink("europe")).encode(x=x, y=y)
    points = [
        alt.Chart(frame.filter(pl.col("kind") == kind))
        .mark_point(filled=filled, size=64, color=ink("ink"), strokeWidth=1.75)
        .encode(x=x, y=alt.Y(f"{REACHED}:Q", scale=scale))
        for kind, filled in (("known", True), ("since", False))
    ]
    return layered(*bands, median, *_marks(canvas, x, scale), *points, height=canvas.pick(290, 260))


def _quarters(canvas: Canvas) -> list[dict[str, int]]:
    months = [(2023, 4), (2023, 10), (2024, 4), (2024, 10)]
    more = [(2023, 7), (2024, 1), (2024, 7), (2025, 1)]
    return [{"year": y, "month": m} for y, m in sorted(canvas.pick(months + more, months))]


def _marks(canvas: Canvas, x: alt.X, scale: alt.Scale) -> list[alt.Chart]:
    """Return the target, the deadline and the names of what is drawn."""
    target = pl.DataFrame({"day": [date(2023, 2, 9), LAST], "y": [1000.0, 1000.0]})
    deadline = pl.DataFrame({"day": [date(2024, 3, 31)] * 2, "y": [0.0, 1330.0]})
    lines = [
        alt.Chart(f)
        .mark_line(strokeDash=[2, 4], strokeWidth=1.5, color=ink("ink2"))
        .encode(x=x, y=alt.Y("y:Q", scale=scale))
        for f in (target, deadline)
    ]
    texts = [
        (date(2023, 2, 9), 1000.0, "target", "left", 4, -10, "ink2"),
        (date(2024, 3, 31), 1330.0, "deadline", "right", -6, 4, "ink2"),
        (date(2023, 5, 23), 220.0, "known", "left", 4, -18, "ink"),
        (date(2024, 4, 1), 300.0, "since", "left", 8, 8, "ink"),
    ]
    return lines + [
        alt.Chart(pl.DataFrame({"day": [day], "y": [level], "text": [canvas.label(name)]}))
        .mark_text(align=align, dx=dx, dy=dy, color=ink(role), fontWeight=600)
        .encode(x=x, y=alt.Y("y:Q", scale=scale), text=alt.Text("text:N"))
        for day, level, name, align, dx, dy, role in texts
    ]


CHART = Chart(
    id="support_shells",
    grade="assumed",
    sources=("facts",),
    table=table,
    draw=draw,
    say=say,
    command="sinews support pledge million-shells --as-of 2023-12-31",
)
