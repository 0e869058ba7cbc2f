"""The hold-out: what the model said of 2025 with data to the end of 2024, and what came."""

import altair as alt
import polars as pl

from sinews.campaign.matching.draws import matched_record
from sinews.present.brief.study import Study
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.marks import layered
from sinews.present.figures.theme import Spec, ink
from sinews.present.text.words import Said


def table(study: Study) -> pl.DataFrame:
    """Return one row a band: published value, interval, median and naive pace in its unit."""
    rows = [
        (
            b["id"],
            study.words.say(f"charts.campaign_holdout.label.{b['id']}"),
            b["unit"],
            b["published"],
            b["low"],
            b["median"],
            b["high"],
            b["naive"],
            b["inside"],
        )
        for b in matched_record()["holdout"]["bands"]
    ]
    columns = ["band", "label", "unit"]
    columns += [f"{c}_value" for c in ("published", "low", "median", "high", "naive")]
    columns += ["inside"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return how many bands were met and how the ground was missed."""
    numbers = study.words.numbers
    ground = frame.row(by_predicate=pl.col("band") == "ground_2025_jan_apr", named=True)
    return {
        "met": study.words.count(int(frame["inside"].sum())),
        "all": study.words.count(frame.height),
        "published": numbers.number(round(ground["published_value"], -1)),
        "median": numbers.number(round(ground["median_value"], -1)),
        "low": numbers.number(round(ground["low_value"], -1)),
        "high": numbers.number(round(ground["high_value"], -1)),
        "naive": numbers.number(round(ground["naive_value"], -1)),
    }


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return intervals as multiples of what was published, the naive pace as a tick."""
    relative = frame.with_columns(
        (pl.col(f"{c}_value") / pl.col("published_value")).alias(f"{c}_x")
        for c in ("low", "median", "high", "naive")
    )
    y = alt.Y(
        "label:N",
        sort=frame["label"].to_list(),
        axis=alt.Axis(labelLimit=canvas.pick(260, 150)),
    )
    scale = alt.Scale(domain=[0, 2.5], clamp=True)
    x = alt.X("low_x:Q", axis=alt.Axis(values=[0, 0.5, 1, 1.5, 2, 2.5], format="~g"), scale=scale)
    base = alt.Chart(relative)
    one = (
        alt.Chart(pl.DataFrame({"x": [1.0]}))
        .mark_rule(color=ink("ink"), strokeWidth=1.5)
        .encode(x=alt.X("x:Q", scale=scale))
    )
    spans = base.mark_rule(strokeWidth=6, opacity=0.35, color=ink("europe")).encode(
        x=x, x2=alt.X2("high_x:Q"), y=y
    )
    dots = base.mark_point(size=60, color=ink("europe")).encode(
        x=alt.X("median_x:Q", scale=scale), y=y
    )
    naive = (
        alt.Chart(relative.filter(pl.col("naive_value").is_not_null()))
        .mark_tick(thickness=2.5, size=13, color=ink("us"))
        .encode(x=alt.X("naive_x:Q", scale=scale), y=y)
    )
    return layered(one, spans, naive, dots, height={"step": 26})


CHART = Chart(
    id="campaign_holdout",
    grade="estimated",
    sources=("facts", "support_monthly"),
    table=table,
    draw=draw,
    say=say,
    command="sinews campaign holdout",
)
