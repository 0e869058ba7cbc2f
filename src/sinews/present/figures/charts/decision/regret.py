"""What each strategy loses to the best of all, theory by theory."""

import altair as alt
import polars as pl

from sinews.present.brief.study import Study, comparison_of
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.marks import layered
from sinews.present.figures.theme import Spec, ink
from sinews.present.text.words import Said

OUTCOME = "chance_not_russian"


def table(study: Study) -> pl.DataFrame:
    """Return strategy, theory and mean loss in points, least largest loss first."""
    report = comparison_of(study)
    rows = [
        {
            "strategy": study.words.say(f"strategies.{s}"),
            "theory": h,
            "loss_points": round(100 * lost, 2),
        }
        for h, by_strategy in report.record["regret"][OUTCOME].items()
        for s, lost in by_strategy.items()
    ]
    frame = pl.DataFrame(rows)
    largest = pl.col("loss_points").max().over("strategy")
    return frame.sort(largest, "strategy", maintain_order=True)


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return the strategies with the least and the most loss under their worst theory."""
    numbers = study.words.numbers
    least, most = frame["strategy"][0], frame["strategy"][-1]
    worst = {s: max(frame.filter(pl.col("strategy") == s)["loss_points"]) for s in (least, most)}
    return {
        "least": least,
        "most": most,
        "least_points": numbers.number(worst[least], 1),
        "most_points": numbers.number(worst[most], 1),
        "futures": numbers.number(comparison_of(study).record["run"]["futures"]),
        "all": study.words.count(len(frame["strategy"].unique())),
    }


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return a table of cells, darker the larger the loss, each with its number."""
    theories = frame["theory"].unique(maintain_order=True).to_list()
    names = {h: canvas.label(h) for h in theories}
    most = max(frame["loss_points"].to_list())
    shown = frame.with_columns(
        name=pl.col("theory").replace_strict(names),
        part=(0.06 + 0.5 * pl.col("loss_points") / most).round(2),
        text=pl.Series([canvas.number(v, 1) for v in frame["loss_points"]]),
    )
    heads = alt.Axis(orient="top", labelAngle=canvas.pick(0, -90), labelLimit=120, title=None)
    x = alt.X("name:N", sort=[names[h] for h in theories], axis=heads)
    y = alt.Y(
        "strategy:N",
        sort=frame["strategy"].unique(maintain_order=True).to_list(),
        axis=alt.Axis(labelLimit=canvas.pick(200, 168), labelPadding=4),
    )
    base = alt.Chart(shown)
    cells = base.mark_rect(color=ink("russia"), stroke=ink("paper"), strokeWidth=2).encode(
        x=x, y=y, fillOpacity=alt.FillOpacity("part:Q", scale=None, legend=None)
    )
    texts = base.mark_text(color=ink("ink")).encode(x=x, y=y, text=alt.Text("text:N"))
    return layered(cells, texts, height={"step": 26})


CHART = Chart(
    id="decision_regret",
    grade="assumed",
    sources=("support_monthly", "wars", "facts"),
    table=table,
    draw=draw,
    say=say,
    command="sinews strategy compare actual_2024_2026 full_offensive rollback --json",
)
