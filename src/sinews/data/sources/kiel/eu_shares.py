"""Kiel website, eu_aid_shares.csv: EU institutions' support attributed to member states."""

import polars as pl

from sinews.core.places import EU27
from sinews.data.contracts import load_spec
from sinews.data.read.cells import Field
from sinews.data.read.grid import close_table, has_columns, read_columns
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.kiel import common as kiel

_SHARES = ("bilateral", "eu_share", "total")
SPEC = load_spec("kiel_eu_shares", donor=kiel.DONORS)
_FIELDS = (
    *kiel.DONOR_FIELDS,
    *(Field(name=f"{s}_pct_gdp_2021", kind="number", headers=(f"{s}_pct_gdp",)) for s in _SHARES),
    Field(name="eu_share_eur_bn", kind="number", headers=("eu_share_bn",)),
)


def parse(file: RawFile) -> Parsed:
    """Read eu_aid_shares.csv; all 27 member states and nobody else."""
    raw, lines, problems = read_columns(file, _FIELDS, remedy=kiel.REMEDY)
    parts = pl.col("bilateral_pct_gdp_2021") + pl.col("eu_share_pct_gdp_2021")
    words = "total_pct_gdp is not bilateral + EU share"
    identity = (words, pl.col("total_pct_gdp_2021"), parts)
    kiel.check_equal(raw, lines, problems, identity)
    kiel.check_codes(raw, lines, problems)
    for line, donor in zip(lines, raw["donor"], strict=True):
        if donor not in EU27:
            problems.add(f"{donor} is not a member state", row=line)
    return close_table(SPEC, raw, problems, sort=("donor",))


READER = Reader(
    id="kiel_eu_shares",
    label="Kiel tracker website, eu_aid_shares.csv",
    source=kiel.TRACKER,
    specs=(SPEC,),
    recognises=has_columns("country", "iso", "bilateral_pct_gdp", "eu_share_bn"),
    parse=parse,
    asks_release=True,
)
