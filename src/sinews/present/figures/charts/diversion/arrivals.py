"""What Kyrgyzstan and its neighbours report as arrived over what exporters report as sent."""

import altair as alt
import polars as pl

from sinews.diversion.totals.arrivals import list_arrivals
from sinews.present.brief.study import Study
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.marks import layered, role_colour
from sinews.present.figures.theme import Spec, ink
from sinews.present.text.words import Said

LINES = {"de_kg": ("DE", "KG"), "eu_kg": ("EU27", "KG"), "eu_kz": ("EU27", "KZ")}
ROLES = {"de_kg": "europe", "eu_kg": "other", "eu_kz": "us"}
COLUMN = "arrived_over_sent_ratio"


def table(study: Study) -> pl.DataFrame:
    """Return year, group and the ratio; years that cannot be whole are left out."""
    rows = [
        (r.year, group, r.ratio)
        for group, (exporter, importer) in LINES.items()
        for r in list_arrivals(study.evidence, exporter=exporter)
        if r.importer == importer and r.complete
    ]
    return pl.DataFrame(rows, schema=["year", "group", COLUMN], orient="row")


def say(study: Study, frame: pl.DataFrame) -> Said:
    """Return the ratios of 2021 and of the last year."""
    numbers = study.words.numbers
    said = {"year": str(frame["year"].max())}
    for group in LINES:
        rows = frame.filter(pl.col("group") == group).sort("year")
        at = dict(zip(rows["year"], rows[COLUMN], strict=True))
        said[f"{group}_2021"] = numbers.number(at[2021], 2)
        said[f"{group}_2022"] = numbers.number(at[2022], 2)
        said[group] = numbers.number(rows[COLUMN][-1], 2)
    return said


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return three lines, and a dashed one where everything sent arrives."""
    years = sorted(set(frame["year"].to_list()))
    axis = alt.Axis(values=years, format="d", labelFlush=False)
    x = alt.X("year:Q", axis=axis, scale=alt.Scale(nice=False, domain=[years[0], years[-1]]))
    y = alt.Y(f"{COLUMN}:Q", scale=alt.Scale(domain=[0, 1.25]))
    colour = role_colour("group", ROLES)
    lines = alt.Chart(frame).mark_line().encode(x=x, y=y, color=colour)
    dots = alt.Chart(frame).mark_point(size=46).encode(x=x, y=y, color=colour)
    whole = pl.DataFrame({"year": [years[0], years[-1]], COLUMN: [1.0, 1.0]})
    one = (
        alt.Chart(whole)
        .mark_line(strokeDash=[2, 4], strokeWidth=1.5, color=ink("ink3"))
        .encode(x=x, y=y)
    )
    last = frame.filter(pl.col("year") == years[-1])
    texts = [
        alt.Chart(
            last.filter(pl.col("group") == g).with_columns(
                text=pl.lit(f"{canvas.label(g)} ")
                + pl.col(COLUMN).map_elements(lambda v: canvas.number(v, 2), return_dtype=pl.String)
            )
        )
        .mark_text(align="left", dx=9, fontWeight=600)
        .encode(x=x, y=y, text=alt.Text("text:N"), color=alt.ColorValue(ink(f"{role}-t")))
        for g, role in ROLES.items()
    ]
    return layered(one, lines, dots, *texts, height=canvas.pick(230, 210))


CHART = Chart(
    id="diversion_arrivals",
    grade="counted",
    sources=("trade_mirror_yearly", "trade_totals_monthly"),
    table=table,
    draw=draw,
    say=say,
    command="sinews figures diversion.mirror",
)
