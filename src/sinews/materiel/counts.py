"""What the stocks model can be held against: published counts, and months it never saw."""

import csv
from functools import cache
from importlib.resources import files
from typing import Final

import polars as pl

from sinews.core.figure import Figure
from sinews.core.periods import describe_months, last_day
from sinews.data.evidence.chain import FigureFamily
from sinews.data.evidence.evidence import Evidence
from sinews.data.evidence.fact_figures import find_fact
from sinews.materiel.figures import NAMES
from sinews.materiel.shipped import POSTERIOR

HOLDS: Final = {
    "whole": pl.col("published_units").is_between("low_units", "high_units"),
    "part": pl.col("published_units") <= pl.col("high_units"),
    "hulls": pl.col("published_units") >= pl.col("low_units"),
}
"""When the model agrees with a count, by what the row counts: the stock itself, the part of it that
was sent against Ukraine (no part exceeds the whole), or all hulls seen, of which not all run."""


@cache
def list_counts() -> tuple[dict[str, str], ...]:
    """Return the selection: which facts count which stock, and whether the prior used them."""
    with (files("sinews.materiel") / "stock_counts.csv").open(encoding="utf-8") as f:
        return tuple(csv.DictReader(f))


def check_counts(evidence: Evidence) -> pl.DataFrame:
    """Return every published count of the register beside the model, also those it misses.

    Returns
    -------
    polars.DataFrame
        category, stock, fact, counts (what, see `HOLDS`), use (`prior` where the model was told,
        `check` where it never saw it), month, published_units, the model's low, median and
        high_units at the start of that month (5, 50 and 95 %), holds.
    """
    bands = POSTERIOR.load().stock_paths.filter(pl.col("law") == "posterior")
    first = min(bands["month"].to_list())
    rows = []
    for row in list_counts():
        count = find_fact(evidence, row["fact"])
        times = find_fact(evidence, row["times"]).value if row["times"] else 1.0
        rows.append(
            {
                **{k: row[k] for k in ("category", "stock", "fact", "counts", "use")},
                "month": max(count.first_day.replace(day=1), first),
                "published_units": count.value * times,
            }
        )
    model = bands.select(
        "category",
        "stock",
        "month",
        *(
            pl.col(q).cast(pl.Float64).alias(f"{n}_units")
            for q, n in (("q05", "low"), ("q50", "median"), ("q95", "high"))
        ),
    )
    found = pl.DataFrame(rows).join(model, on=["category", "stock", "month"], maintain_order="left")
    holds = pl.coalesce(pl.when(pl.col("counts") == k).then(x) for k, x in HOLDS.items())
    return found.with_columns(holds=holds)


def count_misses(evidence: Evidence) -> tuple[int, int]:
    """Return how many published counts the model never saw, and how many of them it misses."""
    checks = check_counts(evidence).filter(pl.col("use") == "check")
    return checks.height, checks.height - int(checks["holds"].sum())


def compare_unseen(evidence: Evidence) -> pl.DataFrame:
    """Return claims of the months after the fit beside what the model expected of them.

    Returns
    -------
    polars.DataFrame
        category, month, claimed_units, low, median and high_units, inside; none where the table
        of claims does not go beyond the fit.
    """
    ahead = POSTERIOR.load().claim_paths.filter(pl.col("ahead"))
    claims = evidence.frame("losses_monthly").select("category", "month", claimed_units="claimed")
    return (
        ahead.join(claims, on=["category", "month"])
        .select(
            "category",
            "month",
            "claimed_units",
            low_units=pl.col("q05").cast(pl.Float64),
            median_units=pl.col("q50").cast(pl.Float64),
            high_units=pl.col("q95").cast(pl.Float64),
        )
        .with_columns(inside=pl.col("claimed_units").is_between("low_units", "high_units"))
        .sort("category", "month")
    )


def build_unseen(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``materiel.unseen.<category>``: claims after the fit over what was expected."""
    frame = compare_unseen(evidence)
    sources = tuple(
        dict.fromkeys(
            s for t in ("losses_monthly", "losses_fitted") for s in evidence.table(t).sources
        )
    )
    return tuple(
        _unseen(str(key[0]), rows, sources)
        for key, rows in frame.group_by("category", maintain_order=True)
    )


def _unseen(category: str, rows: pl.DataFrame, sources: tuple[str, ...]) -> Figure:
    months = rows["month"].to_list()
    return Figure(
        id=f"materiel.unseen.{category}",
        label=f"Russian losses of {NAMES[category]} as claimed over what the model had expected, "
        + describe_months(months[0], months[-1]),
        value=float(rows["claimed_units"].sum()) / float(rows["median_units"].sum()),
        unit="ratio",
        grade="stated",
        said_by="General Staff of Ukraine",
        as_of=last_day(months[-1]),
        sources=sources,
        method="Claims of the months after the fit over the sum of the monthly medians forecast; "
        f"{rows['inside'].sum()} of {rows.height} months lie in their 90 % interval.",
        rows=f"Table losses_monthly, column claimed, category {category}, over file "
        "materiel/reference/claim_paths.parquet, column q50, where ahead is true, same months.",
    )


UNSEEN = FigureFamily(
    id="materiel.unseen",
    label="Claims after the fit over what the stocks model expected",
    build=build_unseen,
)
