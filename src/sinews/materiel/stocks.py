"""Fielded and stored equipment as estimates."""

from datetime import date
from typing import Final

import polars as pl

from sinews.core.estimate import Estimate, FloatArray
from sinews.data.evidence.evidence import open_shipped
from sinews.materiel.depletion.priors import load_priors
from sinews.materiel.figures import NAMES
from sinews.materiel.shipped import POSTERIOR

CATEGORIES: Final = ("tank", "afv", "artillery")
_METHOD: Final = (
    "Posterior of the losses model: stocks driven by claimed losses over a reporting ratio that "
    "drifts with the claimed-to-confirmed ratio. Most parameters keep their prior. Of claims that "
    "came after the fit the model expected more than came (materiel.unseen), so that its later "
    "stocks are no better than assumed."
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


def describe_column(id: str) -> str:
    """Return category and column of the posterior behind an estimate."""
    category, name = id.split(".")[2:]
    return f"category {category}, column {_STOCKS[name][0]}"


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
