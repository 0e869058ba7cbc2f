"""Rounds delivered to Ukraine against the stated need, and the days the deliveries last."""

import altair as alt
import polars as pl

from sinews.materiel.shells import FIRED, YEARS, balance_shells
from sinews.present.brief.study import Study
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.marks import layered, panels
from sinews.present.figures.theme import Spec, ink
from sinews.present.text.words import Said

BARS = ("deliveries", "requirement", *FIRED)
VALUE = "rounds_per_year_m"


def table(study: Study) -> pl.DataFrame:
    """Return year, bar, rounds_per_year_m with its interval, lasts_days (of deliveries)."""
    rows = []
    for year in YEARS:
        b = balance_shells(study.evidence, "UA", year)
        known = {"deliveries": b.inflow, "requirement": b.requirement, **b.fired}
        for bar in BARS:
            e = known.get(bar)
            if e is None:
                continue
            i = e.interval()
            lasts = b.lasts[bar].interval().median if bar in b.lasts else None
            rows.append(
                {
                    "year": year,
                    "bar": bar,
                    f"low_{VALUE}": i.low / 1e6,
                    VALUE: i.median / 1e6,
                    f"high_{VALUE}": i.high / 1e6,
                    "lasts_days": lasts,
                }
            )
    return pl.DataFrame(rows)


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return deliveries, need, and how long deliveries last by either family."""
    numbers = study.words.numbers
    last = frame.filter(pl.col("year") == YEARS[-1])
    at = {r["bar"]: r for r in last.to_dicts()}
    need = study.figure("fact.f173").value / 1e6
    return {
        "year": str(YEARS[-1]),
        "got": numbers.number(study.figure("fact.f174").value / 1e6, 1),
        "need": numbers.number(need, 1),
        "high_days": numbers.number(round(at["rusi_nato"]["lasts_days"], -1)),
        "low_days": numbers.number(round(at["ukrainian_command"]["lasts_days"], -1)),
    }


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return one row a bar for each year, with its interval and the days that deliveries last."""
    parts = [_panel(frame.filter(pl.col("year") == y), y, canvas) for y in YEARS]
    return panels(
        *parts,
        columns=canvas.pick(len(parts), 1),
        spacing=canvas.pick(22, 20),
        resolve={"scale": {"x": "shared"}},
    )


def _panel(frame: pl.DataFrame, year: int, canvas: Canvas) -> Spec:
    named = frame.with_columns(
        name=pl.col("bar").map_elements(canvas.label, return_dtype=pl.String),
        text=pl.struct(VALUE, "lasts_days").map_elements(
            lambda r: _text(r, canvas), return_dtype=pl.String
        ),
    )
    names = [canvas.label(b) for b in BARS]
    show = canvas.narrow or year == YEARS[0]
    y = alt.Y(
        "name:N", sort=names, title=None, axis=alt.Axis(labels=show, ticks=False, domain=False)
    )
    x = alt.X(
        f"{VALUE}:Q", axis=alt.Axis(tickCount=4, grid=True, gridColor=ink("grid"), format="d")
    )
    colour = alt.Color(
        "bar:N",
        scale=alt.Scale(
            domain=list(BARS), range=[ink("europe"), ink("ink2"), ink("other"), ink("ukraine")]
        ),
    )
    bars = alt.Chart(named).mark_bar(height=14).encode(x=x, y=y, color=colour)
    spans = (
        alt.Chart(named)
        .mark_rule(strokeWidth=1.5, color=ink("ink"))
        .encode(x=alt.X(f"low_{VALUE}:Q"), x2=alt.X2(f"high_{VALUE}:Q"), y=y)
    )
    texts = (
        alt.Chart(named)
        .mark_text(align="left", dx=6, color=ink("ink"))
        .encode(x=alt.X(f"high_{VALUE}:Q"), y=y, text=alt.Text("text:N"))
    )
    size = {"width": canvas.pick(225, 150), "height": canvas.pick(150, 140)}
    return layered(bars, spans, texts, title=str(year), **size)


def _text(row: dict[str, float | None], canvas: Canvas) -> str:
    amount = canvas.number(float(row[VALUE] or 0), 1)
    if row["lasts_days"] is None:
        return amount
    return f"{amount}, {canvas.number(round(row['lasts_days'], -1))} d"


CHART = Chart(
    id="materiel_need",
    grade="assumed",
    sources=("facts",),
    table=table,
    draw=draw,
    say=say,
    command="sinews materiel shells --side UA",
)
