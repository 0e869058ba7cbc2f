"""Allocations and commitments by donor, window and type."""

import polars as pl

from sinews.data.compile.compiled import Compiled, Frames
from sinews.data.compile.sums import sum_windows
from sinews.data.compile.support.monthly import (
    SUPPORT_TYPES,
    check_totals,
    unpivot_types,
)
from sinews.data.contracts import load_spec
from sinews.data.sources.kiel import common as kiel
from sinews.data.sources.kiel.donor_months import require_consistent

SPEC = load_spec("support_by_donor", donor=kiel.DONORS)


def balance(sums: pl.DataFrame, values: list[str]) -> pl.DataFrame:
    """Return every donor, window and type, 0 where the donor has no flow in a window."""
    return (
        pl.DataFrame({"donor": sorted(kiel.donor_groups())})
        .join(sums.select("window").unique(), how="cross")
        .join(pl.DataFrame({"type": SUPPORT_TYPES}), how="cross")
        .join(sums, on=["donor", "window", "type"], how="left")
        .with_columns(pl.col(values).fill_null(0))
    )


def build(frames: Frames) -> pl.DataFrame:
    """Return sums over each window; commitments for the type total only."""
    values = ["allocated_eur_bn", "committed_eur_bn"]
    donors = require_consistent(frames["kiel_donor_months"])
    check_totals(donors, frames["kiel_month_totals"])
    flows = unpivot_types(donors, ["donor", "month"])
    panel = balance(sum_windows(flows, ["donor", "type"], values), values)
    committed = pl.when(pl.col("type") == "total").then("committed_eur_bn")
    return panel.with_columns(committed_eur_bn=committed)


COMPILED = Compiled(spec=SPEC, inputs=("kiel_donor_months", "kiel_month_totals"), build=build)
