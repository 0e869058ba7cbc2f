"""Gross domestic product by year, from the fact register."""

import polars as pl

from sinews.core.table import Column, TableSpec
from sinews.data.compile.compiled import Compiled, Frames

SPEC = TableSpec(
    id="gdp_yearly",
    description="Gross domestic product at current prices and exchange rates, by year.",
    key=("place", "year"),
    columns=(
        Column(
            name="place",
            kind="text",
            unit="code",
            description="ISO alpha-2 code, or EU27",
            allowed=("DE", "EU27", "RU"),
        ),
        Column(name="year", kind="integer", unit="years", description="year", low=2000, high=2100),
        Column(
            name="gdp_usd_bn",
            kind="number",
            unit="USD bn",
            description="GDP, current US dollars",
            low=100,
            high=100_000,
        ),
        Column(name="fact", kind="text", unit="code", description="id in the fact register"),
    ),
    min_rows=9,
)


def build(frames: Frames) -> pl.DataFrame:
    """Return the register's rows of nominal GDP in US dollars."""
    rows = frames["facts"].filter(theme="gdp", quantity="GDP nominal", unit="USD bn")
    return rows.select(
        place=pl.col("side").replace({"EU": "EU27"}),
        year=pl.col("first_day").dt.year().cast(pl.Int64),
        gdp_usd_bn="central",
        fact="fact",
    )


COMPILED = Compiled(spec=SPEC, inputs=("facts",), build=build)
