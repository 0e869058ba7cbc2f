"""Strategies against what was given: four outcomes, theories apart, two anchorings."""

import altair as alt
import polars as pl

from sinews.campaign.strategy import BASELINE
from sinews.decision.explore.assumption_dependence import read_conclusions
from sinews.decision.report.shape import OutcomeCells, StrategyCells
from sinews.present.brief.study import Study, comparison_of
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.marks import layered, panels
from sinews.present.figures.theme import Spec, ink
from sinews.present.text.words import Said

_SCALE = {"share": 100.0}
"""Shares are shown in points."""


def table(study: Study) -> pl.DataFrame:
    """Return outcome, strategy, and differences in points, km2 or thousands."""
    report = comparison_of(study)
    rows = [
        _row(o, s, study.words.say(f"strategies.{s['id']}"))
        for o in report.record["outcomes"]
        for s in o["strategies"]
        if s["id"] != BASELINE
    ]
    return pl.DataFrame(rows)


def _row(o: OutcomeCells, s: StrategyCells, label: str) -> dict[str, str | float]:
    scale = _SCALE.get(o["unit"], 1.0)
    theories = [v["difference"]["mean"] for v in s["per_theory"].values()]
    mixed, other = s["mixture"]["difference"], s["other_anchoring"]["mixture"]["difference"]
    values = {
        "mixed_difference": mixed["mean"],
        "low_sampling": mixed["low"],
        "high_sampling": mixed["high"],
        "low_theory": min(theories),
        "high_theory": max(theories),
        "mixed_same_rate": other["mean"],
    }
    return {
        "outcome": o["id"],
        "label": label,
        **{k: round(scale * v, 2) for k, v in values.items()},
    }


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return how many comparisons the theory decides, and how many there are."""
    report, numbers = comparison_of(study), study.words.numbers
    found = read_conclusions(report.record)
    ground = frame.filter(pl.col("outcome") == "ground_km2").sort("mixed_difference")
    first, last = ground.row(0, named=True), ground.row(-1, named=True)
    return {
        "decided": str(sum(len(c.sides) == 2 for c in found)),
        "none": str(sum(not c.sides for c in found)),
        "all": str(len(found)),
        "strategies": study.words.count(len(report.record["labels"]) - 1),
        "futures": numbers.number(report.record["run"]["futures"]),
        "first": first["label"],
        "last": last["label"],
        "first_km2": numbers.number(round(first["mixed_difference"], -2)),
        "last_km2": numbers.number(round(last["mixed_difference"], -2)),
        "case": "one" if ground.height == 1 else "more",
    }


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return four panels: dashed over theories, bar for sampling, dot mixed, tick other rate."""
    outcomes = frame["outcome"].unique(maintain_order=True).to_list()
    order = frame.filter(pl.col("outcome") == "ground_km2").sort("mixed_difference")["label"]
    parts = [
        _panel(frame.filter(pl.col("outcome") == o), order.to_list(), canvas, named=i % 2 == 0)
        for i, o in enumerate(outcomes)
    ]
    return panels(*parts, columns=canvas.pick(2, 1), spacing=canvas.pick(18, 16))


def _panel(frame: pl.DataFrame, order: list[str], canvas: Canvas, *, named: bool) -> Spec:
    shown = named or canvas.narrow
    axis = alt.Axis(labelLimit=canvas.pick(200, 168), labelPadding=4) if shown else None
    y = alt.Y("label:N", sort=order, axis=axis)
    base = alt.Chart(frame)
    number = alt.Axis(tickCount=canvas.pick(4, 3), format=",~r")
    zero = alt.Chart(pl.DataFrame({"x": [0]})).mark_rule(color=ink("ink3")).encode(x=alt.X("x:Q"))
    spans = base.mark_rule(strokeDash=[5, 3], strokeWidth=2, color=ink("europe")).encode(
        x=alt.X("low_theory:Q", axis=number), x2=alt.X2("high_theory:Q"), y=y
    )
    errors = base.mark_rule(strokeWidth=5, color=ink("europe")).encode(
        x=alt.X("low_sampling:Q"), x2=alt.X2("high_sampling:Q"), y=y
    )
    dots = base.mark_point(
        size=70, filled=True, fill=ink("paper"), stroke=ink("europe"), strokeWidth=2
    ).encode(x=alt.X("mixed_difference:Q"), y=y)
    ticks = base.mark_tick(thickness=2.5, size=14, color=ink("us")).encode(
        x=alt.X("mixed_same_rate:Q"), y=y
    )
    title = canvas.label(frame["outcome"][0])
    size = {"width": canvas.pick(226, 166), "height": {"step": 24}}
    return layered(zero, spans, errors, ticks, dots, title=title, **size)


CHART = Chart(
    id="decision_differences",
    grade="assumed",
    sources=("support_monthly", "wars", "facts"),
    table=table,
    draw=draw,
    say=say,
    command="sinews strategy compare actual_2024_2026 full_offensive rollback",
)
