"""Published figures: military allocations by year in constant prices."""

from typing import Final

import polars as pl

from sinews.core.figure import Figure
from sinews.core.periods import last_day
from sinews.data.evidence.evidence import Evidence
from sinews.data.evidence.figure_family import FigureFamily
from sinews.support.groups import GROUPS
from sinews.support.prices import BASIS, LAST_YEAR, to_constant

SHOWN: Final = ("europe", "us", "all")


def build(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``support.real.<group>.military.y<year>`` for whole years up to `LAST_YEAR`."""
    flows = evidence.frame("support_monthly").filter(pl.col("type") == "military")
    flows = flows.with_columns(
        year=pl.col("month").dt.year(),
        real=to_constant(pl.col("month"), pl.col("allocated_eur_bn")),
    )
    whole = flows.group_by("year").agg(pl.col("month").n_unique()).filter(pl.col("month") == 12)
    years = sorted(y for y in whole["year"].to_list() if y <= LAST_YEAR)
    return tuple(_figure(evidence, flows, group, y) for group in SHOWN for y in years)


def _figure(evidence: Evidence, flows: pl.DataFrame, group: str, year: int) -> Figure:
    name, bases = GROUPS[group]
    rows = flows.filter((pl.col("year") == year) & pl.col("base_group").is_in(bases))
    return Figure(
        id=f"support.real.{group}.military.y{year}",
        label=f"Military allocations of {name}, {year}, in prices of {LAST_YEAR}",
        value=float(rows["real"].sum()),
        unit="EUR bn",
        grade="counted",
        as_of=last_day(rows["month"].max()),  # type: ignore[arg-type]
        sources=evidence.table("support_monthly").sources,
        method=f"Allocations of the year in prices of {LAST_YEAR}: {BASIS}. A deflator of military "
        "goods would rise faster.",
        rows=f"Table support_monthly, type military, months of {year}; support/prices.csv.",
    )


FAMILY = FigureFamily(
    id="support.real", label="Military allocations in constant prices", build=build
)
