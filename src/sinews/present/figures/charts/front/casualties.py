"""Russian casualties by month as every observer counts them."""

import polars as pl

from sinews.present.brief.study import Study
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.charts.front.lines import draw_lines, read_lines
from sinews.present.figures.theme import Spec
from sinews.present.text.words import Said

SERIES = {"claims": "claims.personnel", "deaths": "ru_deaths", "named": "ru_deaths.named"}
ROLES = {"claims": "russia", "deaths": "us", "named": "other"}
COLUMN = "persons_number"


def table(study: Study) -> pl.DataFrame:
    """Return group (observer), month, persons_number."""
    return read_lines(study, SERIES, COLUMN, "2022-03-01")


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return the last month of the claims and the share of dead at both ends."""
    numbers = study.words.numbers
    last = frame.filter(pl.col("group") == "claims")["month"].max()
    early, late = (study.figure(f"front.dead_share.ru.{w}").value for w in ("y2023", "last_12m"))
    return {
        "month": study.words.month(last),  # type: ignore[arg-type]
        "early": numbers.number(100 * early),
        "late": numbers.number(100 * late),
    }


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return a line an observer."""
    size = (canvas.pick(440, 140), canvas.pick(280, 240))
    return draw_lines(frame, COLUMN, ROLES, canvas, size)


CHART = Chart(
    id="front_casualties",
    grade="stated",
    sources=("losses_vintages:claimed_losses@newest", "front_monthly:russian_deaths"),
    table=table,
    draw=draw,
    say=say,
    command="sinews front series ru_deaths",
)
