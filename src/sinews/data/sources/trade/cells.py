"""What all trade readers share: the sources, and the contract of a cell."""

from typing import Final

from sinews.core.places import MEMBER_KINDS
from sinews.core.provenance import Source
from sinews.core.table import Column, TableSpec
from sinews.data.read.labels import LEVELS

COMEXT = Source(
    id="eurostat_comext",
    title="EU trade since 1988 by HS2-4-6 and CN8 (DS-045409)",
    producer="Eurostat",
    url="https://ec.europa.eu/eurostat/databrowser/view/DS-045409/default/table",
    licence="Reuse with attribution (Eurostat copyright notice)",
    cautions=("revised", "late_reporters", "eu_exporters_only"),
)
EASY_COMEXT = Source(
    id="eurostat_easy_comext",
    title="Easy Comext, relational view of EU trade since 1988",
    producer="Eurostat",
    url="https://ec.europa.eu/eurostat/comext/newxtweb/",
    licence="Reuse with attribution (Eurostat copyright notice)",
    cautions=("revised", "late_reporters", "eu_exporters_only"),
)
FLOWS: Final = ("import", "export")
PERIODS: Final = {
    "month": Column(name="month", kind="date", unit="date", description="First of the month"),
    "year": Column(
        name="year", kind="integer", unit="years", description="Calendar year", low=1988, high=2100
    ),
}


def cell_spec(id: str, description: str, *, period: str = "month", min_rows: int = 1) -> TableSpec:
    """Return the contract of a table of trade cells, one value a reporter, partner and product.

    Parameters
    ----------
    period
        ``"month"`` or ``"year"``: years and months never share a table.
    """
    columns = (
        Column(name="reporter", kind="text", unit="code", description="Who reports"),
        Column(name="partner", kind="text", unit="code", description="Where to, or where from"),
        Column(
            name="partner_kind",
            kind="text",
            unit="text",
            description="country, or why it is none",
            allowed=(*sorted(MEMBER_KINDS), "aggregate"),
        ),
        Column(name="product", kind="text", unit="code", description="HS or CN code, or TOTAL"),
        Column(
            name="level",
            kind="text",
            unit="text",
            description="Level of the code; levels contain each other and are never added",
            allowed=LEVELS,
        ),
        Column(name="flow", kind="text", unit="text", description="Direction", allowed=FLOWS),
        PERIODS[period],
        Column(name="value_eur", kind="integer", unit="EUR", description="Value", low=0),
    )
    key = ("reporter", "partner", "product", "flow", period)
    return TableSpec(id=id, description=description, key=key, columns=columns, min_rows=min_rows)


def grid_spec(id: str) -> TableSpec:
    """Return the contract of the table of reporter-months that a file asked for."""
    return TableSpec(
        id=id,
        description="Reporter-months asked for, with or without a value in them",
        key=("reporter", "month"),
        columns=(
            Column(name="reporter", kind="text", unit="code", description="Who should report"),
            PERIODS["month"],
        ),
        min_rows=1,
    )
