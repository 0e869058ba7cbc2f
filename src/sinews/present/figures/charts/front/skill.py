"""How good the forecasts were: error over that of persistence, by group and horizon."""

import altair as alt
import polars as pl

from sinews.front.forecast.scores import tabulate_skill
from sinews.front.shipped import REPORTED_FROM, SCORES
from sinews.present.brief.study import Study
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.marks import layered, panels
from sinews.present.figures.theme import Spec, ink
from sinews.present.text.words import Said

GROUPS = ("claims", "ground", "launches", "shares", "deaths")
SHOWN = {"1": "us", "4-6": "other", "7-12": "europe"}
SHAPES = {"1": "circle", "4-6": "square", "7-12": "triangle-up"}
COLUMN = "relative_error_ratio"
FORECAST_FROM = (
    "front_monthly:control_areas",
    "front_monthly:strike_bulletins",
    "front_monthly:russian_deaths",
    "losses_vintages",
)
"""What the series that are forecast are read from."""


def table(study: Study) -> pl.DataFrame:  # noqa: ARG001
    """Return group, horizons, relative_error_ratio with its interval, covered_share, cases."""
    scores = SCORES.load().filter(pl.col("origin") >= REPORTED_FROM)
    return (
        tabulate_skill(scores)
        .filter(pl.col("group").is_in(GROUPS))
        .select(
            "group",
            "horizons",
            pl.col("ratio").round(4).alias(COLUMN),
            pl.col("low").round(4).alias("low_ratio"),
            pl.col("high").round(4).alias("high_ratio"),
            pl.col("covered_90").round(4).alias("covered_share"),
            "cases",
        )
    )


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return the ratio of every group over all horizons."""
    rows = frame.filter(pl.col("horizons") == "all")
    number = study.words.numbers.number
    ratios = dict(zip(rows["group"], rows[COLUMN], strict=True))
    covered = dict(zip(rows["group"], rows["covered_share"], strict=True))
    return {g: number(ratios[g], 2) for g in GROUPS} | {
        f"{g}_covered": number(100 * covered[g]) for g in GROUPS
    }


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return a dot with its interval a group and horizon; left of the line is better."""
    rows = frame.filter(pl.col("horizons").is_in(list(SHOWN))).with_columns(
        name=pl.col("group").map_elements(canvas.label, return_dtype=pl.String)
    )
    y = alt.Y(
        "name:N",
        sort=[canvas.label(g) for g in GROUPS],
        title=None,
        axis=alt.Axis(ticks=False, domain=False),
    )
    offset = alt.YOffset("horizons:N", sort=list(SHOWN))
    scale = alt.Scale(domain=[0.4, 1.3], clamp=True)
    x = alt.X(
        f"{COLUMN}:Q", scale=scale, axis=alt.Axis(grid=True, gridColor=ink("grid"), tickCount=5)
    )
    colour = alt.Color(
        "horizons:N", scale=alt.Scale(domain=list(SHOWN), range=[ink(r) for r in SHOWN.values()])
    )
    shape = alt.Shape(
        "horizons:N",
        scale=alt.Scale(domain=list(SHOWN), range=list(SHAPES.values())),
        legend=None,
    )
    line = alt.Chart(pl.DataFrame({COLUMN: [1.0]})).mark_rule(strokeDash=[2, 4]).encode(x=x)
    bars = (
        alt.Chart(rows)
        .mark_rule(strokeWidth=1.5)
        .encode(x=alt.X("low_ratio:Q", scale=scale), x2="high_ratio:Q", y=y, yOffset=offset)
        .encode(color=colour)
    )
    dots = alt.Chart(rows).mark_point(size=80)
    dots = dots.encode(x=x, y=y, yOffset=offset, color=colour, shape=shape)
    size = {"width": canvas.pick(500, 190), "height": canvas.pick(260, 280)}
    body = layered(line, bars, dots, **size)
    names = [part for i, h in enumerate(SHOWN) for part in _name_horizon(h, i, canvas)]
    key = layered(*names, width=size["width"], height=canvas.pick(16, 54))
    return panels(key, body, columns=1, spacing=6)


def _name_horizon(horizons: str, place: int, canvas: Canvas) -> tuple[alt.Chart, alt.Chart]:
    """Return mark and name of one horizon in the row above the panel."""
    frame = pl.DataFrame({"text": [canvas.label("h" + horizons.replace("-", "_"))]})
    role = SHOWN[horizons]
    across, down = canvas.pick((150, 0), (0, 18))
    at = {"x": alt.XValue(place * across + 8), "y": alt.YValue(place * down + 8)}
    mark = alt.Chart(frame).mark_point(size=80, shape=SHAPES[horizons], color=ink(role))
    name = alt.Chart(frame).mark_text(align="left", dx=10, fontWeight=600, color=ink(f"{role}-t"))
    return mark.encode(**at), name.encode(**at, text=alt.Text("text:N"))


CHART = Chart(
    id="front_skill",
    grade="counted",
    sources=FORECAST_FROM,
    table=table,
    draw=draw,
    say=say,
    command="sinews front scores",
)
