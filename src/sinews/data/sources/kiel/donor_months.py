"""Kiel website, data_explorer.csv: allocations and commitments by donor and month."""

import polars as pl

from sinews.core.table import Column, TableSpec
from sinews.data.grid import Field, has_columns, read_csv_grid, select_fields
from sinews.data.problems import Problems
from sinews.data.reader import Parsed, RawFile, Reader
from sinews.data.sources.kiel import common as kiel

SPEC = TableSpec(
    id="kiel_donor_months",
    description="Allocations and commitments by donor and month; rows exist for flows only.",
    key=("donor", "month"),
    columns=(
        kiel.DONOR,
        kiel.MONTH,
        kiel.amount("total_allocated_eur_bn", "all allocations"),
        kiel.amount("financial_allocated_eur_bn", "financial allocations"),
        kiel.amount("humanitarian_allocated_eur_bn", "humanitarian allocations"),
        kiel.amount("military_allocated_eur_bn", "military allocations"),
        kiel.amount("total_committed_eur_bn", "commitments, whole in the month announced"),
        Column(
            name="gdp_2021_eur_bn",
            kind="number",
            unit="EUR bn",
            description="GDP of 2021; null for EU institutions",
            required=False,
            low=1,
            high=50_000,
        ),
    ),
    min_rows=1079,
)
_FIELDS = (
    Field(name="donor", kind="text", headers=("country",), labels=kiel.donor_labels()),
    Field(name="code", kind="text", headers=("iso",), labels=kiel.donor_labels()),
    Field(name="year", kind="integer", headers=("year",)),
    Field(name="month", kind="integer", headers=("month",)),
    Field(name="total_allocated_eur_bn", kind="number", headers=("total",)),
    Field(name="financial_allocated_eur_bn", kind="number", headers=("financial",)),
    Field(name="humanitarian_allocated_eur_bn", kind="number", headers=("humanitarian",)),
    Field(name="military_allocated_eur_bn", kind="number", headers=("military",)),
    Field(name="total_committed_eur_bn", kind="number", headers=("commitments",)),
    Field(name="to_be_allocated", kind="number", headers=("to_be_allocated",)),
    Field(name="gdp_2021_eur_bn", kind="number", headers=("gdp",)),
    Field(name="pct_gdp", kind="number", headers=("pct_gdp",), missing=("inf", "NA")),
)
_TOTAL = pl.col("total_allocated_eur_bn")
_IDENTITIES = (
    (
        "total is not financial + humanitarian + military",
        _TOTAL,
        pl.sum_horizontal(f"{t}_allocated_eur_bn" for t in kiel.TYPES),
    ),
    (
        "to_be_allocated is not commitments - total",
        pl.col("to_be_allocated"),
        pl.col("total_committed_eur_bn") - _TOTAL,
    ),
    (
        "pct_gdp is not 100 total / gdp",
        pl.col("pct_gdp"),
        pl.when(pl.col("gdp_2021_eur_bn") > 0).then(100 * _TOTAL / pl.col("gdp_2021_eur_bn")),
    ),
)


def parse(file: RawFile) -> Parsed:
    """Read data_explorer.csv; the identities between its columns must hold in every row."""
    problems = Problems(file.name, remedy=kiel.REMEDY)
    grid = read_csv_grid(file, problems)
    raw = select_fields(grid, _FIELDS, problems)
    lines = tuple(grid.lines)
    for identity in _IDENTITIES:
        kiel.check_equal(raw, lines, problems, identity)
    for i in (raw["donor"] != raw["code"]).arg_true().to_list():
        problems.add(f"iso is that of {raw['code'][i]}, not {raw['donor'][i]}", row=lines[i])
    institutions = pl.col("donor") == "eu_institutions"
    odd = raw.select(
        ((pl.col("gdp_2021_eur_bn") == 0) | pl.col("pct_gdp").is_null()) != institutions
    )
    for i in odd.to_series().arg_true().to_list():
        problems.add("only EU institutions have no GDP", row=lines[i], column="gdp")
    raw = raw.with_columns(month=kiel.month_column(raw, lines, problems))
    for name in set(kiel.donor_groups()) - set(raw["donor"]):
        problems.add(f"holds no row of {kiel.donor_names()[name]}")
    if raw.select("donor", "gdp_2021_eur_bn").unique().height != raw["donor"].n_unique():
        problems.add("a donor has two values", column="gdp")
    problems.raise_if_any()
    gdp = pl.when(~institutions).then(pl.col("gdp_2021_eur_bn"))
    frame = raw.with_columns(gdp_2021_eur_bn=gdp).select(c.name for c in SPEC.columns)
    return Parsed(tables={SPEC.id: frame.sort(SPEC.key)})


READER = Reader(
    id="kiel_donor_months",
    label="Kiel tracker website, data_explorer.csv",
    source=kiel.TRACKER,
    specs=(SPEC,),
    recognises=has_columns("country", "iso", "commitments", "to_be_allocated", "gdp"),
    parse=parse,
)
