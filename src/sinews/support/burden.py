"""Published figures of burden: what was allocated, as a share of each donor's economy."""

from typing import Any, Final, Literal

import polars as pl

from sinews.core.figure import Figure
from sinews.core.periods import describe_months, last_day
from sinews.data.evidence.evidence import Evidence
from sinews.data.evidence.figure_family import FigureFamily

Basis = Literal["bilateral", "with_eu_share"]

_METHOD: Final[dict[Basis, str]] = {
    "bilateral": "Allocations of all types to date over the donor's gross domestic product of "
    "2021, the year the tracker uses; support through EU institutions is not included.",
    "with_eu_share": "Allocations of all types to date, with the donor's share in what EU "
    "institutions allocated as the tracker attributes it, over the donor's gross domestic product "
    "of 2021.",
}


def rank_burden(evidence: Evidence) -> pl.DataFrame:
    """Return one row a donor with known product: share of GDP with and without the EU share.

    Returns
    -------
    polars.DataFrame
        donor, name, base_group, allocated_eur_bn, bilateral_pct_gdp, with_eu_share_pct_gdp
        (equal where no EU share is attributed), largest first.
    """
    allocated = evidence.frame("support_by_donor").filter(
        (pl.col("type") == "total") & (pl.col("window") == "to_date")
    )
    product = pl.col("gdp_2021_eur_bn")
    share = pl.col("eu_share_eur_bn").fill_null(0.0)
    return (
        allocated.join(evidence.frame("donors"), on="donor")
        .filter(product.is_not_null())
        .select(
            "donor",
            "name",
            "base_group",
            "allocated_eur_bn",
            bilateral_pct_gdp=100 * pl.col("allocated_eur_bn") / product,
            with_eu_share_pct_gdp=100 * (pl.col("allocated_eur_bn") + share) / product,
        )
        .sort("with_eu_share_pct_gdp", "donor", descending=[True, False])
    )


def build(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``support.gdp_share.<donor>.<bilateral|with_eu_share>.to_date``."""
    months = evidence.frame("support_monthly")["month"].to_list()
    sources = tuple(
        dict.fromkeys(evidence.table("support_by_donor").sources + evidence.table("donors").sources)
    )
    rest: dict[str, Any] = {
        "as_of": last_day(max(months)),
        "sources": sources,
        "unit": "% of GDP",
        "grade": "counted",
    }
    period = describe_months(min(months), max(months))
    bases: tuple[Basis, ...] = ("bilateral", "with_eu_share")
    return tuple(
        Figure(
            id=f"support.gdp_share.{row['donor'].lower()}.{basis}.to_date",
            label=f"Allocations of {row['name']} as a share of its product"
            + (", with its share in EU institutions" if basis == "with_eu_share" else "")
            + f", {period}",
            value=row[f"{basis}_pct_gdp"],
            method=_METHOD[basis],
            rows=f"Tables support_by_donor and donors, donor {row['donor']}, type total, "
            "window to_date.",
            **rest,
        )
        for row in rank_burden(evidence).iter_rows(named=True)
        for basis in bases
    )


GDP_SHARE = FigureFamily(
    id="support.gdp_share", label="Allocations as a share of each donor's product", build=build
)
