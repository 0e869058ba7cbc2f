"""Claimed Russian losses by month and category, revisions kept apart."""

import csv
from datetime import date
from functools import cache
from importlib.resources import files

import polars as pl

from sinews.core.table import Column, TableSpec
from sinews.data.compile.compiled import Compiled, Frames
from sinews.data.sources.losses.claims import FIRST_DAY
from sinews.errors import EvidenceError

USES = ("physical", "claim_only", "score_only", "no")


@cache
def load_categories() -> tuple[dict[str, str], ...]:
    """Return the categories with their first day, use and breaks (loss_categories.csv)."""
    path = files("sinews.data.compile.losses") / "loss_categories.csv"
    with path.open(encoding="utf-8") as f:
        return tuple(csv.DictReader(f))


CATEGORY = Column(
    name="category",
    kind="text",
    unit="code",
    description="category of loss",
    allowed=tuple(c["category"] for c in load_categories()),
)


def _count(name: str, description: str, low: float | None = 0) -> Column:
    return Column(name=name, kind="number", unit="count", description=description, low=low)


SPEC = TableSpec(
    id="losses_monthly",
    description="Russian losses as claimed by the Ukrainian General Staff, by month and category; "
    "items, and persons for personnel. A category has no row before it was counted; a last month "
    "that the data do not cover to its end is left out.",
    key=("month", "category"),
    columns=(
        Column(name="month", kind="date", unit="date", description="first day of the month"),
        CATEGORY,
        _count("claimed", "losses of the month: differences less revisions"),
        _count("corrected", "revisions of earlier days inside the month's totals", low=None),
        _count("cumulative", "published total at the end of the month"),
        Column(
            name="usable",
            kind="text",
            unit="code",
            description="physical: a flow of losses after scaling; claim_only: as a claim; "
            "score_only: may be forecast, not promised; no: not a rate",
            allowed=USES,
        ),
        Column(
            name="break_note",
            kind="text",
            unit="text",
            description="what breaks the series in this month",
            required=False,
        ),
        Column(
            name="days_covered",
            kind="integer",
            unit="days",
            description="days of the month that the flow covers",
            low=1,
            high=31,
        ),
    ),
    min_rows=42 * 11 + 41 + 39,
)


def daily_flows(totals: pl.DataFrame, revisions: pl.DataFrame, category: str) -> pl.DataFrame:
    """Return date, total, difference, revision and flow of one category.

    The first total is a flow where the category was counted from the first day of the war, else
    only a starting value.

    Parameters
    ----------
    totals
        date and total, sorted, without gaps.

    Raises
    ------
    EvidenceError
        A day's difference less its revision is negative, or a revision falls on no day.
    """
    daily = (
        totals.join(revisions, on="date", how="left")
        .with_columns(
            difference=pl.col("total") - pl.col("total").shift(1),
            revision=pl.col("revision").fill_null(0),
        )
        .with_columns(flow=pl.col("difference") - pl.col("revision"))
    )
    if counted_from_start(category):
        first = pl.col("date") == daily["date"][0]
        whole = [pl.when(first).then("total").otherwise(n).alias(n) for n in ("difference", "flow")]
        daily = daily.with_columns(whole)
    daily = daily.filter(pl.col("difference").is_not_null())
    _check_flows(daily, revisions, category)
    return daily


def counted_from_start(category: str) -> bool:
    """Return whether the category was counted from the first day of the war."""
    return any(
        c["category"] == category and c["first_day"] == FIRST_DAY.isoformat()
        for c in load_categories()
    )


def _check_flows(daily: pl.DataFrame, revisions: pl.DataFrame, category: str) -> None:
    negative = daily.filter(pl.col("flow") < 0)
    if not negative.is_empty():
        day, difference, revision = negative.select("date", "difference", "revision").row(0)
        raise EvidenceError(
            f"Claimed losses, {category}: on {day} the total changes by {difference}, of which "
            f"the file of revisions explains {revision}; losses of a day cannot be negative. Get "
            "both files again; if the revision stands on a wrong day, add a dated entry to "
            "sinews/data/read/corrections.toml."
        )
    days = set(daily["date"])
    lost = [d for d, r in revisions.rows() if r and d not in days and d <= max(days)]
    if lost:
        raise EvidenceError(
            f"Claimed losses, {category}: the revision of {lost[0]} falls on a day without data."
        )


def monthly_flows(daily: pl.DataFrame, category: str) -> pl.DataFrame:
    """Return the sums of one category by month."""
    row = next(c for c in load_categories() if c["category"] == category)
    month = pl.col("date").dt.truncate("1mo").alias("month")
    note = pl.lit(row["break_note"] or None, dtype=pl.String)
    at_break = pl.col("month").dt.strftime("%Y-%m") == row["break_month"]
    # The first report, of 2022-02-25, holds the losses of 24 and 25 February.
    double = (pl.col("date").first() == date(2022, 2, 25)).cast(pl.Int64)
    return (
        daily.sort("date")
        .group_by(month, maintain_order=True)
        .agg(
            claimed=pl.col("flow").sum().cast(pl.Float64),
            corrected=pl.col("revision").sum().cast(pl.Float64),
            cumulative=pl.col("total").last().cast(pl.Float64),
            days_covered=pl.len().cast(pl.Int64) + double,
        )
        .with_columns(
            category=pl.lit(category),
            usable=pl.lit(row["usable"]),
            break_note=pl.when(at_break).then(note),
        )
    )


def _totals(frames: Frames, category: str) -> pl.DataFrame:
    if category == "personnel":
        return frames["losses_personnel_daily"].select("date", total="personnel")
    daily = frames["losses_equipment_daily"]
    if category == "vehicles":
        both = pl.coalesce("vehicles", pl.col("military_auto") + pl.col("fuel_tank"))
        return daily.select("date", total=both)
    return daily.select("date", total=category).drop_nulls()


def drop_unfinished(months: pl.DataFrame, last: date) -> pl.DataFrame:
    """Return the months without the one that `last`, the last day of the data, does not end."""
    return months.filter(pl.col("month").dt.month_end() <= last)


def compile_months(frames: Frames) -> pl.DataFrame:
    """Return the whole months of all categories, from the tables of one release."""
    parts = []
    for row in load_categories():
        category = row["category"]
        revisions = frames["losses_corrections"].select("date", revision=category)
        daily = daily_flows(_totals(frames, category), revisions, category)
        parts.append(drop_unfinished(monthly_flows(daily, category), daily["date"][-1]))
    return pl.concat(parts)


def build(frames: Frames) -> pl.DataFrame:
    """Return all categories as the newest release has them."""
    return compile_months(frames).select(c.name for c in SPEC.columns)


VINTAGES = TableSpec(
    id="losses_vintages",
    description="Russian losses as claimed by the Ukrainian General Staff, by month and category, "
    "as each release of the daily series had them: what was known when. "
    "A later release may revise earlier months.",
    key=("vintage", "month", "category"),
    columns=(
        Column(
            name="vintage", kind="date", unit="date", description="last day in the release's data"
        ),
        *SPEC.columns,
    ),
    min_rows=42 * 11 + 41 + 39,
)


def build_vintages(frames: Frames) -> pl.DataFrame:
    """Return the whole months of every release that has all three tables."""
    given = [set(frames[i]["release"]) for i in _INPUTS]
    parts = [
        compile_months(
            {i: f.filter(release=release).drop("release") for i, f in frames.items()}
        ).with_columns(vintage=pl.lit(release).str.to_date())
        for release in sorted(set.intersection(*given))
    ]
    return pl.concat(parts).select(c.name for c in VINTAGES.columns)


_INPUTS = ("losses_equipment_daily", "losses_personnel_daily", "losses_corrections")
COMPILED = (
    Compiled(spec=SPEC, inputs=_INPUTS, build=build),
    Compiled(spec=VINTAGES, inputs=_INPUTS, build=build_vintages, every_release=True),
)
