"""The donors: name, group, GDP, population, and the attributed share of EU institutions."""

import polars as pl

from sinews.data.compile.compiled import Compiled, Frames
from sinews.data.contracts import load_spec
from sinews.data.sources.kiel import common as kiel
from sinews.data.sources.kiel import donor_months
from sinews.errors import ContradictionError

SPEC = load_spec("donors", donor=kiel.DONORS)


def build(frames: Frames) -> pl.DataFrame:
    """Return one row a donor.

    Raises
    ------
    ContradictionError
        The attributed shares do not add up to the EU institutions' allocations.
    """
    months = donor_months.require_consistent(frames["kiel_donor_months"])
    shares = frames["kiel_eu_shares"]
    institutions = months.filter(pl.col("donor") == "eu_institutions")
    total = float(institutions["total_allocated_eur_bn"].sum())
    attributed = float(shares["eu_share_eur_bn"].sum())
    if abs(total - attributed) > 27 * 5e-7 + 1e-6:
        raise ContradictionError(
            f"eu_aid_shares.csv attributes EUR {attributed:.6f} bn to member states, but EU "
            f"institutions allocated {total:.6f} by data_explorer.csv: the files are not of one "
            "release; get both again.",
            tables=("kiel_donor_months", "kiel_eu_shares"),
        )
    names = pl.DataFrame(
        {"donor": list(kiel.donor_names()), "name": list(kiel.donor_names().values())}
    )
    return (
        names.with_columns(base_group=pl.col("donor").replace_strict(kiel.donor_groups()))
        .join(months.select("donor", "gdp_2021_eur_bn").unique(), on="donor", how="left")
        .join(shares.select("donor", "eu_share_eur_bn"), on="donor", how="left")
        .join(frames["kiel_population"], on="donor", how="left")
    )


COMPILED = Compiled(
    spec=SPEC, inputs=("kiel_donor_months", "kiel_eu_shares", "kiel_population"), build=build
)
