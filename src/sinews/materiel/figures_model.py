"""Published figures of the losses model: stocks, the clock after a ceasefire, and its skill."""

from datetime import date
from typing import Any, Final

from sinews.core.estimate import Estimate
from sinews.core.figure import Figure, figure_of
from sinews.core.periods import last_day
from sinews.data.evidence.chain import FigureFamily
from sinews.data.evidence.evidence import Evidence, open_shipped
from sinews.materiel import clock, stocks
from sinews.materiel.figures import NAMES
from sinews.materiel.shipped import BACKTEST

_ROWS: Final = "Result materiel.posterior, made by `sinews results --make`."
_SCORES: Final = "Result materiel.backtest, made by `sinews results --make`."


def build_stocks(evidence: Evidence) -> tuple[Figure, ...]:  # noqa: ARG001
    """Return ``materiel.stocks.<category>.<quantity>``."""
    as_of = last_day(stocks.last_fitted_month())
    found = stocks.list_stock_estimates()
    return tuple(figure_of(e, as_of=as_of, rows=_ROWS) for e in found)


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
            rows=_ROWS,
        )
        for category in clock.CATEGORIES
    )


def build_skill(evidence: Evidence) -> tuple[Figure, ...]:  # noqa: ARG001
    """Return ``materiel.skill.<category>.<horizons>``."""
    return tuple(_skill(*case) for case in _read_skill())


def build_coverage(evidence: Evidence) -> tuple[Figure, ...]:  # noqa: ARG001
    """Return ``materiel.coverage.<category>``, over all horizons."""
    cases = [c for c in _read_skill() if c[0]["horizons"] == "all"]
    return tuple(_coverage(*c) for c in cases if c[0]["coverage"] is not None)


def _read_skill() -> list[tuple[dict[str, Any], date, tuple[str, ...]]]:
    from sinews.materiel.scoring.skill import tabulate_skill

    scores = BACKTEST.load()
    table = open_shipped().table("losses_fitted")
    last, sources = max(table.frame["month"].to_list()), table.sources
    return [(row, last, sources) for row in tabulate_skill(scores).to_dicts()]


def _name(row: dict[str, Any]) -> str:
    return NAMES.get(row["category"], "the seven core categories, mean")


def _skill(row: dict[str, Any], last: date, sources: tuple[str, ...]) -> Figure:
    horizons = "all" if row["horizons"] == "all" else "m" + row["horizons"].replace("-", "_")
    return Figure(
        id=f"materiel.skill.{row['category']}.{horizons}",
        label=f"Forecast error for {_name(row)} over that of the best naive forecast, months ahead "
        f"{row['horizons']}",
        value=row["relative_crps"],
        unit="ratio",
        grade="counted",
        as_of=last_day(last),
        sources=sources,
        method="Back-test: mean CRPS over ten origins from 2023-01, over that of the one of twelve "
        "baselines that did best on the same cases, known only afterwards. Below 1 is better.",
        rows=_SCORES,
    )


def _coverage(row: dict[str, Any], last: date, sources: tuple[str, ...]) -> Figure:
    return Figure(
        id=f"materiel.coverage.{row['category']}",
        label=f"Share of months in which {_name(row)} fell into the 90 % interval forecast",
        value=row["coverage"],
        unit="ratio",
        grade="counted",
        as_of=last_day(last),
        sources=sources,
        method=f"Back-test, {row['cases']} months over ten origins; .90 would be right.",
        rows=_SCORES,
    )


STOCKS = FigureFamily(
    id="materiel.stocks",
    label="Fielded and stored equipment, reporting ratio, end of storage",
    build=build_stocks,
)
CLOCK = FigureFamily(
    id="materiel.clock", label="Months until the pre-war force is rebuilt", build=build_clock
)
SKILL = FigureFamily(
    id="materiel.skill", label="Forecast error against the best naive forecast", build=build_skill
)
COVERAGE = FigureFamily(
    id="materiel.coverage",
    label="Coverage of the forecast intervals",
    build=build_coverage,
)
