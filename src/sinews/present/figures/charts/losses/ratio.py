"""Claimed over visually confirmed Russian losses, cumulative, by category."""

import altair as alt
import polars as pl

from sinews.materiel.claim_ratio import compare_claims, compare_last_year
from sinews.present.brief.study import Study
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.marks import (
    end_labels,
    label_lines,
    layered,
    role_colour,
    year_axis,
)
from sinews.present.figures.theme import Spec, ink
from sinews.present.text.words import Said

ROLES = {"artillery": "russia", "tank": "other", "afv": "europe"}
COLUMN = "claimed_per_confirmed_ratio"


def table(study: Study) -> pl.DataFrame:
    """Return month, category, both counts and their ratio."""
    return compare_claims(study.evidence).filter(pl.col("category").is_in(list(ROLES)))


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return first, last and last year's ratio of each category and the last month."""
    numbers = study.words.numbers
    said = {"month": study.words.month(frame["month"].max())}  # type: ignore[arg-type]
    for c in ROLES:
        rows = frame.filter(pl.col("category") == c).sort("month")
        said[f"{c}_first"] = numbers.number(rows[COLUMN][0], 1)
        said[f"{c}_last"] = numbers.number(rows[COLUMN][-1], 1)
        said[f"{c}_year"] = numbers.number(compare_last_year(rows)[COLUMN], 1)
    return said


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return three lines and a dashed one where every claim would be confirmed."""
    rows = frame.rename({"category": "group"})
    months = rows["month"].to_list()
    x, y = year_axis("month", min(months), max(months)), alt.Y(f"{COLUMN}:Q")
    last = label_lines(rows, COLUMN, tuple(ROLES), canvas)
    colour = role_colour("group", ROLES)
    lines = alt.Chart(rows).mark_line().encode(x=x, y=y, color=colour)
    dots = alt.Chart(last).mark_point().encode(x=x, y=y, color=colour)
    one = pl.DataFrame({"month": [min(months), max(months)], COLUMN: [1.0, 1.0]})
    base = (
        alt.Chart(one)
        .mark_line(strokeDash=[2, 4], strokeWidth=1.5, color=ink("ink3"))
        .encode(x=x, y=y)
    )
    names = end_labels(last, x, y, ROLES, {"tank": -7, "afv": 7})
    return layered(base, lines, dots, *names, height=canvas.pick(240, 220))


CHART = Chart(
    id="losses_ratio",
    grade="stated",
    sources=("losses_monthly", "losses_confirmed"),
    table=table,
    draw=draw,
    say=say,
    command="sinews figures materiel.claimed_per_confirmed",
)
