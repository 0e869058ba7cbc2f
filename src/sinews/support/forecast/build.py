"""The forecast panel from the compiled tables: allocations and pledge cohorts of one type."""

from datetime import date
from typing import Final

import numpy as np
import polars as pl

from sinews.core.periods import count_months
from sinews.data.evidence.evidence import Evidence
from sinews.errors import EvidenceError
from sinews.support.forecast.panel import OPEN, Cohorts, Panel
from sinews.support.groups import BASE, find_type

START: Final = date(2022, 2, 1)
"""The month of the invasion; January 2022 was peace and says nothing about what follows."""
TABLES: Final = ("support_commitments_by_type", "conversion_cohorts")


def build_panel(evidence: Evidence, type: str) -> Panel:
    """Return allocations of the five groups with the pledges behind them.

    Parameters
    ----------
    type
        ``military``, ``financial``, ``humanitarian`` or ``total``, the sum of the three. Both
        tables are of the release of the activity rows, which alone tells pledges by type.
    """
    wanted = find_type(type)
    flows, cohorts = (evidence.frame(t) for t in TABLES)
    if wanted != "total":
        flows = flows.filter(pl.col("type") == wanted)
        cohorts = cohorts.filter(pl.col("type") == wanted)
    flows = flows.filter(pl.col("month") >= START)
    last: date = max(flows["month"].to_list())
    sums = flows.group_by("base_group", "month").agg(pl.col("allocated_eur_bn").sum())
    allocated = np.zeros((len(BASE), count_months(START, last)))
    for group, month, eur_bn in sums.iter_rows():
        allocated[BASE.index(group), count_months(START, month) - 1] = eur_bn
    if allocated.min() < 0:
        raise EvidenceError(
            "A group's allocations of a month are negative as a whole: a correction of the "
            "producer that forecasts cannot read as giving. See table support_commitments_by_type."
        )
    return Panel(
        groups=BASE,
        start=START,
        allocated=allocated,
        cohorts=_cohorts(cohorts),
    )


def _cohorts(frame: pl.DataFrame) -> Cohorts:
    def index(column: str) -> np.ndarray:
        months = [max(count_months(START, m) - 1, 0) for m in frame[column].to_list()]
        return np.array(months, dtype=np.int64)

    given = frame["allocated"].to_numpy()
    return Cohorts(
        group=np.array([BASE.index(g) for g in frame["base_group"]], dtype=np.int64),
        pledged=index("pledge_month"),
        allocated=np.where(given, index("until_month"), OPEN),
        amount=frame["amount_eur_bn"].to_numpy(),
    )
