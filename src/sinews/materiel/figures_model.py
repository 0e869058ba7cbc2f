"""Published figures of the losses model: stocks, and the clock after a ceasefire."""

from typing import Final

from sinews.core.estimate import Estimate
from sinews.core.figure import Figure, figure_of
from sinews.core.periods import last_day
from sinews.data.evidence.chain import FigureFamily
from sinews.data.evidence.evidence import Evidence
from sinews.materiel import clock, stocks
from sinews.materiel.figures import NAMES

_ROWS: Final = (
    "Result materiel.posterior, file materiel/reference/posterior.parquet, {where}; median and 5 "
    "to "
    "95 % of its draws."
)
_CLOCK: Final = (
    "columns fielded_end (start), fielded (target), storage_end, storage, refurbish, gamma, new, "
    "new_growth; each month withdraws min(refurbish (storage_end / storage)^gamma, storage_end) "
    "and makes new exp(new_growth min(months of data + t, 48)); 240 where never"
)


def build_stocks(evidence: Evidence) -> tuple[Figure, ...]:  # noqa: ARG001
    """Return ``materiel.stocks.<category>.<quantity>``."""
    as_of = last_day(stocks.last_fitted_month())
    found = stocks.list_stock_estimates()
    return tuple(
        figure_of(e, as_of=as_of, rows=_ROWS.format(where=stocks.describe_column(e.id)))
        for e in found
    )


def build_clock(evidence: Evidence) -> tuple[Figure, ...]:  # noqa: ARG001
    """Return ``materiel.clock.<category>``."""
    as_of = last_day(stocks.last_fitted_month())
    return tuple(
        figure_of(
            Estimate(
                id=f"materiel.clock.{category}",
                label=f"Months after a ceasefire until Russia fields as many {NAMES[category]} as "
                "before the war",
                unit="months",
                draws=clock.count_months(clock.read_force(category)),
                grade="assumed",
                method="Posterior stocks at the end of the data, no more losses, new production "
                "and withdrawals from storage as in the war; crews and quality are not counted.",
                sources=stocks.list_sources(category),
            ),
            as_of=as_of,
            rows=_ROWS.format(where=f"category {category}, {_CLOCK}"),
        )
        for category in clock.CATEGORIES
    )


STOCKS = FigureFamily(
    id="materiel.stocks",
    label="Fielded and stored equipment, reporting ratio, end of storage",
    build=build_stocks,
)
CLOCK = FigureFamily(
    id="materiel.clock", label="Months until the pre-war force is rebuilt", build=build_clock
)
