"""Draw the pictures of docs/materiel.md from the shipped results."""

from pathlib import Path

import altair as alt
import polars as pl

from sinews.data.evidence.evidence import open_evidence
from sinews.materiel.counts import check_counts
from sinews.materiel.shipped import POSTERIOR
from sinews.present.figures.render import render_svg
from sinews.present.figures.theme import config, fix_colours, ink

FOLDER = Path(__file__).parents[1] / "docs" / "materiel"


def save(chart, name):
    spec = chart.to_dict(validate=False)
    spec["config"] = {**config(), "background": "white"}
    FOLDER.mkdir(exist_ok=True)
    svg = fix_colours(render_svg(spec)).replace("Source Sans Pro", "Source Sans Pro, sans-serif")
    (FOLDER / f"{name}.svg").write_text(svg, encoding="utf-8")


def fan(frame, title, points=None, log=False):
    scale = alt.Scale(type="log", clamp=True, domain=[20, 3000]) if log else alt.Scale()
    y = alt.Y("q50:Q", scale=scale, axis=alt.Axis(format=",d", tickCount=4))
    base = alt.Chart(frame).encode(x=alt.X("month:T", axis=alt.Axis(format="%Y", tickCount=4)))
    layers = [
        base.mark_area(color=ink("europe"), opacity=0.18).encode(
            y=alt.Y("q05:Q", scale=scale), y2="q95:Q"
        ),
        base.mark_area(color=ink("europe"), opacity=0.3).encode(
            y=alt.Y("q25:Q", scale=scale), y2="q75:Q"
        ),
        base.mark_line(color=ink("europe")).encode(y=y),
    ]
    if points is not None:
        layers.append(
            alt.Chart(points)
            .mark_point(color=ink("russia"), size=28)
            .encode(x="month:T", y=alt.Y("q50:Q", scale=scale))
        )
    return alt.layer(*layers).properties(width=250, height=170, title=title)


def stocks(evidence):
    paths = POSTERIOR.load().stock_paths.filter((pl.col("category") == "tank") & ~pl.col("ahead"))
    checks = check_counts(evidence)
    rows = []
    for stock in ("fielded", "storage"):
        chosen = (pl.col("category") == "tank") & (pl.col("stock") == stock)
        point = checks.filter(chosen).select("month", q50="published_units")
        both = [
            fan(
                paths.filter((pl.col("law") == law) & (pl.col("stock") == stock)),
                f"{law}: tanks, {stock}",
                point,
            )
            for law in ("prior", "posterior")
        ]
        rows.append(alt.hconcat(*both).resolve_scale(y="shared"))
    save(alt.vconcat(*rows), "stocks")


def claims(evidence):
    rows = []
    for category in ("tank", "personnel"):
        paths = POSTERIOR.load().claim_paths.filter(
            (pl.col("category") == category) & ~pl.col("ahead")
        )
        seen = evidence.frame("losses_monthly").filter(
            (pl.col("category") == category) & (pl.col("month").is_in(paths["month"].implode()))
        )
        point = seen.select("month", q50="claimed").with_columns(
            pl.col("month").dt.to_string("%Y-%m-%d")
        )
        both = [
            fan(paths.filter(pl.col("law") == law), f"{law}: claims of {category}", point)
            for law in ("prior", "posterior")
        ]
        rows.append(alt.hconcat(*both))
    save(alt.vconcat(*rows), "claims")


if __name__ == "__main__":
    evidence = open_evidence()
    stocks(evidence)
    claims(evidence)
