"""Published output of the Russian war economy: the lowest and the highest figure of each year."""

import altair as alt
import polars as pl

from sinews.materiel.economy import tabulate_economy
from sinews.present.brief.study import Study
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.marks import layered, panels
from sinews.present.figures.theme import Spec, ink
from sinews.present.text.words import Said

SHOWN = {
    "tanks_delivered": 1,
    "tanks_new": 1,
    "afv_delivered": 1,
    "shells": 1000,
    "missiles": 1,
    "one_way_drones": 1,
    "recruits": 1000,
    "casualties": 1000,
    "defence_share": 1,
}
"""Indicator to the unit in which its texts are written."""
TITLED = 2023
"""The last year for which both all tanks and new tanks were published."""
ROOM = 1.9
"""Width of a panel over its longest bar: the text is right of it."""


def table(study: Study) -> pl.DataFrame:
    """Return indicator, year, unit, low_per_year, high_per_year, facts."""
    return tabulate_economy(study.evidence).select(
        "indicator",
        "year",
        "unit",
        pl.col("low").alias("low_per_year"),
        pl.col("high").alias("high_per_year"),
        "facts",
    )


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return the range of tanks delivered and of new tanks in the year of the title."""
    numbers = study.words.numbers
    said = {"year": str(TITLED)}
    for name, indicator in (("all", "tanks_delivered"), ("new", "tanks_new")):
        row = frame.row(
            by_predicate=(pl.col("indicator") == indicator) & (pl.col("year") == TITLED), named=True
        )
        for end in ("low", "high"):
            said[f"{name}_{end}"] = numbers.number(row[f"{end}_per_year"])
    return said


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return one panel an indicator, one bar a year from the lowest to the highest figure."""
    parts = [_panel(frame.filter(pl.col("indicator") == name), name, canvas) for name in SHOWN]
    return panels(*parts, columns=canvas.pick(3, 1), spacing=canvas.pick(26, 16))


def _panel(frame: pl.DataFrame, indicator: str, canvas: Canvas) -> Spec:
    rows = frame.with_columns(
        text=pl.struct("low_per_year", "high_per_year").map_elements(
            lambda r: _text(r, SHOWN[indicator], canvas), return_dtype=pl.String
        )
    )
    longest = float(rows["high_per_year"].to_numpy().max())
    axis = alt.Axis(labels=False, ticks=False, grid=False, domain=False)
    x = alt.X("low_per_year:Q", scale=alt.Scale(domain=[0, ROOM * longest]), axis=axis, title=None)
    y = alt.Y("year:O", title=None, axis=alt.Axis(ticks=False, domain=False))
    base = alt.Chart(rows).encode(y=y)
    bars = base.mark_rule(strokeWidth=9, strokeCap="round", color=ink("russia")).encode(
        x=x, x2=alt.X2("high_per_year:Q")
    )
    texts = base.mark_text(align="left", dx=9, color=ink("ink")).encode(
        x=alt.X("high_per_year:Q"), text=alt.Text("text:N")
    )
    size = {"width": canvas.pick(172, 280), "height": 20 * rows.height}
    return layered(bars, texts, title=canvas.label(indicator), **size)


def _text(row: dict[str, float], unit: int, canvas: Canvas) -> str:
    low, high = row["low_per_year"] / unit, row["high_per_year"] / unit
    decimals = 1 if high < 10 else 0
    ends = [canvas.number(v, decimals) for v in (low, high)]
    return ends[0] if ends[0] == ends[1] else "\N{EN DASH}".join(ends)


CHART = Chart(
    id="materiel_economy",
    grade="stated",
    sources=("facts",),
    table=table,
    draw=draw,
    say=say,
    command="sinews materiel economy",
)
