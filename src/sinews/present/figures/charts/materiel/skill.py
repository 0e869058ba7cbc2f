"""The back-test in one chart: forecast error over that of the best naive forecast."""

import altair as alt
import polars as pl

from sinews.materiel.depletion.history import CORE
from sinews.materiel.scoring.skill import CORE_MEAN, tabulate_skill
from sinews.materiel.shipped import BACKTEST
from sinews.present.brief.study import Study
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.marks import layered, panels
from sinews.present.figures.theme import Spec, ink
from sinews.present.text.words import Said

ROWS = (*CORE, CORE_MEAN)
COLUMN = "relative_error_ratio"
SHOWN = {"1-3": "us", "7-12": "other", "13-24": "europe"}


def table(study: Study) -> pl.DataFrame:  # noqa: ARG001
    """Return horizons, category, relative_error_ratio, best_baseline, covered_share, cases."""
    return (
        tabulate_skill(BACKTEST.load())
        .filter(pl.col("category").is_in(ROWS))
        .select(
            "horizons",
            "category",
            pl.col("relative_crps").round(4).alias(COLUMN),
            "best_baseline",
            pl.col("coverage").round(4).alias("covered_share"),
            "cases",
        )
    )


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return the mean of all horizons, of the first three months, and the extremes."""
    numbers = study.words.numbers
    mean = frame.filter(pl.col("category") == CORE_MEAN)
    at = dict(zip(mean["horizons"], mean[COLUMN], strict=True))
    rows = frame.filter((pl.col("horizons") == "all") & (pl.col("category") != CORE_MEAN))
    best, worst = (rows.sort(COLUMN).row(i, named=True) for i in (0, -1))
    words = study.words
    return {
        "mean": numbers.number(at["all"], 2),
        "soon": numbers.number(at["1-3"], 2),
        "late": numbers.number(at["13-24"], 2),
        "best": words.say(f"charts.materiel_skill.label.{best['category']}"),
        "best_value": numbers.number(best[COLUMN], 2),
        "worst": words.say(f"charts.materiel_skill.label.{worst['category']}"),
        "worst_value": numbers.number(worst[COLUMN], 2),
        "beaten": "yes" if at["all"] < 1 else "no",
    }


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return a dot a category and horizon; left of the line is better than naive."""
    named = frame.filter(pl.col("horizons").is_in(list(SHOWN))).with_columns(
        name=pl.col("category").map_elements(canvas.label, return_dtype=pl.String)
    )
    names = [canvas.label(c) for c in ROWS]
    y = alt.Y("name:N", sort=names, title=None, axis=alt.Axis(ticks=False, domain=False))
    x = alt.X(
        f"{COLUMN}:Q",
        scale=alt.Scale(domain=[0.4, 1.2]),
        axis=alt.Axis(grid=True, gridColor=ink("grid"), tickCount=5),
    )
    colour = alt.Color(
        "horizons:N",
        scale=alt.Scale(domain=list(SHOWN), range=[ink(r) for r in SHOWN.values()]),
    )
    shape = alt.Shape(
        "horizons:N",
        scale=alt.Scale(domain=list(SHOWN), range=["circle", "square", "triangle-up"]),
        legend=None,
    )
    line = (
        alt.Chart(pl.DataFrame({COLUMN: [1.0]}))
        .mark_rule(strokeDash=[2, 4], strokeWidth=1.5, color=ink("ink3"))
        .encode(x=x)
    )
    dots = alt.Chart(named).mark_point(size=90).encode(x=x, y=y, color=colour, shape=shape)
    texts = [_legend(h, i, canvas) for i, h in enumerate(SHOWN)]
    body = layered(line, dots, width=canvas.pick(540, 200), height=canvas.pick(260, 240))
    size = {"width": canvas.pick(540, 200), "height": canvas.pick(16, 54)}
    key = layered(*[c for pair in texts for c in pair], **size)
    return panels(key, body, columns=1, spacing=6)


def _legend(horizons: str, place: int, canvas: Canvas) -> tuple[alt.Chart, alt.Chart]:
    """Return mark and name of one horizon in the row above the panel."""
    shapes = {"1-3": "circle", "7-12": "square", "13-24": "triangle-up"}
    frame = pl.DataFrame({"text": [canvas.label("h" + horizons.replace("-", "_"))]})
    role = SHOWN[horizons]
    mark = alt.Chart(frame).mark_point(size=90, shape=shapes[horizons], color=ink(role))
    name = alt.Chart(frame).mark_text(align="left", dx=10, fontWeight=600, color=ink(f"{role}-t"))
    across, down = canvas.pick((150, 0), (0, 18))
    at = {"x": alt.XValue(place * across + 8), "y": alt.YValue(place * down + 8)}
    return mark.encode(**at), name.encode(**at, text=alt.Text("text:N"))


CHART = Chart(
    id="materiel_skill",
    grade="counted",
    sources=("losses_fitted",),
    table=table,
    draw=draw,
    say=say,
    command="sinews materiel backtest",
)
