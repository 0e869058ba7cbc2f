"""Claimed Russian losses by month and category, revisions kept apart."""

from dataclasses import replace
from datetime import date

import polars as pl

from sinews.core.table import Column, TableSpec
from sinews.data.compile.compiled import Compiled, Frames
from sinews.data.compile.losses.flows import INPUTS, check_swaps, daily_flows, load_categories

USES = ("physical", "claim_only", "score_only", "no")


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
        _count("claimed", "losses of the days covered: differences less revisions"),
        _count(
            "corrected",
            "revisions of earlier days inside the month's totals; the whole change of a day that "
            "is a revision of unknown origin",
            low=None,
        ),
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
            description="what breaks the series in this month, with days of unexplained revisions",
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
    min_rows=47 * 11 + 46 + 44,
)


def monthly_flows(daily: pl.DataFrame, category: str) -> pl.DataFrame:
    """Return the sums of one category by month; `days_covered` leaves unexplained days out."""
    row = next(c for c in load_categories() if c["category"] == category)
    month = pl.col("date").dt.truncate("1mo").alias("month")
    note = pl.lit(row["break_note"] or None, dtype=pl.String)
    at_break = pl.col("month").dt.strftime("%Y-%m") == row["break_month"]
    unknown = pl.col("flow").is_null()
    told = pl.format("unexplained revision of {} on {}", "revision", pl.col("date").dt.to_string())
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
    Compiled(spec=SPEC, inputs=INPUTS, build=build),
    Compiled(spec=FITTED, inputs=INPUTS, build=build, release="2025-07-31"),
    Compiled(spec=VINTAGES, inputs=INPUTS, build=build_vintages, every_release=True),
)
