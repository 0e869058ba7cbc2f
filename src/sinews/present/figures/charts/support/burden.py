"""Allocations as a share of each donor's economy, with and without its share in the EU's."""

import altair as alt
import polars as pl

from sinews.present.brief.study import Study
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.marks import layered, role_colour
from sinews.present.figures.theme import Spec, ink
from sinews.present.text.words import Said
from sinews.support.burden import rank_burden

SHOWN = 14
ALWAYS = ("DE", "FR", "GB", "US", "IT", "CA", "JP")
"""The largest economies among the donors are shown at any rank."""


def table(study: Study) -> pl.DataFrame:
    """Return rank, donor, name, group and both shares, for the first donors and the largest."""
    ranked = study.name_donors(rank_burden(study.evidence)).with_row_index("rank", offset=1)
    american = pl.when(pl.col("donor") == "US").then(pl.lit("us"))
    group = american.when(pl.col("base_group") == "other").then(pl.lit("other"))
    return (
        ranked.filter((pl.col("rank") <= SHOWN) | pl.col("donor").is_in(ALWAYS))
        .with_columns(pl.col("rank").cast(pl.Int64), group=group.otherwise(pl.lit("europe")))
        .select(
            "rank",
            "donor",
            "name",
            "group",
            "allocated_eur_bn",
            "bilateral_pct_gdp",
            "with_eu_share_pct_gdp",
        )
    )


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return the first donor, the United States and Germany with their shares and ranks."""
    numbers = study.words.numbers
    rows = {r["donor"]: r for r in frame.iter_rows(named=True)}
    first = frame.row(0, named=True)
    said = {"first": first["name"], "first_pct": numbers.number(first["with_eu_share_pct_gdp"], 1)}
    for donor in ("US", "DE", "FR"):
        said[f"{donor.lower()}_pct"] = numbers.number(rows[donor]["with_eu_share_pct_gdp"], 1)
        said[f"{donor.lower()}_rank"] = str(rows[donor]["rank"])
    return said


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return one line a donor: bar of what it gave itself, dot with its share in the EU's."""
    names = frame["name"].to_list()
    y = alt.Y("name:N", sort=names, axis=alt.Axis(grid=False, labelLimit=150))
    x_axis = alt.Axis(grid=True, gridColor=ink("grid"), domain=False, ticks=False, tickCount=5)
    x = alt.X("bilateral_pct_gdp:Q", axis=x_axis)
    colour = role_colour("group", {"europe": "europe", "us": "us", "other": "other"})
    end = frame.with_columns(
        text=pl.col("with_eu_share_pct_gdp").map_elements(
            lambda v: canvas.number(v, 1), return_dtype=pl.String
        )
    )
    bars = alt.Chart(frame).mark_bar(height=10).encode(x=x, y=y, color=colour)
    shared = frame.filter(pl.col("with_eu_share_pct_gdp") > pl.col("bilateral_pct_gdp"))
    lines = (
        alt.Chart(shared)
        .mark_rule(strokeWidth=1.5)
        .encode(
            x=alt.X("bilateral_pct_gdp:Q"), x2=alt.X2("with_eu_share_pct_gdp:Q"), y=y, color=colour
        )
    )
    dots = (
        alt.Chart(shared)
        .mark_point(filled=True, size=46)
        .encode(x=alt.X("with_eu_share_pct_gdp:Q"), y=y, color=colour)
    )
    values = (
        alt.Chart(end)
        .mark_text(align="left", dx=8, color=ink("ink"))
        .encode(x=alt.X("with_eu_share_pct_gdp:Q"), y=y, text=alt.Text("text:N"))
    )
    step = canvas.pick(21, 21)
    return layered(bars, lines, dots, values, height=step * len(names))


CHART = Chart(
    id="support_burden",
    grade="counted",
    sources=("support_by_donor", "donors"),
    table=table,
    draw=draw,
    say=say,
    command="sinews figures support.gdp_share",
)
