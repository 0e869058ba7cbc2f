"""Fielded and stored equipment as estimates, and the check against independent counts."""

from datetime import date
from typing import Final

import numpy as np
import polars as pl

from sinews.core.estimate import Estimate, FloatArray
from sinews.data.evidence.evidence import Evidence, open_shipped
from sinews.materiel.clock import CATEGORIES
from sinews.materiel.depletion.priors import load_priors
from sinews.materiel.figures import NAMES
from sinews.materiel.fire import find_fact
from sinews.materiel.shipped import POSTERIOR

CHECKS: Final = (
    ("tank", "fielded_checked", "F075"),
    ("tank", "storage_checked", "F076"),
)
"""Published counts of early 2024 against the posterior of the end of January 2024."""
_METHOD: Final = (
    "Posterior of the losses model: stocks driven by claimed losses over a reporting ratio that "
    "drifts with the claimed-to-confirmed ratio. Most parameters keep their prior."
)
_STOCKS: Final = {
    "fielded_2024_01": ("fielded_checked", "fielded at the end of January 2024", "units"),
    "storage_2024_01": ("storage_checked", "usable in storage at the end of January 2024", "units"),
    "fielded_latest": ("fielded_end", "fielded at the end of the data", "units"),
    "storage_latest": ("storage_end", "usable in storage at the end of the data", "units"),
    "claims_per_loss_y2022": ("over_start", "claimed for each true loss, first year", "ratio"),
    "claims_per_loss_latest": ("over_end", "claimed for each true loss, latest", "ratio"),
    "months_until_storage_ends": (
        "months_until_storage_ends",
        "months until storage gives less than new production",
        "months",
    ),
}


def last_fitted_month() -> date:
    """Return the last month of claims behind the shipped posterior."""
    past = POSTERIOR.load().claim_paths.filter(~pl.col("ahead"))
    month: date = max(past["month"].to_list())
    return month


def list_sources(category: str) -> tuple[str, ...]:
    """Return releases and facts behind the shipped posterior of a category."""
    tables = ("losses_fitted", "losses_confirmed")
    used = [s for t in tables for s in open_shipped().table(t).sources]
    facts = [f for p in load_priors().values() if p.category == category for f in p.facts]
    return tuple(dict.fromkeys([*used, *facts]))


def read_draws(category: str, column: str) -> FloatArray:
    """Return shipped posterior draws of one quantity, shape (n_draws,)."""
    rows = POSTERIOR.load().posterior.filter(pl.col("category") == category)
    return rows[column].cast(pl.Float64).to_numpy()


def list_stock_estimates() -> tuple[Estimate, ...]:
    """Return ``materiel.stocks.<category>.<quantity>`` of all categories."""
    return tuple(
        Estimate(
            id=f"materiel.stocks.{category}.{name}",
            label=f"Russian {NAMES[category]}, {words}",
            unit=unit,
            draws=read_draws(category, column),
            grade="assumed",
            method=_METHOD,
            sources=list_sources(category),
        )
        for category in CATEGORIES
        for name, (column, words, unit) in _STOCKS.items()
    )


def check_counts(evidence: Evidence) -> pl.DataFrame:
    """Return each independent count beside the posterior that never saw it."""
    rows = []
    for category, column, fact in CHECKS:
        low, median, high = np.quantile(read_draws(category, column), [0.05, 0.5, 0.95])
        count = find_fact(evidence, fact)
        rows.append(
            {
                "category": category,
                "quantity": column,
                "fact": fact,
                "published_units": float(count["central"]),
                "low_units": low,
                "median_units": median,
                "high_units": high,
                "inside": bool(low <= count["central"] <= high),
            }
        )
    return pl.DataFrame(rows)
