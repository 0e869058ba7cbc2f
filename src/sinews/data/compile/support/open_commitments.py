"""What is pledged and not yet allocated, by donor, and how old it is at least and at most."""

from datetime import date
from typing import Final

import polars as pl

from sinews.core.survival import count_by_age
from sinews.data.compile.compiled import Compiled, Frames
from sinews.data.compile.support.conversion import pledge_ages, to_spells
from sinews.data.compile.support.pledge_links import link_pledges
from sinews.data.contracts import load_spec
from sinews.data.sources.kiel import common as kiel
from sinews.data.sources.kiel.donor_months import require_consistent

OLD_MONTHS: Final = 12
PRIOR_EUR_BN: Final = 5.0
"""Weight of the pool in a donor's conversion: as much as EUR 5 bn of own pledges."""
_SEEN_EUR_BN = 1e-6

OPEN = load_spec("open_commitments", donor=kiel.DONORS)
DONORS = load_spec("conversion_by_donor", donor=kiel.DONORS)


def _age(month: pl.Expr, end: date) -> pl.Expr:
    return (end.year - month.dt.year()) * 12 + end.month - month.dt.month().cast(pl.Int32)


def _summarise(open_: pl.DataFrame, end: date, basis: str) -> pl.DataFrame:
    """Return open amount, mean age and old share by donor from donor, month, amount_eur_bn."""
    amount = pl.col("amount_eur_bn")
    aged = open_.with_columns(age=_age(pl.col("month"), end))
    return aged.group_by("donor").agg(
        basis=pl.lit(basis),
        as_of=pl.lit(end),
        open_eur_bn=amount.sum(),
        mean_age_months=(amount * pl.col("age")).sum() / amount.sum(),
        share_older_12m=amount.filter(pl.col("age") > OLD_MONTHS).sum() / amount.sum(),
    )


def find_youngest(flows: pl.DataFrame) -> pl.DataFrame:
    """Return open amounts by donor and month of pledge when the oldest are allocated first.

    Parameters
    ----------
    flows
        Columns donor, month, committed_eur_bn, allocated_eur_bn.
    """
    gap = (pl.col("committed_eur_bn").sum() - pl.col("allocated_eur_bn").sum()).over("donor")
    newer = pl.col("committed_eur_bn").cum_sum(reverse=True).over(
        "donor", order_by="month"
    ) - pl.col("committed_eur_bn")
    still = (gap - newer).clip(0).clip(upper_bound=pl.col("committed_eur_bn"))
    return flows.select("donor", "month", amount_eur_bn=still).filter(
        pl.col("amount_eur_bn") > _SEEN_EUR_BN
    )


def build_open(frames: Frames) -> pl.DataFrame:
    """Return both bases; a donor that allocated more than it pledged has a negative amount."""
    flows = require_consistent(frames["kiel_donor_months"]).select(
        "donor",
        "month",
        committed_eur_bn="total_committed_eur_bn",
        allocated_eur_bn="total_allocated_eur_bn",
    )
    end = max(flows["month"].to_list())
    gap = flows.group_by("donor").agg(
        gap=pl.col("committed_eur_bn").sum() - pl.col("allocated_eur_bn").sum()
    )
    youngest = gap.join(
        _summarise(find_youngest(flows), end, "youngest").drop("open_eur_bn", "basis", "as_of"),
        on="donor",
        how="left",
    ).select(
        "donor",
        pl.lit("youngest").alias("basis"),
        pl.lit(end).alias("as_of"),
        pl.col("gap").alias("open_eur_bn"),
        "mean_age_months",
        "share_older_12m",
    )
    ledger = link_pledges(frames["kiel_activities"])
    still = ledger.linked.filter(pl.col("allocation_month").is_null()).select(
        "donor", "amount_eur_bn", month="pledge_month"
    )
    linked = _summarise(still, ledger.end, "linked")
    return pl.concat([youngest, linked.select(youngest.columns)])


def build_donors(frames: Frames) -> pl.DataFrame:
    """Return the shrunk twelve-month share of each European donor with military pledges.

    Hazards by month of age are (turned + prior x pool hazard) / (at risk + prior): a donor with
    few pledges is close to the pool, one with many keeps its own pace.
    """
    pledges = pledge_ages(link_pledges(frames["kiel_activities"])).filter(
        "from_pledge",
        (pl.col("type") == "military") & pl.col("base_group").is_in(["eu27", "gb_no_ch_is"]),
    )
    n_ages = OLD_MONTHS + 1
    turned, risk = count_by_age(to_spells(pledges), n_ages)
    pool = turned / risk
    rows = []
    for (donor,), own in pledges.group_by("donor"):
        own_turned, own_risk = count_by_age(to_spells(own), n_ages)
        hazard = (own_turned + PRIOR_EUR_BN * pool) / (own_risk + PRIOR_EUR_BN)
        rows.append((donor, own["amount_eur_bn"].sum(), float(1 - (1 - hazard).prod())))
    return pl.DataFrame(rows, schema={c.name: c.type for c in DONORS.columns}, orient="row")


COMPILED = (
    Compiled(spec=OPEN, inputs=("kiel_donor_months", "kiel_activities"), build=build_open),
    Compiled(spec=DONORS, inputs=("kiel_activities",), build=build_donors),
)
