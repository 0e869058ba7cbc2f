"""Drawings of a dossier: series, destinations, checks, arrivals, level."""

import math
from datetime import date

import altair as alt
import polars as pl

from sinews.present.dossier.words import Teller
from sinews.present.figures.marks import layered, year_axis
from sinews.present.figures.theme import Spec, ink

_INVASION = date(2022, 2, 24)
_TARGET = "RU"


def _height(narrow: bool, wide_height: int) -> int:
    return wide_height - 30 if narrow else wide_height


def _time_line(frame: pl.DataFrame, y: alt.Y, height: int, *below: alt.Chart) -> Spec:
    """Return a monthly line over what is below it, with the month of the invasion."""
    months, column = frame["month"].to_list(), str(y.shorthand).removesuffix(":Q")
    x = year_axis("month", min(months), max(months))
    low, high = float(frame[column].min() or 0), float(frame[column].max() or 1)  # type: ignore[arg-type]
    mark = pl.DataFrame({"month": [_INVASION, _INVASION], column: [low, high]})
    war = (
        alt.Chart(mark)
        .mark_line(strokeWidth=1, strokeDash=[3, 3], color=ink("ink3"))
        .encode(x=x, y=y)
    )
    line = alt.Chart(frame).mark_line(color=ink("europe")).encode(x=x, y=y)
    return layered(*below, war, line, height=height)


def _decades(low: float, high: float) -> list[float]:
    """Return powers of ten from below the smallest to above the largest value."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    return [10.0**n for n in range(first, last + 1)]


def draw_series(frame: pl.DataFrame, narrow: bool, tell: Teller) -> Spec:
    """Return monthly exports on a logarithmic scale, over the band that was to be expected."""
    shown = frame.filter(pl.col("exports_eur_thousand") > 0)
    lowest = float(shown["exports_eur_thousand"].min() or 1.0)  # type: ignore[arg-type]
    highest = float(shown["exports_eur_thousand"].max() or 10.0)  # type: ignore[arg-type]
    below: list[alt.Chart] = []
    if "expected_low" in frame.columns:
        band = frame.filter(pl.col("expected").is_not_null()).with_columns(
            pl.col("expected_low").clip(lowest / 3)
        )
        lowest = min(lowest, float(band["expected_low"].min() or lowest))  # type: ignore[arg-type]
        highest = max(highest, float(band["expected_high"].max() or highest))  # type: ignore[arg-type]
    ticks = _decades(lowest, highest)
    scale = alt.Scale(type="log", domain=[lowest / 1.3, highest * 1.3], nice=False)
    axis = alt.Axis(values=ticks, format=",~g")
    y = alt.Y("exports_eur_thousand:Q", scale=scale, axis=axis)
    if "expected_low" in frame.columns and not band.is_empty():
        months = shown["month"].to_list()
        x = year_axis("month", min(months), max(months))
        area = alt.Chart(band).mark_area(color=ink("other"), opacity=0.3)
        below.append(
            area.encode(
                x=x, y=alt.Y("expected_low:Q", scale=scale, axis=axis), y2="expected_high:Q"
            )
        )
        name = band.tail(1).with_columns(text=pl.lit(tell.say("figures.expected")))
        label = alt.Chart(name).mark_text(align="right", dx=-4, color=ink("ink2"), fontWeight=600)
        below.append(label.encode(x=x, y=alt.Y("expected:Q", scale=scale), text="text:N"))
    return _time_line(shown, y, _height(narrow, 240), *below)


def draw_level(frame: pl.DataFrame, narrow: bool, tell: Teller) -> Spec:  # noqa: ARG001
    """Return monthly exports of all goods."""
    y = alt.Y("exports_eur_m:Q", scale=alt.Scale(zero=True))
    return _time_line(frame, y, _height(narrow, 220))


def draw_elsewhere(frame: pl.DataFrame, narrow: bool, tell: Teller) -> Spec:
    """Return bars by partner, one a year, the last year in full colour."""
    last = int(frame["year"].max())  # type: ignore[arg-type]
    now = frame.filter(pl.col("year") == last).sort("exports_eur_m", descending=True)
    target = tell.country(_TARGET)
    others = [p for p in now["partner"] if p != target]
    order = [target, *others, *sorted(set(frame["partner"]) - {target, *others})]
    rows = frame.with_columns(pl.col("year").cast(pl.String))
    years = sorted(rows["year"].unique().to_list())
    colours = [ink("rule"), ink("other"), ink("europe")][-len(years) :]
    bars = (
        alt.Chart(rows)
        .mark_bar()
        .encode(
            x=alt.X("partner:N", sort=order, axis=alt.Axis(labelAngle=-60 if narrow else 0)),
            xOffset=alt.XOffset("year:N", sort=years),
            y=alt.Y("exports_eur_m:Q"),
            color=alt.Color("year:N", scale=alt.Scale(domain=years, range=colours)),
        )
    )
    return layered(bars, height=_height(narrow, 220))


def draw_checks(frame: pl.DataFrame, narrow: bool, tell: Teller) -> Spec:
    """Return dots at multiples of the base."""
    names = frame["comparison"].to_list()
    rows = frame.with_columns(
        text=pl.col("exports_ratio").map_elements(
            lambda v: f"× {tell.digits(v)}", return_dtype=pl.String
        )
    )
    high = float(frame["exports_ratio"].max() or 1.0) * (12 if narrow else 4)  # type: ignore[arg-type]
    low = min(float(frame["exports_ratio"].min() or 1.0) / 2, 0.5)  # type: ignore[arg-type]
    ticks = [t for t in _decades(low, high) if low <= t <= high]
    axis = alt.Axis(
        grid=True, gridColor=ink("grid"), domain=False, ticks=False, values=ticks, format=",~g"
    )
    x = alt.X("exports_ratio:Q", scale=alt.Scale(type="log", domain=[low, high]), axis=axis)
    y = alt.Y("comparison:N", sort=names, axis=alt.Axis(labelLimit=150 if narrow else 270))
    dots = alt.Chart(rows).mark_point(size=80, color=ink("europe")).encode(x=x, y=y)
    texts = (
        alt.Chart(rows)
        .mark_text(align="left", dx=10, color=ink("ink"))
        .encode(x=x, y=y, text=alt.Text("text:N"))
    )
    return layered(dots, texts, height=30 * len(names))


def draw_arrivals(frame: pl.DataFrame, narrow: bool, tell: Teller) -> Spec:  # noqa: ARG001
    """Return a line an exporter, with a dashed one where everything arrives."""
    years = sorted(set(frame["year"].to_list()))
    axis = alt.Axis(values=years, format="d")
    x = alt.X("year:Q", axis=axis, scale=alt.Scale(nice=False, domain=[years[0], years[-1]]))
    y = alt.Y("arrived_over_sent_ratio:Q", scale=alt.Scale(zero=True))
    exporters = sorted(set(frame["exporter"].to_list()))
    colours = [ink("europe") if e != "EU27" else ink("other") for e in exporters]
    colour = alt.Color("exporter:N", scale=alt.Scale(domain=exporters, range=colours))
    last = frame.filter(pl.col("year") == years[-1])
    lines = alt.Chart(frame).mark_line().encode(x=x, y=y, color=colour)
    whole = pl.DataFrame({"year": [years[0], years[-1]], "arrived_over_sent_ratio": [1.0, 1.0]})
    one = (
        alt.Chart(whole)
        .mark_line(strokeDash=[2, 4], strokeWidth=1.5, color=ink("ink3"))
        .encode(x=x, y=y)
    )
    names = (
        alt.Chart(last)
        .mark_text(align="left", dx=9, fontWeight=600)
        .encode(x=x, y=y, text=alt.Text("exporter:N"), color=colour)
    )
    return layered(one, lines, names, height=_height(narrow, 210))


def draw_allocation(frame: pl.DataFrame, narrow: bool, tell: Teller) -> Spec:
    """Return one bar a part of the excess, with its share beside it."""
    names = frame["part"].to_list()
    total = float(frame["excess_eur_m"].sum()) or 1.0
    rows = frame.with_columns(
        text=pl.col("excess_eur_m").map_elements(
            lambda v: tell.say(
                "figures.allocation_bar",
                {"n": tell.number(v, 1), "share": tell.number(100 * v / total)},
            ),
            return_dtype=pl.String,
        )
    )
    high = float(frame["excess_eur_m"].max() or 1.0) * (1.9 if narrow else 1.4)  # type: ignore[arg-type]
    x = alt.X("excess_eur_m:Q", scale=alt.Scale(domain=[0, high]), axis=None)
    y = alt.Y("part:N", sort=names, axis=alt.Axis(labelLimit=150 if narrow else 270))
    bars = alt.Chart(rows).mark_bar(size=18, color=ink("europe")).encode(x=x, y=y)
    texts = (
        alt.Chart(rows)
        .mark_text(align="left", dx=8, color=ink("ink"))
        .encode(x=x, y=y, text="text:N")
    )
    return layered(bars, texts, height=30 * len(names))
