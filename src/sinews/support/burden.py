"""Published figures of burden: what was allocated, as a share of each donor's economy."""

from dataclasses import replace
from typing import Final, Literal

import polars as pl

from sinews.core.figure import Figure
from sinews.core.periods import describe_months, last_day
from sinews.core.query import Cells, Query, Solver
from sinews.data.evidence.chain import FigureFamily
from sinews.data.evidence.evidence import Evidence

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
        donor, name, base_group, allocated_eur_bn, attributed (whether the tracker attributes an
        EU share), bilateral_pct_gdp, with_eu_share_pct_gdp (equal where none is), largest first.
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
            attributed=pl.col("eu_share_eur_bn").is_not_null(),
            bilateral_pct_gdp=100 * pl.col("allocated_eur_bn") / product,
            with_eu_share_pct_gdp=100 * (pl.col("allocated_eur_bn") + share) / product,
        )
        .sort("with_eu_share_pct_gdp", "donor", descending=[True, False])
    )


def build(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``support.gdp_share.<donor>.<bilateral|with_eu_share>.<to_date|rank>``."""
    months = evidence.frame("support_monthly")["month"].to_list()
    period = describe_months(min(months), max(months))
    tables = (evidence.table("support_by_donor"), evidence.table("donors"))
    sources = tuple(dict.fromkeys(s for t in tables for s in t.sources))
    solver = Solver(evidence.frame)
    bases: tuple[Basis, ...] = ("bilateral", "with_eu_share")
    shares = tuple(
        Figure(
            id=f"support.gdp_share.{row['donor'].lower()}.{basis}.to_date",
            label=f"Allocations of {row['name']} as a share of its product"
            + (", with its share in EU institutions" if basis == "with_eu_share" else "")
            + f", {period}",
            value=solver.solve(query),
            unit="% of GDP",
            grade="counted",
            as_of=last_day(max(months)),
            sources=sources,
            method=_METHOD[basis],
            rows=query.describe(),
            query=query,
        )
        for row in rank_burden(evidence).iter_rows(named=True)
        for basis in bases
        for query in (_query(row["donor"], with_share=basis != "bilateral" and row["attributed"]),)
    )
    return (*shares, *(r for b in bases for r in _ranks([f for f in shares if f".{b}." in f.id])))


def _ranks(shares: list[Figure]) -> list[Figure]:
    """Return the place of every donor when the largest share of product comes first."""
    return [
        replace(
            f,
            id=f.id.replace(".to_date", ".rank"),
            label=f"Place among donors: {f.label}",
            value=float(1 + sum(other.value > f.value for other in shares)),
            unit="count",
            method=f"{f.method} Place among the {len(shares)} donors whose product is known, "
            "largest share first; equal shares have the same place.",
            inputs=(f.id,),
            query=None,
        )
        for f in shares
    ]


def _query(donor: str, *, with_share: bool) -> Query:
    """Return allocations over product; with the EU share where the tracker attributes one."""
    own = (("donor", (donor,)),)
    allocated = Cells(
        table="support_by_donor",
        column="allocated_eur_bn",
        where=(*own, ("type", ("total",)), ("window", ("to_date",))),
    )
    gdp = Cells(table="donors", column="gdp_2021_eur_bn", where=own)
    if not with_share:
        terms = (("allocated", allocated), ("gdp", gdp))
        return Query(terms=terms, formula="100 * allocated / gdp")
    share = Cells(table="donors", column="eu_share_eur_bn", where=own)
    return Query(
        terms=(("allocated", allocated), ("eu_share", share), ("gdp", gdp)),
        formula="100 * (allocated + eu_share) / gdp",
    )


GDP_SHARE = FigureFamily(
    id="support.gdp_share", label="Allocations as a share of each donor's product", build=build
)
