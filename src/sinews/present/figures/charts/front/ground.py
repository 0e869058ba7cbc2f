"""Ground by month as two maps draw it."""

import polars as pl

from sinews.present.brief.study import Study
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.charts.front.lines import draw_lines, read_lines
from sinews.present.figures.theme import Spec
from sinews.present.text.words import Said

SERIES = {"isw": "ground.isw", "deepstate": "ground.deepstate"}
ROLES = {"isw": "russia", "deepstate": "other"}
COLUMN = "net_km2"


def table(study: Study) -> pl.DataFrame:
    """Return group (map), month, net_km2; from 2023, after the war of movement."""
    return read_lines(study, SERIES, COLUMN, "2023-01-01")


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return the mean month of the first and the last whole year, and the last month."""
    isw = frame.filter(pl.col("group") == "isw").sort("month")
    last = isw["month"][-1]
    numbers = study.words.numbers
    return {
        "month": study.words.month(last),
        "first_mean": numbers.number(float(isw["net_km2"].head(12).mean())),  # type: ignore[arg-type]
        "last_mean": numbers.number(float(isw["net_km2"].tail(12).mean())),  # type: ignore[arg-type]
        "error": numbers.number(study.figure("front.ground.error_km2").value),
    }


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return a line a map; the zero line says who gained."""
    size = (canvas.pick(490, 190), canvas.pick(260, 220))
    return draw_lines(frame, COLUMN, ROLES, canvas, size)


CHART = Chart(
    id="front_ground",
    grade="estimated",
    sources=("front_monthly:control_areas",),
    table=table,
    draw=draw,
    say=say,
    command="sinews front series ground.isw",
)
