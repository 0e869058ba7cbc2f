"""Published figures: claimed over visually confirmed Russian losses, by category."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import polars as pl

from sinews.core.figure import Figure
from sinews.core.periods import add_months, last_day
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


def compare_last_year(rows: pl.DataFrame) -> Mapping[str, Any]:
    """Return what was claimed over what was confirmed in the last twelve months of a category.

    Parameters
    ----------
    rows
        Rows of one category of `compare_claims`, by month.
    """
    end = rows.row(-1, named=True)
    start = rows.row(by_predicate=pl.col("month") == add_months(end["month"], -12), named=True)
    counts = {c: end[c] - start[c] for c in ("claimed_units", "confirmed_units")}
    ratio = counts["claimed_units"] / counts["confirmed_units"]
    return {"month": end["month"], **counts, "claimed_per_confirmed_ratio": ratio}


def build(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``materiel.claimed_per_confirmed.<category>.<year end, latest or last_12m>``.

    `last_12m` holds the last twelve months alone, the others everything since the start.
    """
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
        found.append(_figure(category, "last_12m", compare_last_year(rows), sources))
    return tuple(found)


def _figure(category: str, id: str, row: Mapping[str, Any], sources: tuple[str, ...]) -> Figure:
    alone = id == "last_12m"
    month, claimed, confirmed = row["month"], row["claimed_units"], row["confirmed_units"]
    window = "Twelve months" if alone else "Total"
    return Figure(
        id=f"materiel.claimed_per_confirmed.{category}.{id}",
        label=f"Russian {NAMES[category]} claimed destroyed for each one confirmed by a picture, "
        f"{'twelve months ' if alone else ''}to {month:%B %Y}",
        value=claimed / confirmed,
        unit="ratio",
        grade="stated",
        as_of=last_day(month),
        sources=tuple(dict.fromkeys(sources)),
        method=f"{window} of {claimed:,.0f} claimed by the Ukrainian General Staff over "
        f"{confirmed:,.0f} confirmed by pictures; the confirmed count is a lower bound.",
        rows="Column cumulative of table losses_monthly over column confirmed_cumulative of table "
        f"losses_confirmed (side RU), where category is {category} and month is {month}"
        + (f", each less the value of {add_months(month, -12)}." if alone else "."),
        said_by="General Staff of Ukraine",
    )


CLAIM_RATIO = FigureFamily(
    id="materiel.claimed_per_confirmed",
    label="Claimed over confirmed Russian losses by category",
    build=build,
)
