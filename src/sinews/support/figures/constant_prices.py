"""Published figures: military allocations by year in constant prices."""

from datetime import date
from typing import Final

import polars as pl

from sinews.core.figure import Figure
from sinews.core.periods import add_months, describe_months, last_day
from sinews.data.evidence.chain import FigureFamily
from sinews.data.evidence.evidence import Evidence
from sinews.support.groups import GROUPS
from sinews.support.prices import BASIS, LAST_YEAR, to_constant

SHOWN: Final = ("europe", "us", "all")


def build(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``support.real.<group>.military.<window>``: whole years and the last twelve months."""
    flows = evidence.frame("support_monthly").filter(pl.col("type") == "military")
    flows = flows.with_columns(
        year=pl.col("month").dt.year(),
        real=to_constant(pl.col("month"), pl.col("allocated_eur_bn")),
    )
    whole = flows.group_by("year").agg(pl.col("month").n_unique()).filter(pl.col("month") == 12)
    years = sorted(y for y in whole["year"].to_list() if y <= LAST_YEAR)
    first = add_months(max(flows["month"].to_list()), -11)
    windows = {f"y{y}": pl.col("year") == y for y in years}
    windows["last_12m"] = pl.col("month") >= first
    return tuple(
        _figure(evidence, flows.filter(where), group, id)
        for group in SHOWN
        for id, where in windows.items()
    )


def _figure(evidence: Evidence, flows: pl.DataFrame, group: str, window: str) -> Figure:
    name, bases = GROUPS[group]
    rows = flows.filter(pl.col("base_group").is_in(bases))
    months: list[date] = rows["month"].to_list()
    period = describe_months(min(months), max(months))
    return Figure(
        id=f"support.real.{group}.military.{window}",
        label=f"Military allocations of {name}, {period}, in prices of {LAST_YEAR}",
        value=float(rows["real"].sum()),
        unit="EUR bn",
        grade="counted",
        as_of=last_day(max(months)),
        sources=evidence.table("support_monthly").sources,
        method=f"Allocations in prices of {LAST_YEAR}: {BASIS}; months after {LAST_YEAR} at their "
        "own prices. A deflator of military goods would rise faster.",
        rows="Table support_monthly, column allocated_eur_bn, where type is military and "
        f"base_group is one of {', '.join(bases)}, months {period}; each month times the price "
        "level of "
        f"{LAST_YEAR} over that of its year, levels chained from the yearly changes of "
        "support/prices.csv.",
    )


FAMILY = FigureFamily(
    id="support.real", label="Military allocations in constant prices", build=build
)
