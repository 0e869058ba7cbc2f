"""Cars by month: into Georgia and Armenia, and out of them to Russia."""

import altair as alt
import polars as pl

from sinews.diversion.totals.books import cars_monthly
from sinews.present.brief.study import Study
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.marks import end_labels, label_lines, layered, role_colour, year_axis
from sinews.present.figures.theme import Spec
from sinews.present.text.words import Said

ROLES = {
    "ge_imports": "europe",
    "am_imports": "us",
    "am_to_russia": "russia",
    "ge_to_russia": "other",
}
COLUMN = "cars_usd_m"
_FIRST_YEAR = 2021


def table(study: Study) -> pl.DataFrame:
    """Return month, group and cars_usd_m, to the last month that both countries report."""
    cars = cars_monthly(study.evidence)
    last = cars.group_by("country").agg(pl.col("month").max())["month"].min()
    return (
        cars.filter((pl.col("month").dt.year() >= _FIRST_YEAR) & (pl.col("month") <= last))
        .select(
            "month",
            pl.format("{}_{}", pl.col("country").str.to_lowercase(), "flow").alias("group"),
            (pl.col("value_usd") / 1e6).alias(COLUMN),
        )
        .sort("group", "month")
    )


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return means a month of 2021 and of 2023 by group, and the last month."""
    numbers = study.words.numbers
    said = {"month": study.words.month(frame["month"].max())}  # type: ignore[arg-type]
    for group in ROLES:
        for year in (2021, 2022, 2023):
            here = (pl.col("group") == group) & (pl.col("month").dt.year() == year)
            mean = frame.filter(here)[COLUMN].to_numpy().mean()
            said[f"{group}_{year}"] = numbers.number(float(mean), 1)
    return said


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return four lines with their names and last values."""
    months = frame["month"].to_list()
    x, y = year_axis("month", min(months), max(months)), alt.Y(f"{COLUMN}:Q")
    colour = role_colour("group", ROLES)
    last = label_lines(frame, COLUMN, tuple(ROLES), canvas, 0)
    lines = alt.Chart(frame).mark_line().encode(x=x, y=y, color=colour)
    dots = alt.Chart(last).mark_point().encode(x=x, y=y, color=colour)
    shift = {"ge_imports": 0, "am_imports": -4, "am_to_russia": 2, "ge_to_russia": 10}
    return layered(lines, dots, *end_labels(last, x, y, ROLES, shift), height=canvas.pick(250, 220))


CHART = Chart(
    id="diversion_cars",
    grade="counted",
    sources=("trade_cars_monthly",),
    table=table,
    draw=draw,
    say=say,
    command="sinews diversion totals",
)
