"""What each strategy loses to the best of the ten, theory by theory."""

import altair as alt
import polars as pl

from sinews.decision.report import load_report
from sinews.present.chart import Canvas, Chart
from sinews.present.marks import layered, panels
from sinews.present.study import Study
from sinews.present.theme import Spec, ink
from sinews.present.words import Said

PANELS = {"chance_not_russian": 100.0, "ground_km2": 0.001}
"""Outcome to what turns its unit into points and thousand km2."""


def table(study: Study) -> pl.DataFrame:  # noqa: ARG001
    """Return outcome, strategy, theory, mean loss in points or thousand km2, and the largest."""
    report = load_report()
    rows = [
        {
            "outcome": o,
            "strategy": s,
            "label": report.label(s),
            "theory": h,
            "mean_loss": scale * lost,
        }
        for o, scale in PANELS.items()
        for h, by_strategy in report.record["regret"][o].items()
        for s, lost in by_strategy.items()
    ]
    largest = pl.col("mean_loss").max().over("outcome", "strategy").alias("largest_loss")
    return pl.DataFrame(rows).with_columns(largest)


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return the strategies with the least and the most loss under their worst theory."""
    numbers = study.words.numbers
    rows = frame.filter(pl.col("outcome") == "chance_not_russian").sort("largest_loss", "strategy")
    first, last = rows.row(0, named=True), rows.row(-1, named=True)
    return {
        "least": first["label"],
        "most": last["label"],
        "least_points": numbers.number(first["largest_loss"], 1),
        "most_points": numbers.number(last["largest_loss"], 1),
        "futures": numbers.number(load_report().record["run"]["futures"]),
    }


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return a table of cells an outcome, darker the larger the loss, each with its number."""
    first = frame.filter(pl.col("outcome") == "chance_not_russian").sort("largest_loss", "strategy")
    order = first["label"].unique(maintain_order=True).to_list()
    parts = [
        _panel(frame.filter(pl.col("outcome") == o), order, canvas, named=i == 0)
        for i, o in enumerate(PANELS)
    ]
    return panels(*parts, columns=canvas.pick(2, 1), spacing=canvas.pick(18, 16))


def _panel(frame: pl.DataFrame, order: list[str], canvas: Canvas, *, named: bool) -> Spec:
    theories = frame["theory"].unique(maintain_order=True).to_list()
    names = {h: canvas.label(h) for h in theories}
    most = max(frame["mean_loss"].to_list())
    shown = frame.with_columns(
        name=pl.col("theory").replace_strict(names),
        part=0.06 + 0.5 * pl.col("mean_loss") / most,
        text=pl.Series([canvas.number(v, 1) for v in frame["mean_loss"]]),
    )
    heads = alt.Axis(orient="top", labelAngle=-90, labelLimit=120, title=None)
    x = alt.X("name:N", sort=[names[h] for h in theories], axis=heads)
    axis = alt.Axis(labelLimit=canvas.pick(200, 118), labelPadding=4)
    y = alt.Y("label:N", sort=order, axis=axis if named or canvas.narrow else None)
    base = alt.Chart(shown)
    cells = base.mark_rect(color=ink("russia"), stroke=ink("paper"), strokeWidth=2).encode(
        x=x, y=y, fillOpacity=alt.FillOpacity("part:Q", scale=None, legend=None)
    )
    texts = base.mark_text(color=ink("ink")).encode(x=x, y=y, text=alt.Text("text:N"))
    size = {"width": canvas.pick(228, 222), "height": {"step": 26}}
    return layered(cells, texts, title=canvas.label(frame["outcome"][0]), **size)


CHART = Chart(
    id="decision_regret",
    grade="assumed",
    sources=("support_monthly", "wars", "facts"),
    table=table,
    draw=draw,
    say=say,
    command="sinews strategy compare actual_2024_2026 full_offensive rollback --json",
)
