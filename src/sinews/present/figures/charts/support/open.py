"""What donors have pledged and not allocated, and how much of it is older than a year."""

import altair as alt
import polars as pl

from sinews.present.brief.study import Study
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.marks import layered
from sinews.present.figures.theme import Spec, ink
from sinews.present.text.words import Said
from sinews.support.conversion import list_open

SHOWN = 12
INSTITUTIONS = "eu_institutions"


def table(study: Study) -> pl.DataFrame:
    """Return the countries with most open pledges: amounts by age, and mean age."""
    older = pl.col("open_eur_bn") * pl.col("share_older_12m")
    return (
        study.name_donors(list_open(study.evidence))
        .filter((pl.col("donor") != INSTITUTIONS) & (pl.col("open_eur_bn") > 0))
        .head(SHOWN)
        .select(
            "donor",
            "name",
            "open_eur_bn",
            older_than_12m_eur_bn=older,
            up_to_12m_eur_bn=pl.col("open_eur_bn") - older,
            mean_age_months="mean_age_months",
        )
    )


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return the sum, what EU institutions hold of it, and the first and the oldest donor."""
    numbers = study.words.numbers
    first = frame.row(0, named=True)
    large = frame.filter(pl.col("open_eur_bn") >= 3)
    oldest = large.sort("mean_age_months", descending=True).row(0, named=True)
    return {
        "all": numbers.number(study.figure("support.open.all.eur_bn").value),
        "institutions": numbers.number(study.figure("support.open.eu_institutions.eur_bn").value),
        "first": first["name"],
        "first_eur_bn": numbers.number(first["open_eur_bn"], 1),
        "first_age": numbers.number(first["mean_age_months"]),
        "oldest": oldest["name"],
        "oldest_age": numbers.number(oldest["mean_age_months"]),
        "month": study.words.month(study.frame("support_monthly")["month"].max()),  # type: ignore[arg-type]
    }


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return one bar a donor, young and old part, with amount and mean age at its end."""
    names = frame["name"].to_list()
    y = alt.Y("name:N", sort=names, axis=alt.Axis(grid=False, labelLimit=140))
    most = float(frame["open_eur_bn"].max())  # type: ignore[arg-type]
    axis = alt.Axis(grid=True, gridColor=ink("grid"), domain=False, ticks=False, tickCount=4)
    x = alt.X(
        "eur_bn:Q",
        stack="zero",
        axis=axis,
        scale=alt.Scale(domain=[0, most * canvas.pick(1.3, 1.75)]),
    )
    parts = {"up_to_12m_eur_bn": ("young", 0), "older_than_12m_eur_bn": ("old", 1)}
    long = frame.unpivot(
        on=list(parts), index=["name"], variable_name="part", value_name="eur_bn"
    ).with_columns(
        rank=pl.col("part").replace_strict({k: r for k, (_, r) in parts.items()}),
        part=pl.col("part").replace_strict({k: n for k, (n, _) in parts.items()}),
    )
    colour = alt.Color(
        "part:N", scale=alt.Scale(domain=["young", "old"], range=[ink("europe"), ink("other")])
    )
    bars = (
        alt.Chart(long)
        .mark_bar(height=12)
        .encode(x=x, y=y, color=colour, order=alt.Order("rank:Q"))
    )
    said = frame.select(
        "name",
        "open_eur_bn",
        text=pl.struct("open_eur_bn", "mean_age_months").map_elements(
            lambda r: canvas.label(
                "end",
                eur_bn=canvas.number(r["open_eur_bn"], 1),
                months=canvas.number(r["mean_age_months"]),
            ),
            return_dtype=pl.String,
        ),
    )
    values = (
        alt.Chart(said)
        .mark_text(align="left", dx=7, color=ink("ink"))
        .encode(x=alt.X("open_eur_bn:Q"), y=y, text=alt.Text("text:N"))
    )
    key = [
        alt.Chart(pl.DataFrame({"text": [canvas.label(n)]}))
        .mark_text(align="right", fontWeight=600, color=ink(role), x="width", dx=-4, y=place)
        .encode(text=alt.Text("text:N"))
        for n, role, place in (
            ("young", "europe-t", 190),
            ("old", "other-t", 210),
        )
    ]
    return layered(bars, values, *key, height=21 * len(names))


CHART = Chart(
    id="support_open",
    grade="planned",
    sources=("open_commitments",),
    table=table,
    draw=draw,
    say=say,
    command="sinews support conversion",
)
