"""When a group of donors stopped: the month after which it gave next to nothing."""

from datetime import date

import polars as pl

from sinews.core.periods import add_months
from sinews.data.evidence.evidence import Evidence
from sinews.errors import EstimationError
from sinews.support.assumed import assumed


def find_stop(evidence: Evidence, group: str, type: str = "total") -> date:
    """Return the first month after the last one in which a base group gave more than a trickle.

    Raises
    ------
    EstimationError
        The group has not stopped, or never gave.
    """
    rows = evidence.frame("support_monthly").filter(
        (pl.col("base_group") == group) & (pl.col("type") == type)
    )
    before = rows.filter(pl.col("month") < date(2025, 1, 1))["allocated_eur_bn"]
    trickle = assumed("trickle_share") * float(before.mean() or 0)  # type: ignore[arg-type]
    given: list[date] = rows.filter(pl.col("allocated_eur_bn") > trickle)["month"].to_list()
    newest: date = max(rows["month"].to_list())
    if not given or add_months(max(given), 1) > newest:
        raise EstimationError(f"{group} has not stopped {type} support, or never gave any.")
    return add_months(max(given), 1)
