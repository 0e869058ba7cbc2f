"""Published figures: claimed over visually confirmed Russian losses, by category."""

from datetime import date
from typing import Any, Final

import polars as pl

from sinews.core.figure import Figure
from sinews.core.periods import last_day
from sinews.data.evidence.chain import FigureFamily
from sinews.data.evidence.evidence import Evidence
from sinews.materiel.figures import NAMES

CATEGORIES: Final = ("tank", "afv", "artillery", "mrl", "air_defence")
"""Categories that both sources count; they may draw the line of a category differently."""


def compare_claims(evidence: Evidence) -> pl.DataFrame:
    """Return cumulative claims over cumulative confirmed losses at the end of each month.

    Only months in which the confirmed count was taken within five days of the month's end, where
    the claims stand; months with fewer than 50 confirmed items are left out, because one item
    moves the ratio by more than two per cent.

    Returns
    -------
    polars.DataFrame
        month, category, claimed_units, confirmed_units, claimed_per_confirmed_ratio.
    """
    claims = evidence.frame("losses_monthly").select("month", "category", "cumulative")
    confirmed = evidence.frame("losses_confirmed").filter(pl.col("side") == "RU")
    return (
        claims.join(confirmed, on=["month", "category"])
        .filter(
            pl.col("category").is_in(CATEGORIES)
            & (pl.col("confirmed_cumulative") >= 50)
            & (pl.col("month").dt.month_end() - pl.col("scraped") <= pl.duration(days=5))
        )
        .select(
            "month",
            "category",
            claimed_units="cumulative",
            confirmed_units="confirmed_cumulative",
            claimed_per_confirmed_ratio=pl.col("cumulative") / pl.col("confirmed_cumulative"),
        )
        .sort("category", "month")
    )


def build(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``materiel.claimed_per_confirmed.<category>.<year end or latest>``."""
    frame = compare_claims(evidence)
    sources = evidence.table("losses_monthly").sources + evidence.table("losses_confirmed").sources
    found = []
    for category in CATEGORIES:
        rows = frame.filter(pl.col("category") == category).sort("month")
        latest = rows["month"].to_list()[-1]
        wanted = {f"y{y}": date(y, 12, 1) for y in range(2022, latest.year)} | {"latest": latest}
        for id, month in wanted.items():
            row = rows.filter(pl.col("month") == month)
            if row.height:
                found.append(_figure(category, id, row.row(0, named=True), sources))
    return tuple(found)


def _figure(category: str, id: str, row: dict[str, Any], sources: tuple[str, ...]) -> Figure:
    month, claimed, confirmed = row["month"], row["claimed_units"], row["confirmed_units"]
    return Figure(
        id=f"materiel.claimed_per_confirmed.{category}.{id}",
        label=f"Russian {NAMES[category]} claimed destroyed for each one confirmed by a picture, "
        f"to {month:%B %Y}",
        value=claimed / confirmed,
        unit="ratio",
        grade="stated",
        as_of=last_day(month),
        sources=tuple(dict.fromkeys(sources)),
        method=f"Total of {claimed:,.0f} claimed by the Ukrainian General Staff over "
        f"{confirmed:,.0f} confirmed by pictures; the confirmed count is a lower bound.",
        rows=f"Tables losses_monthly and losses_confirmed, {category}, {month}.",
        said_by="General Staff of Ukraine",
    )


CLAIM_RATIO = FigureFamily(
    id="materiel.claimed_per_confirmed",
    label="Claimed over confirmed Russian losses by category",
    build=build,
)
