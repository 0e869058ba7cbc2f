"""Fielded and stored Russian equipment: bands of the posterior, and all published counts."""

from datetime import date

import altair as alt
import polars as pl

from sinews.core.periods import add_months
from sinews.materiel.counts import check_counts, count_misses
from sinews.materiel.shipped import POSTERIOR
from sinews.present.brief.study import Study
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.marks import layered, panels
from sinews.present.figures.theme import Spec, ink
from sinews.present.text.words import Said

CATEGORIES = ("tank", "afv", "artillery")
STOCKS = {"fielded": "russia", "storage": "other"}
MARKS = {"whole": "diamond", "part": "circle", "hulls": "circle"}
"""What a published count counts, to its mark."""
BANDS = {"q05": "low", "q25": "inner_low", "q50": "median", "q75": "inner_high", "q95": "high"}


def table(study: Study) -> pl.DataFrame:
    """Return category, stock, month, ahead, bands in units, counted_units and what it counts.

    A month with two published counts has two rows; one without has none of the last two columns.
    """
    named = [pl.col(q).cast(pl.Float64).round(0).alias(f"{n}_units") for q, n in BANDS.items()]
    frame = (
        POSTERIOR.load()
        .stock_paths.filter(pl.col("law") == "posterior")
        .select("category", "stock", "month", "ahead", *named)
    )
    checks = check_counts(study.evidence).select(
        "category",
        "stock",
        "month",
        "counts",
        pl.col("published_units").alias("counted_units"),
    )
    return frame.join(checks, on=["category", "stock", "month"], how="left").sort(
        "category", "stock", "month"
    )


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return tanks fielded and stored at the end of the data, and how many counts are missed."""
    numbers = study.words.numbers
    past = frame.filter((pl.col("category") == "tank") & ~pl.col("ahead"))
    said = {"month": study.words.month(add_months(max(past["month"].to_list()), -1))}
    for stock in STOCKS:
        f = study.figure(f"materiel.stocks.tank.{stock}_latest")
        for name, value in (("", f.value), ("_low", f.low), ("_high", f.high)):
            said[f"{stock}{name}"] = numbers.number(round(value or 0, -2))
    checked, missed = count_misses(study.evidence)
    return {**said, "checked": numbers.number(checked), "missed": numbers.number(missed)}


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return one panel a category; the dashed line parts data from forecast."""
    parts = [_panel(frame.filter(pl.col("category") == c), c, canvas) for c in CATEGORIES]
    return panels(*parts, columns=canvas.pick(len(parts), 1), spacing=canvas.pick(14, 20))


def _panel(frame: pl.DataFrame, category: str, canvas: Canvas) -> Spec:
    months = frame["month"].to_list()
    x = _two_year_axis(min(months), max(months))
    layers: list[alt.Chart] = []
    for stock, role in STOCKS.items():
        rows = frame.filter(pl.col("stock") == stock)
        base = alt.Chart(rows).encode(x=x)
        for low, high, strength in (("low", "high", 0.16), ("inner_low", "inner_high", 0.28)):
            band = base.mark_area(color=ink(role), opacity=strength)
            layers.append(band.encode(y=_y(f"{low}_units"), y2=alt.Y2(f"{high}_units:Q")))
        layers.append(base.mark_line(color=ink(role)).encode(y=_y("median_units")))
        for mark in dict.fromkeys(MARKS.values()):
            counted = alt.Chart(rows.filter(pl.col("counts").replace(MARKS) == mark))
            layers.append(
                counted.mark_point(shape=mark, size=60, color=ink("ink")).encode(
                    x=x, y=_y("counted_units")
                )
            )
        if category == CATEGORIES[0]:
            layers.append(_name(rows, stock, x, canvas))
    edge = frame.filter(~pl.col("ahead"))["month"].to_list()
    last = alt.Chart(pl.DataFrame({"month": [max(edge)]}))
    layers.append(last.mark_rule(strokeDash=[2, 4], color=ink("ink3")).encode(x=x))
    size = {"width": canvas.pick(176, 280), "height": canvas.pick(230, 170)}
    return layered(*layers, title=canvas.label(category), **size)


def _y(column: str) -> alt.Y:
    return alt.Y(f"{column}:Q", axis=alt.Axis(tickCount=4, format=",d"))


def _two_year_axis(first: date, last: date) -> alt.X:
    """Return a time axis with a tick every second year: the panels are narrow."""
    years = [{"year": y} for y in range(first.year + 1, last.year + 1, 2)]
    return alt.X("month:T", axis=alt.Axis(format="%Y", values=years), scale=alt.Scale(nice=False))


def _name(rows: pl.DataFrame, stock: str, x: alt.X, canvas: Canvas) -> alt.Chart:
    """Return the name of a stock: storage above its band, fielded below its own."""
    above = stock == "storage"
    at = rows.row(8, named=True)
    value = at["high_units"] if above else at["low_units"]
    frame = pl.DataFrame(
        {"month": [at["month"]], "median_units": [value], "text": canvas.label(stock)}
    )
    return (
        alt.Chart(frame)
        .mark_text(
            dx=4,
            dy=-10 if above else 14,
            align="left" if above else "center",
            fontWeight=600,
            color=ink(f"{STOCKS[stock]}-t"),
        )
        .encode(x=x, y=_y("median_units"), text=alt.Text("text:N"))
    )


CHART = Chart(
    id="materiel_stocks",
    grade="assumed",
    sources=("losses_fitted", "losses_confirmed", "facts"),
    table=table,
    draw=draw,
    say=say,
    command="sinews materiel stocks",
)
