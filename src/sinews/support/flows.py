"""Allocations as long frames: by group and month from the shipped tables, by donor as available."""

from datetime import date
from typing import Final

import polars as pl

from sinews.core.periods import Window, parse_window
from sinews.data.evidence.evidence import Evidence
from sinews.data.evidence.imported import ImportedTable, find_imported
from sinews.data.sources.kiel.donor_months import require_consistent
from sinews.errors import UsageError
from sinews.support.tables import choose_window, first_month, last_month

COLUMNS: Final = ("donor", "base_group", "period", "type", "eur_bn")
_RAW: Final = "kiel_donor_months"
_TYPES: Final = ("total", "military", "financial", "humanitarian")


def group_flows(evidence: Evidence, window: str) -> tuple[pl.DataFrame, Window, tuple[str, ...]]:
    """Return monthly flows of the base groups in a window; `donor` is set where a group is one.

    Returns
    -------
    Columns `COLUMNS`, the window cut to the data, and the releases.
    """
    chosen = choose_window(evidence, "support_monthly", window)
    table = evidence.table("support_monthly")
    alone = {"us": "US", "eu_institutions": "eu_institutions"}
    frame = table.frame.filter(pl.col("month").is_between(chosen.start, chosen.end)).select(
        pl.col("base_group").replace_strict(alone, default=None).alias("donor"),
        "base_group",
        pl.col("month").alias("period"),
        "type",
        pl.col("allocated_eur_bn").alias("eur_bn"),
    )
    return frame, chosen, table.sources


def donor_flows(
    evidence: Evidence, window: str, *, monthly: bool
) -> tuple[pl.DataFrame, Window, tuple[str, ...]]:
    """Return flows of single donors in a window.

    The shipped table holds donors by year, for the last twelve months and to date. Any other
    window, and months, come from an imported release.

    Raises
    ------
    UsageError
        The window holds no month, or needs donor-months that were not imported.
    """
    chosen = choose_window(evidence, "support_monthly", window)
    imported = find_imported(evidence, _RAW)
    if imported is not None and imported.is_behind(evidence.table("support_by_donor")):
        return _from_months(evidence, imported, window)
    years = _as_years(evidence, window)
    shipped = {"last_12m", "to_date", *(f"y{y}" for y in years)}
    if monthly or (chosen.id not in shipped and not years):
        raise UsageError(
            "The shipped tables hold single donors by year (2025), for last_12m and to_date only. "
            "For their months, quarters or other windows bring in the newest release: "
            "`sinews data fetch kiel_tracker`, or get the files of the tracker's website and run "
            "`sinews data add FOLDER`. Without total_allocations.csv months are not used."
        )
    table = evidence.table("support_by_donor")
    donors = evidence.frame("donors").select("donor", "base_group")
    names: dict[str, date | None] = {f"y{y}": date(y, 1, 1) for y in years} or {chosen.id: None}
    frame = (
        table.frame.filter(pl.col("window").is_in(list(names)))
        .join(donors, on="donor")
        .select(
            "donor",
            "base_group",
            pl.col("window").replace_strict(names, return_dtype=pl.Date).alias("period"),
            "type",
            pl.col("allocated_eur_bn").alias("eur_bn"),
        )
    )
    return frame, chosen, table.sources


def _as_years(evidence: Evidence, window: str) -> list[int]:
    """Return the calendar years that a window is made of; empty when it is not whole years."""
    first = first_month(evidence, "support_monthly")
    last = last_month(evidence, "support_monthly").replace(day=1)
    asked = parse_window(window, first=first, last=last)
    whole = asked.start.month == 1 and (asked.end.month == 12 or asked.end == last)
    if not whole or asked.start < first:
        return []
    return list(range(asked.start.year, min(asked.end.year, last.year) + 1))


def _from_months(
    evidence: Evidence, imported: ImportedTable, window: str
) -> tuple[pl.DataFrame, Window, tuple[str, ...]]:
    months = require_consistent(imported.frame)
    first, last = min(months["month"].to_list()), max(months["month"].to_list())
    asked = parse_window(window, first=first, last=last)
    chosen = Window(id=asked.id, start=max(asked.start, first), end=min(asked.end, last))
    donors = evidence.frame("donors").select("donor", "base_group")
    frame = (
        months.filter(pl.col("month").is_between(chosen.start, chosen.end))
        .unpivot(
            on=[f"{t}_allocated_eur_bn" for t in _TYPES],
            index=["donor", "month"],
            variable_name="type",
            value_name="eur_bn",
        )
        .with_columns(pl.col("type").str.strip_suffix("_allocated_eur_bn"))
        .join(donors, on="donor")
        .rename({"month": "period"})
        .select(COLUMNS)
    )
    return frame, chosen, imported.sources
