"""Published fire rates of both sides, one panel a family of those who counted, never mixed."""

from datetime import date

import altair as alt
import polars as pl

from sinews.materiel.fire import list_fire_rates
from sinews.present.brief.study import Study
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.marks import layered, panels, year_axis
from sinews.present.figures.theme import Spec, ink
from sinews.present.text.words import Said

FAMILIES = ("ukrainian_command", "rusi_nato")
ROLES = {"RU": "russia", "UA": "ukraine"}
RATE = "fired_rounds_per_day"
NAMED_AT = {"RU": 85_000.0, "UA": 1_250.0}
"""Where the names of the sides are, in rounds a day."""


def table(study: Study) -> pl.DataFrame:
    """Return family, side, fact, first_day, last_day, fired_rounds_per_day and its range."""
    return (
        list_fire_rates(study.evidence)
        .filter(pl.col("family").is_in(FAMILIES) & ~pl.col("is_peak"))
        .select(
            "family",
            "side",
            "fact",
            "first_day",
            "last_day",
            pl.col("low_rounds_per_day").alias("low_fired_rounds_per_day"),
            pl.col("central_rounds_per_day").alias(RATE),
            pl.col("high_rounds_per_day").alias("high_fired_rounds_per_day"),
        )
    )


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return the widest gap of the families and the rates of early 2024."""
    numbers = study.words.numbers
    at = dict(zip(frame["fact"], frame[RATE], strict=True))
    return {
        "gap": numbers.number(study.figure("materiel.fire_gap.ru").value),
        "gap_ua": numbers.number(study.figure("materiel.fire_gap.ua").value, 1),
        "high_ru": numbers.number(at["F167"]),
        "low_ru": numbers.number(at["F175"]),
        "high_ua": numbers.number(at["F171"]),
        "low_ua": numbers.number(at["F176"]),
    }


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return two panels on one logarithmic scale; a bar spans the period of a statement."""
    days = [*frame["first_day"], *frame["last_day"]]
    x = year_axis("first_day", min(days), max(days))
    parts = [
        _panel(frame.filter(pl.col("family") == f), f, (x, min(days)), canvas) for f in FAMILIES
    ]
    return panels(
        *parts,
        columns=canvas.pick(len(parts), 1),
        spacing=canvas.pick(18, 20),
        resolve={"scale": {"x": "shared", "y": "shared"}},
    )


def _panel(frame: pl.DataFrame, family: str, axis: tuple[alt.X, date], canvas: Canvas) -> Spec:
    x, start = axis
    first = family == FAMILIES[0]
    ticks = [1000, 3000, 10_000, 30_000, 100_000]
    y = alt.Y(
        f"{RATE}:Q",
        scale=alt.Scale(type="log", domain=[1000, 100_000]),
        axis=alt.Axis(values=ticks, format=",d", labels=canvas.narrow or first),
    )
    layers: list[alt.Chart] = []
    for side, role in ROLES.items():
        rows = frame.filter(pl.col("side") == side)
        base = alt.Chart(rows)
        layers.append(
            base.mark_rule(strokeWidth=3.5, strokeCap="round", color=ink(role)).encode(
                x=x, x2=alt.X2("last_day:T"), y=y
            )
        )
        ranged = rows.drop_nulls(["low_fired_rounds_per_day", "high_fired_rounds_per_day"])
        middle = (pl.col("first_day") + (pl.col("last_day") - pl.col("first_day")) / 2).cast(
            pl.Date
        )
        layers.append(
            alt.Chart(ranged.with_columns(first_day=middle))
            .mark_rule(strokeWidth=1.25, color=ink(role))
            .encode(
                x=x, y=alt.Y("low_fired_rounds_per_day:Q"), y2=alt.Y2("high_fired_rounds_per_day:Q")
            )
        )
        if first:
            layers.append(_name(start, side, role, x, canvas))
    size = {"width": canvas.pick(300, 290), "height": canvas.pick(260, 200)}
    return layered(*layers, title=canvas.label(family), **size)


def _name(day: date, side: str, role: str, x: alt.X, canvas: Canvas) -> alt.Chart:
    """Return the side's name at the left edge: Russia at the top, Ukraine at the bottom."""
    text = canvas.label("russia" if side == "RU" else "ukraine")
    at = pl.DataFrame({"first_day": [day], RATE: [NAMED_AT[side]], "text": [text]})
    return (
        alt.Chart(at)
        .mark_text(align="left", fontWeight=600, color=ink(f"{role}-t"))
        .encode(x=x, y=alt.Y(f"{RATE}:Q"), text=alt.Text("text:N"))
    )


CHART = Chart(
    id="materiel_fire",
    grade="stated",
    sources=("facts",),
    table=table,
    draw=draw,
    say=say,
    command="sinews materiel fire",
)
