"""Claimed Russian losses by month and category, revisions kept apart."""

from dataclasses import replace
from datetime import date

import polars as pl

from sinews.data.compile.compiled import Compiled, Frames
from sinews.data.compile.losses.flows import INPUTS, check_swaps, daily_flows, load_categories
from sinews.data.contracts import load_spec

_CATEGORIES = tuple(c["category"] for c in load_categories())


SPEC = load_spec("losses_monthly", category=_CATEGORIES)


def monthly_flows(daily: pl.DataFrame, category: str) -> pl.DataFrame:
    """Return the sums of one category by month; `days_covered` leaves unexplained days out."""
    row = next(c for c in load_categories() if c["category"] == category)
    month = pl.col("date").dt.truncate("1mo").alias("month")
    note = pl.lit(row["break_note"] or None, dtype=pl.String)
    at_break = pl.col("month").dt.strftime("%Y-%m") == row["break_month"]
    unknown = pl.col("flow").is_null()
    day = pl.col("date").dt.to_string()
    told = (
        pl.when("gap")
        .then(pl.format("{} more on {} after a gap that crosses the month", "revision", day))
        .otherwise(pl.format("unexplained revision of {} on {}", "revision", day))
    )
    # The first report, of 2022-02-25, holds the losses of 24 and 25 February.
    double = (pl.col("date").first() == date(2022, 2, 25)).cast(pl.Int64)
    return (
        daily.sort("date")
        .group_by(month, maintain_order=True)
        .agg(
            claimed=pl.col("flow").sum().cast(pl.Float64),
            corrected=pl.col("revision").sum().cast(pl.Float64),
            cumulative=pl.col("total").last().cast(pl.Float64),
            days_covered=pl.col("days").filter(~unknown).sum().cast(pl.Int64) + double,
            unexplained=told.filter(unknown).str.join("; "),
        )
        .filter(pl.col("days_covered") > 0)
        .with_columns(
            category=pl.lit(category),
            usable=pl.lit(row["usable"]),
            break_note=pl.concat_str(
                pl.when(at_break).then(note),
                pl.when(pl.col("unexplained") != "").then("unexplained"),
                separator="; ",
                ignore_nulls=True,
            ).replace("", None),
        )
        .drop("unexplained")
    )


def _totals(frames: Frames, category: str, last: date) -> pl.DataFrame:
    if category == "personnel":
        found = frames["losses_personnel_daily"].select("date", total="personnel")
    elif category == "vehicles":
        both = pl.coalesce("vehicles", pl.col("military_auto") + pl.col("fuel_tank"))
        found = frames["losses_equipment_daily"].select("date", total=both)
    else:
        found = frames["losses_equipment_daily"].select("date", total=category).drop_nulls()
    return found.filter(pl.col("date") <= last)


def drop_unfinished(months: pl.DataFrame, last: date) -> pl.DataFrame:
    """Return the months without the one that `last`, the last day of the data, does not end."""
    return months.filter(pl.col("month").dt.month_end() <= last)


def compile_months(frames: Frames) -> pl.DataFrame:
    """Return the whole months of all categories, from the tables of one release.

    They end on the last day that equipment and personnel have in common.

    Raises
    ------
    EvidenceError
        The files contradict each other or themselves.
    """
    ends = [frames[f"losses_{n}_daily"]["date"].max() for n in ("equipment", "personnel")]
    last = min(d for d in ends if isinstance(d, date))
    totals = {r["category"]: _totals(frames, r["category"], last) for r in load_categories()}
    check_swaps({n: t for n, t in totals.items() if not t.is_empty()})
    parts = []
    for category, counted in totals.items():
        revisions = frames["losses_corrections"].select("date", revision=category)
        known = revisions.filter(pl.col("date") <= last)
        if not counted.is_empty():
            daily = daily_flows(counted, known, category)
            parts.append(drop_unfinished(monthly_flows(daily, category), counted["date"][-1]))
    return pl.concat(parts)


def build(frames: Frames) -> pl.DataFrame:
    """Return all categories as the newest release has them."""
    return compile_months(frames).select(c.name for c in SPEC.columns)


def tell_unexplained(months: pl.DataFrame) -> list[str]:
    """Return a sentence for every month and category with days that are set aside."""
    aside = pl.col("break_note").str.contains("unexplained revision|after a gap")
    return [
        f"{SPEC.id}, {category} {month:%Y-%m}: {why}; this day is set aside, and the month's cell "
        f"covers {days} days"
        for category, month, why, days in months.filter(aside)
        .select("category", "month", "break_note", "days_covered")
        .rows()
    ]


VINTAGES = load_spec("losses_vintages", category=_CATEGORIES)


def build_vintages(frames: Frames) -> pl.DataFrame:
    """Return the whole months of every release that has all three tables."""
    given = [set(frames[i]["release"]) for i in INPUTS]
    parts = [
        compile_months(
            {i: f.filter(release=release).drop("release") for i, f in frames.items()}
        ).with_columns(vintage=pl.lit(release).str.to_date())
        for release in sorted(set.intersection(*given))
    ]
    if not parts:
        return pl.DataFrame(schema={c.name: c.type for c in VINTAGES.columns})
    return pl.concat(parts).select(c.name for c in VINTAGES.columns)


FITTED = replace(
    SPEC,
    id="losses_fitted",
    description="Russian losses as claimed by the Ukrainian General Staff, of the release that the "
    "losses model was fitted and scored on, whatever came later.",
    min_rows=SPEC.min_rows - 65,
)
COMPILED = (
    Compiled(spec=SPEC, inputs=INPUTS, build=build, tell=tell_unexplained),
    Compiled(spec=FITTED, inputs=INPUTS, build=build, release="2025-07-31"),
    Compiled(spec=VINTAGES, inputs=INPUTS, build=build_vintages, every_release=True),
)
