"""All statements of the article, one square each, by verdict."""

from collections import Counter

import altair as alt
import polars as pl

from sinews.claims.claim import VERDICTS
from sinews.present.brief.study import Study
from sinews.present.figures.chart import Canvas, Chart
from sinews.present.figures.marks import layered, panels
from sinews.present.figures.theme import Spec, ink
from sinews.present.text.statements import say_claim, say_section
from sinews.present.text.words import Said

COLUMNS = 13
GAP = 4
MARGIN = 14
"""Squares a row; the pixels between two; those that the theme leaves at the sides."""


def table(study: Study) -> pl.DataFrame:
    """Return claim, number, kind, statement, verdict and whether it was computed."""
    rows = [
        {
            "claim": j.claim.id,
            "number": j.claim.number,
            "section": say_section(study.words, j.claim),
            "kind": j.claim.kind,
            "statement": say_claim(study.words, j.claim, "statement"),
            "verdict": j.verdict,
            "computed": j.computed,
        }
        for j in study.judged
    ]
    return pl.DataFrame(rows).sort("number")


def say(study: Study, frame: pl.DataFrame) -> Said:  # noqa: ARG001
    """Return how many statements got each verdict, and how many verdicts were computed."""
    counts = Counter(frame["verdict"])
    said: dict[str, str] = {v: str(counts[v]) for v in VERDICTS}
    return {"all": str(frame.height), "computed": str(frame["computed"].sum()), **said}


def draw(frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return the squares in the order of the article, above a key of the four looks."""
    width = canvas.width - MARGIN
    side = (width - GAP * (COLUMNS - 1)) / COLUMNS
    step = side + GAP
    at = frame.with_row_index("place").select(
        "verdict",
        text=pl.col("number").cast(pl.String),
        x=(pl.col("place") % COLUMNS) * step,
        y=(pl.col("place") // COLUMNS) * step,
    )
    rows = -(-frame.height // COLUMNS)
    squares = _squares(at, side, width, rows * step)
    return panels(squares, _key(canvas), columns=1, spacing=14)


def _squares(at: pl.DataFrame, side: float, width: int, height: float) -> Spec:
    """Return squares of one size: full, half full, dark or empty, so that colour is not needed."""
    corners = at.with_columns(
        right=pl.col("x") + side, low=pl.col("y") + side, half=pl.col("y") + side / 2
    )
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, width], nice=False), axis=None)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[height, 0], nice=False), axis=None)
    right, low, half = alt.X2("right"), alt.Y2("low"), alt.Y2("low")
    parts = []
    for verdict, role, text in (
        ("supported", "yes", "ink"),
        ("partly", "part", "ink"),
        ("not_supported", "no", "paper"),
        ("not_checkable", "ink3", "ink2"),
    ):
        base = alt.Chart(corners.filter(pl.col("verdict") == verdict))
        frame = base.mark_rect(
            fill=ink(role), fillOpacity=0, stroke=ink(role), strokeWidth=1.5, cornerRadius=2
        )
        parts.append(frame.encode(x=x, y=y, x2=right, y2=low))
        if verdict != "not_checkable":
            fill = base.mark_rect(
                color=ink(role), fillOpacity=1 if verdict == "not_supported" else 0.42
            )
            top = alt.Y("half:Q", axis=None) if verdict == "partly" else y
            parts.append(fill.encode(x=x, y=top, x2=right, y2=half))
        label = base.mark_text(color=ink(text), fontWeight=600).transform_calculate(
            mx="(datum.x + datum.right) / 2", my="(datum.y + datum.low) / 2"
        )
        parts.append(
            label.encode(
                x=alt.X("mx:Q", axis=None), y=alt.Y("my:Q", axis=None), text=alt.Text("text:N")
            )
        )
    return layered(*parts, width=width, height=height)


def _key(canvas: Canvas) -> Spec:
    side, width = 16, canvas.width - MARGIN
    columns = canvas.pick(4, 2)
    step = width / columns
    key = pl.DataFrame(
        {
            "verdict": list(VERDICTS),
            "text": [""] * len(VERDICTS),
            "name": [canvas.label(v) for v in VERDICTS],
            "x": [(i % columns) * step + 1 for i in range(len(VERDICTS))],
            "y": [float((i // columns) * 24 + 1) for i in range(len(VERDICTS))],
        }
    )
    height = 24 * -(-len(VERDICTS) // columns)
    squares = _squares(key, side, width, height)
    names = (
        alt.Chart(key.with_columns(x=pl.col("x") + side + 7, y=pl.col("y") + side / 2))
        .mark_text(align="left", color=ink("ink2"))
        .encode(x=alt.X("x:Q", axis=None), y=alt.Y("y:Q", axis=None), text=alt.Text("name:N"))
    )
    joined = layered(names)
    squares["layer"] = [*squares["layer"], *joined["layer"]]
    squares["datasets"] = {**squares["datasets"], **joined["datasets"]}
    return squares


CHART = Chart(
    id="claims_squares",
    grade="estimated",
    sources=(
        "facts",
        "timeline",
        "support_by_donor",
        "support_monthly",
        "weapons_by_donor",
        "losses_monthly",
        "trade_sanctioned_cn8_windows",
    ),
    table=table,
    draw=draw,
    say=say,
    command="sinews claims",
)
