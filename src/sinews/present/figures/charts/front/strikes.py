"""Drones and missiles launched and stopped, by month."""

import polars as pl

from sinews.front.series.read import read_series
from sinews.present.brief.study import Study
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.charts.front.lines import draw_lines
from sinews.present.figures.marks import panels
from sinews.present.figures.theme import Spec
from sinews.present.text.words import Said

FAMILIES = ("oneway", "cruise", "ballistic")
ROLES = {"launched": "russia", "stopped": "ukraine"}
COLUMN = "strikes_number"


def table(study: Study) -> pl.DataFrame:
    """Return family, group (launched, stopped), month, strikes_number."""
    parts = []
    for family in FAMILIES:
        launched = read_series(study.evidence, f"{family}.launched")
        if family == "oneway":
            share = read_series(study.evidence, "oneway.stopped_share")
            stopped = [launched.at(m) * share.at(m) for m in launched.months]
        else:
            series = read_series(study.evidence, f"{family}.stopped")
            stopped = [series.at(m) for m in launched.months]
        for group, values in (
            ("launched", list(map(float, launched.values))),
            ("stopped", stopped),
        ):
            columns = {"family": family, "group": group, "month": launched.months, COLUMN: values}
            parts.append(pl.DataFrame(columns))
    return pl.concat(parts).with_columns(pl.col(COLUMN).round(0))


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return launches of the last month, and the shares stopped of the last whole year."""
    words, last = study.words, frame["month"].max()
    said = {"month": words.month(last)}  # type: ignore[arg-type]
    for family in FAMILIES:
        rows = frame.filter((pl.col("family") == family) & (pl.col("group") == "launched"))
        said[family] = words.numbers.number(rows.filter(pl.col("month") == last)[COLUMN][0])
        share = study.figure(f"front.stopped.{family}.last_12m").value
        said[f"{family}_share"] = words.numbers.number(100 * share)
    return said


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return a panel a family, each on its own scale from zero."""
    size = (canvas.pick(480, 185), canvas.pick(130, 120))
    parts = [
        draw_lines(
            frame.filter(pl.col("family") == f), COLUMN, ROLES, canvas, size, title=canvas.label(f)
        )
        for f in FAMILIES
    ]
    return panels(*parts, columns=1, spacing=18)


CHART = Chart(
    id="front_strikes",
    grade="stated",
    sources=("front_monthly:strike_bulletins", "front_strikes_daily"),
    table=table,
    draw=draw,
    say=say,
    command="sinews figures front.stopped",
)
