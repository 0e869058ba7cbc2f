"""What each strategy costs all donors against what it loses under its worst theory."""

import altair as alt
import polars as pl

from sinews.present.brief.study import Study, comparison_of
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.marks import layered
from sinews.present.figures.theme import Spec, ink
from sinews.present.text.words import Said

OUTCOME = "ground_km2"
HEIGHT = 340
NAME = 17
"""Pixels that a name needs."""
AXIS = 12
"""Pixels that a name keeps from the axis."""
HALO = {"color": ink("paper"), "stroke": ink("paper"), "strokeWidth": 4, "strokeJoin": "round"}


def table(study: Study) -> pl.DataFrame:
    """Return strategy, cost in EUR bn, largest loss in km2, and whether none does both better."""
    report = comparison_of(study)
    cost: dict[str, float] = {}
    for group in report.record["costs"]:
        for s in group["strategies"]:
            cost[s["id"]] = cost.get(s["id"], 0.0) + s["mean"]
    regret = report.record["regret"][OUTCOME].values()
    lost = {s: max(theory[s] for theory in regret) for s in cost}
    rows = [
        {
            "strategy": s,
            "label": study.words.say(f"strategies.{s}"),
            "cost_eur_bn": cost[s],
            "largest_km2": lost[s],
            "on_front": not any(
                cost[o] <= cost[s]
                and lost[o] <= lost[s]
                and (cost[o], lost[o]) != (cost[s], lost[s])
                for o in cost
            ),
        }
        for s in cost
    ]
    return pl.DataFrame(rows).sort("cost_eur_bn", "strategy")


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return how many strategies none beats on both, their ends, and how rarely time is met."""
    front = frame.filter(pl.col("on_front"))
    cheap, dear = front.row(0, named=True), front.row(-1, named=True)
    numbers, months = study.words.numbers, comparison_of(study).record["months_to_both"]
    reached = 100 * max(s["share_reached"] for s in months["strategies"])
    reached = max(reached, 0.1) if reached else reached  # "at most" stays true, "0.0" would not
    return {
        "case": "one" if front.height == 1 else "more",
        "n": str(front.height),
        "all": str(frame.height),
        "cheap": cheap["label"],
        "cheap_bn": numbers.number(cheap["cost_eur_bn"]),
        "dear": dear["label"],
        "dear_bn": numbers.number(dear["cost_eur_bn"]),
        "reached": numbers.number(reached, 0 if reached >= 1 or reached == 0 else 1),
        "start": study.words.month(pl.Series(["2024-03-01"]).str.to_date()[0]),
    }


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return one open dot a strategy, filled where none is cheaper and loses less."""
    most = max(frame["cost_eur_bn"].to_list())
    scale = alt.Scale(domain=[0, 1.08 * most], nice=False)
    x = alt.X("cost_eur_bn:Q", axis=alt.Axis(tickCount=5, format=",d"), scale=scale)
    y = alt.Y("largest_km2:Q", axis=alt.Axis(tickCount=5, format=",d"))
    base = alt.Chart(frame)
    front = alt.Chart(frame.filter(pl.col("on_front")))
    line = front.mark_line(strokeDash=[5, 3], color=ink("europe")).encode(x=x, y=y)
    dots = base.mark_point(
        size=80, filled=True, fill=ink("paper"), stroke=ink("europe"), strokeWidth=2
    ).encode(x=x, y=y)
    full = front.mark_point(size=80, filled=True, fill=ink("europe")).encode(x=x, y=y)
    # A name may cross the line: paper around its letters keeps it readable.
    names = [
        alt.Chart(frame.filter(pl.col("strategy") == s))
        .mark_text(align=align, dx=dx, dy=dy, **look)
        .encode(x=x, y=y, text=alt.Text("label:N"))
        for s, align, dx, dy in _places(frame, canvas.pick(HEIGHT, HEIGHT - 20))
        for look in (HALO, {"color": ink("ink2")})
    ]
    return layered(line, *names, dots, full, height=canvas.pick(HEIGHT, HEIGHT - 20))


def _places(frame: pl.DataFrame, height: int) -> list[tuple[str, str, int, int]]:
    """Return strategy, side and shift of each name, so that names do not meet."""
    most, worst = max(frame["cost_eur_bn"].to_list()), max(frame["largest_km2"].to_list())
    found, used = [], -100.0
    for row in frame.sort("largest_km2", "strategy").iter_rows(named=True):
        at = row["largest_km2"] / worst * height
        used = max(at, used + NAME, AXIS)
        side = ("right", -10) if row["cost_eur_bn"] > 0.75 * most else ("left", 10)
        found.append((row["strategy"], *side, round(at - used)))
    return found


CHART = Chart(
    id="decision_front",
    grade="assumed",
    sources=("support_monthly", "wars", "facts"),
    table=table,
    draw=draw,
    say=say,
    command="sinews strategy compare actual_2024_2026 full_offensive rollback --json",
)
