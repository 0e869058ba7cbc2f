"""What a later release changed in months that an earlier one already had."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from sinews.data.evidence.evidence import Evidence

EARLIER, LATER = "support_commitments_by_type", "support_monthly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisions:
    """Allocations of the months that both releases have.

    Attributes
    ----------
    frame
        Columns base_group, year, earlier_eur_bn, later_eur_bn, change_eur_bn and moved_eur_bn: the
        sum of the absolute changes of single months, which re-dating alone can make large.
    last
        The last month that both have.
    earlier, later
        Release keys.
    """

    frame: pl.DataFrame
    last: date
    earlier: tuple[str, ...]
    later: tuple[str, ...]


def compare_releases(evidence: Evidence) -> Revisions:
    """Return by group and year how the newer release differs from the activity rows.

    Rows without a month are in neither side. For single donors bring in both releases and use
    ``sinews data diff``.
    """
    earlier = (
        evidence.frame(EARLIER)
        .group_by("month", "base_group")
        .agg(earlier_eur_bn=pl.col("allocated_eur_bn").sum())
    )
    later = (
        evidence.frame(LATER)
        .filter(pl.col("type") == "total")
        .select("month", "base_group", later_eur_bn="allocated_eur_bn")
    )
    both = earlier.join(later, on=["month", "base_group"])
    change = pl.col("later_eur_bn") - pl.col("earlier_eur_bn")
    frame = (
        both.group_by("base_group", year=pl.col("month").dt.year().cast(pl.Int64))
        .agg(
            pl.col("earlier_eur_bn").sum(),
            pl.col("later_eur_bn").sum(),
            change_eur_bn=change.sum(),
            moved_eur_bn=change.abs().sum(),
        )
        .sort("base_group", "year")
    )
    return Revisions(
        frame=frame,
        last=max(both["month"].to_list()),
        earlier=evidence.table(EARLIER).sources,
        later=evidence.table(LATER).sources,
    )
