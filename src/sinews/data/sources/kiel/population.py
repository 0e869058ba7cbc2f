"""GDP and population of donors (release 28, CSV form with Norwegian names)."""

import polars as pl

from sinews.data.contracts import load_spec
from sinews.data.read.cells import Field
from sinews.data.read.grid import close_table, has_columns, read_columns
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.kiel import common as kiel

SPEC = load_spec("kiel_population", donor=kiel.DONORS)
_FIELDS = (
    Field(name="donor", kind="text", headers=("land",), labels=kiel.donor_labels()),
    Field(name="allocated", kind="number", headers=("total_allocation_eur_mrd",)),
    Field(name="pct_gdp", kind="number", headers=("andel_bnp_pct",)),
    Field(name="per_head", kind="number", headers=("per_capita_eur",), missing=()),
    Field(name="gdp", kind="number", headers=("bnp_eur_mrd",)),
    Field(name="population", kind="integer", headers=("folketall",), missing=()),
    Field(name="gdp_year", kind="integer", headers=("referanseaar_bnp",)),
    Field(name="population_year", kind="integer", headers=("referanseaar_folketall",), missing=()),
)


def parse(file: RawFile) -> Parsed:
    """Read country_summary_relative.csv; the ratios must follow from the amounts."""
    raw, lines, problems = read_columns(file, _FIELDS, remedy=kiel.REMEDY)
    allocated = pl.col("allocated")
    share = (
        "andel_bnp_pct is not 100 total / bnp",
        pl.col("pct_gdp"),
        100 * allocated / pl.col("gdp"),
    )
    head = (
        "per_capita_eur is not 1e9 total / folketall",
        pl.col("per_head"),
        1e9 * allocated / pl.col("population"),
    )
    kiel.check_equal(raw, lines, problems, share)
    kiel.check_equal(raw, lines, problems, head)
    for line, gdp, heads in zip(lines, raw["gdp_year"], raw["population_year"], strict=True):
        if gdp != 2021 or heads not in (2024, None):
            problems.add(f"reference years {gdp} and {heads}, expected 2021 and 2024", row=line)
    return close_table(SPEC, raw, problems, sort=("donor",))


READER = Reader(
    id="kiel_population",
    label="Kiel tracker per head and GDP, country_summary_relative.csv of marhip97/ukrainastotte",
    source=kiel.ACTIVITIES,
    specs=(SPEC,),
    recognises=has_columns("land", "folketall", "bnp_eur_mrd", "per_capita_eur"),
    parse=parse,
    asks_release=True,
)
