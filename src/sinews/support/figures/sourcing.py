"""Published figures: where military support comes from, stocks or new orders, by year."""

from typing import Final

import polars as pl

from sinews.core.figure import Figure
from sinews.core.periods import describe_months, last_day
from sinews.data.evidence.chain import FigureFamily
from sinews.data.evidence.evidence import Evidence

TABLE: Final = "sourcing_monthly"
WAYS: Final = {"stockpile": "from stock", "procurement": "from new orders"}


def build(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``support.sourcing.<stockpile|procurement>.y<year>``."""
    frame = evidence.frame(TABLE).with_columns(year=pl.col("month").dt.year())
    return tuple(
        _figure(evidence, frame.filter(pl.col("year") == year), way, year)
        for way in WAYS
        for year in frame["year"].unique().sort()
    )


def _figure(evidence: Evidence, rows: pl.DataFrame, way: str, year: int) -> Figure:
    months = rows["month"].to_list()
    return Figure(
        id=f"support.sourcing.{way}.y{year}",
        label=f"Military allocations of all donors {WAYS[way]}, "
        f"{describe_months(min(months), max(months))}",
        value=float(rows[f"{way}_eur_bn"].sum()),
        unit="EUR bn",
        grade="counted",
        as_of=last_day(max(months)),
        sources=evidence.table(TABLE).sources,
        method="Sums of the tracker's monthly table of sources; a part is unspecified there.",
        rows=f"Table {TABLE}, column {way}_eur_bn, months of {year}.",
    )


FAMILY = FigureFamily(
    id="support.sourcing", label="Military support from stock and from new orders", build=build
)
