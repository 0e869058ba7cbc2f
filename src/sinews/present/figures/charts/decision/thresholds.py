"""What would have to be true: how much of a published range favours each side of a contrast."""

import altair as alt
import polars as pl

from sinews.decision.explore.threshold_words import read_headline
from sinews.decision.explore.thresholds import WEIGHTED
from sinews.decision.report.shape import ThresholdCells, ThresholdsCells
from sinews.present.brief.study import Study, comparison_of
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.marks import layered
from sinews.present.figures.theme import Spec, ink
from sinews.present.text.words import Said


def table(study: Study) -> pl.DataFrame:
    """Return contrast, the elasticity that matters most, and shares of its range in per cent."""
    record, rows = comparison_of(study).record, []
    by = {(r["a"], r["b"], r["outcome"]): r for r in record["thresholds"]}
    for j in record["argument"]:
        found = by.get((j["a"], j["b"], j["outcome"]))
        if found is None or read_headline(found).case == "same":
            continue
        t = pick_threshold(found)
        a, b = (study.words.say(f"strategies.{s}") for s in (j["a"], j["b"]))
        name = study.words.say(f"elasticities.{t['elasticity']}")
        rows.append(
            {
                "claim": study.words.say(f"arguments.claim.{j['id']}"),
                "a": a,
                "b": b,
                "elasticity": name[0].upper() + name[1:],
                "ahead_pct": round(100 * t["ahead"], 1),
                "worst_pct": None if (w := t["ahead_worst"]) is None else round(100 * w, 1),
            }
        )
    columns = ("claim", "a", "b", "elasticity", "ahead_pct", "worst_pct")
    return pl.DataFrame(rows, schema=None if rows else dict.fromkeys(columns, pl.String))


def pick_threshold(record: ThresholdsCells) -> ThresholdCells:
    """Return what matters most: of those that flip the order, else of all, what moves it most."""
    rows = [t for t in record["thresholds"] if t["theory"] == WEIGHTED]
    flips = [t for t in rows if t["value"] is not None] or rows
    return max(flips, key=lambda t: abs(t["at_high"] - t["at_low"]))


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return how many contrasts keep their order, of how many, and the first with its share."""
    said = {"first": "", "first_b": "", "first_share": "", "firm": "0", "total": "0"}
    if frame.is_empty():
        return said
    first, numbers = frame.row(0, named=True), study.words.numbers
    firm = frame.filter(pl.col("ahead_pct").is_in([0.0, 100.0])).height
    share = numbers.number(first["ahead_pct"])
    said |= {"first": first["a"], "first_b": first["b"], "first_share": share}
    return said | {"firm": numbers.number(firm), "total": numbers.number(frame.height)}


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return one bar of the range a contrast, with a dot and a tick."""
    shown = frame.with_columns(
        label=pl.concat_str(pl.col("a"), pl.lit(" / "), pl.col("b")),
        zero=pl.lit(0.0),
        whole=pl.lit(100.0),
        row=pl.int_range(pl.len()),
    )
    height = canvas.pick(46, 52)
    y = alt.Y("row:O", axis=None)
    x = alt.X(
        "zero:Q", axis=alt.Axis(values=[0, 25, 50, 75, 100]), scale=alt.Scale(domain=[0, 100])
    )
    base = alt.Chart(shown)
    whole = base.mark_rule(strokeDash=[5, 3], strokeWidth=2, color=ink("grid")).encode(
        x=x, x2=alt.X2("whole:Q"), y=y
    )
    ahead = base.mark_rule(strokeWidth=6, opacity=0.35, color=ink("europe")).encode(
        x=x, x2=alt.X2("ahead_pct:Q"), y=y
    )
    dots = base.mark_point(
        size=80, filled=True, fill=ink("paper"), stroke=ink("europe"), strokeWidth=2
    ).encode(x=alt.X("ahead_pct:Q"), y=y)
    ticks = base.mark_tick(thickness=2.5, size=14, color=ink("us")).encode(
        x=alt.X("worst_pct:Q"), y=y
    )
    names = base.mark_text(align="left", dy=-14, fontWeight=600).encode(
        x=alt.X("zero:Q"), y=y, text=alt.Text("label:N")
    )
    below = base.mark_text(align="left", dy=15, color=ink("ink2")).encode(
        x=alt.X("zero:Q"), y=y, text=alt.Text("elasticity:N")
    )
    return layered(whole, ahead, ticks, dots, names, below, height={"step": height})


CHART = Chart(
    id="decision_thresholds",
    grade="assumed",
    sources=("support_monthly", "wars", "facts"),
    table=table,
    draw=draw,
    say=say,
    command="sinews strategy thresholds full_offensive actual_2024_2026",
)
