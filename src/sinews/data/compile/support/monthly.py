"""Allocations and commitments by month, base group and type: a balanced panel."""

import polars as pl

from sinews.data.compile.compiled import Compiled, Frames
from sinews.data.contracts import load_spec
from sinews.data.sources.kiel import common as kiel
from sinews.data.sources.kiel.donor_months import require_consistent
from sinews.errors import ContradictionError

SUPPORT_TYPES = ("total", *kiel.TYPES)
COMMITTED = kiel.amount(
    "committed_eur_bn",
    "commitments; null for types, which the release does not tell",
    required=False,
)
SPEC = load_spec("support_monthly")


def unpivot_types(frame: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Return donor-months with one row a type; commitments stay with the type total."""
    long = frame.unpivot(
        on=[f"{t}_allocated_eur_bn" for t in SUPPORT_TYPES],
        index=[*keys, "total_committed_eur_bn"],
        variable_name="type",
        value_name="allocated_eur_bn",
    ).with_columns(pl.col("type").str.strip_suffix("_allocated_eur_bn"))
    committed = pl.when(pl.col("type") == "total").then("total_committed_eur_bn")
    return long.with_columns(committed_eur_bn=committed).drop("total_committed_eur_bn")


def sum_flows(frame: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Return sums by keys; commitments of a type stay null."""
    committed = pl.when(pl.col("type").first() == "total").then(pl.col("committed_eur_bn").sum())
    return frame.group_by(by).agg(pl.col("allocated_eur_bn").sum(), committed_eur_bn=committed)


def check_totals(months: pl.DataFrame, totals: pl.DataFrame) -> None:
    """Raise unless sums over donors equal the producer's own totals of each month to 1e-6.

    Raises
    ------
    ContradictionError
        They differ: the two files are not of one release.
    """
    names = [f"{t}_allocated_eur_bn" for t in SUPPORT_TYPES]
    sums = months.group_by("month").agg(pl.col(names).sum())
    joined = totals.join(sums, on="month", how="full", suffix="_sum", coalesce=True).fill_null(0)
    for n in names:
        off = joined.filter((pl.col(n) - pl.col(f"{n}_sum")).abs() > 1e-6).sort("month")
        if not off.is_empty():
            month, total, found = off.select("month", n, f"{n}_sum").row(0)
            raise ContradictionError(
                f"data_explorer.csv and total_allocations.csv differ in {off.height} months, first "
                f"{month:%Y-%m}: {n} is {found:.6f} by donors and {total:.6f} in total. The files "
                "are not of one release, or two columns are swapped; get both again.",
                tables=("kiel_donor_months", "kiel_month_totals"),
            )


def build(frames: Frames) -> pl.DataFrame:
    """Return the balanced panel."""
    donors = require_consistent(frames["kiel_donor_months"])
    totals = frames["kiel_month_totals"]
    check_totals(donors, totals)
    flows = unpivot_types(donors, ["donor", "month"])
    group = pl.col("donor").replace_strict(kiel.donor_groups())
    sums = sum_flows(flows.with_columns(base_group=group), ["month", "base_group", "type"])
    panel = (
        totals.select("month")
        .join(pl.DataFrame({"base_group": kiel.BASE_GROUPS}), how="cross")
        .join(pl.DataFrame({"type": SUPPORT_TYPES}), how="cross")
        .join(sums, on=list(SPEC.key), how="left")
    )
    committed = pl.when(pl.col("type") == "total").then(pl.col("committed_eur_bn").fill_null(0))
    return panel.with_columns(pl.col("allocated_eur_bn").fill_null(0), committed_eur_bn=committed)


COMPILED = Compiled(spec=SPEC, inputs=("kiel_donor_months", "kiel_month_totals"), build=build)
