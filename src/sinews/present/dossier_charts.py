"""Drawings of a dossier: series, destinations, checks, arrivals, level."""

from datetime import date

import altair as alt
import polars as pl

from sinews.present.marks import layered, year_axis
from sinews.present.theme import Spec, ink

_INVASION = date(2022, 2, 24)


def _height(narrow: bool, wide_height: int) -> int:
    return wide_height - 30 if narrow else wide_height


def _time_line(frame: pl.DataFrame, column: str, scale: alt.Scale, height: int) -> Spec:
    months = frame["month"].to_list()
    x = year_axis("month", min(months), max(months))
    y = alt.Y(f"{column}:Q", scale=scale)
    low, high = float(frame[column].min() or 0), float(frame[column].max() or 1)  # type: ignore[arg-type]
    mark = pl.DataFrame({"month": [_INVASION, _INVASION], column: [low, high]})
    war = (
        alt.Chart(mark)
        .mark_line(strokeWidth=1, strokeDash=[3, 3], color=ink("ink3"))
        .encode(x=x, y=y)
    )
    line = alt.Chart(frame).mark_line(color=ink("europe")).encode(x=x, y=y)
    return layered(war, line, height=height)


def draw_series(frame: pl.DataFrame, narrow: bool) -> Spec:
    """Return monthly exports on a logarithmic scale; months without trade are gaps."""
    shown = frame.filter(pl.col("exports_eur_thousand") > 0)
    return _time_line(shown, "exports_eur_thousand", alt.Scale(type="log"), _height(narrow, 240))


def draw_level(frame: pl.DataFrame, narrow: bool) -> Spec:
    """Return monthly exports of all goods."""
    return _time_line(frame, "exports_eur_m", alt.Scale(zero=True), _height(narrow, 220))


def draw_elsewhere(frame: pl.DataFrame, narrow: bool) -> Spec:
    """Return bars by partner, one a year, the last year in full colour."""
    last = int(frame["year"].max())  # type: ignore[arg-type]
    order = (
        frame.filter(pl.col("year") == last)
        .sort("exports_eur_m", descending=True)["partner"]
        .to_list()
    )
    rows = frame.with_columns(pl.col("year").cast(pl.String))
    years = sorted(rows["year"].unique().to_list())
    colours = [ink("grid"), ink("rule"), ink("europe")][-len(years) :]
    bars = (
        alt.Chart(rows)
        .mark_bar()
        .encode(
            x=alt.X("partner:N", sort=order, axis=alt.Axis(labelAngle=0)),
            xOffset=alt.XOffset("year:N", sort=years),
            y=alt.Y("exports_eur_m:Q"),
            color=alt.Color("year:N", scale=alt.Scale(domain=years, range=colours)),
        )
    )
    return layered(bars, height=_height(narrow, 220))


def draw_checks(frame: pl.DataFrame, narrow: bool) -> Spec:
    """Return dots at multiples of the base."""
    names = frame["comparison"].to_list()
    rows = frame.with_columns(
        text=pl.col("exports_ratio").map_elements(lambda v: f"× {v:.3g}", return_dtype=pl.String)
    )
    high = float(frame["exports_ratio"].max() or 1.0) * 4  # type: ignore[arg-type]
    low = min(float(frame["exports_ratio"].min() or 1.0) / 2, 0.5)  # type: ignore[arg-type]
    axis = alt.Axis(grid=True, gridColor=ink("grid"), domain=False, ticks=False, tickCount=4)
    x = alt.X("exports_ratio:Q", scale=alt.Scale(type="log", domain=[low, high]), axis=axis)
    y = alt.Y("comparison:N", sort=names, axis=alt.Axis(labelLimit=150 if narrow else 270))
    dots = alt.Chart(rows).mark_point(size=80, color=ink("europe")).encode(x=x, y=y)
    texts = (
        alt.Chart(rows)
        .mark_text(align="left", dx=10, color=ink("ink"))
        .encode(x=x, y=y, text=alt.Text("text:N"))
    )
    return layered(dots, texts, height=30 * len(names))


def draw_arrivals(frame: pl.DataFrame, narrow: bool) -> Spec:
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
