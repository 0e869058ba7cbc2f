"""What the commands print: tables of plain values under titles, with the notes they need."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from sinews.core.estimate import Estimate
from sinews.data.evidence.evidence import Evidence
from sinews.data.evidence.fact_figures import find_fact
from sinews.errors import UnknownNameError
from sinews.materiel import (
    clock,
    economy,
    fire,
    ramp,
    shells,
)
from sinews.materiel.shipped import POSTERIOR


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainTable:
    """A table of plain values: names of columns, and one record a row."""

    title: str
    columns: list[str]
    rows: list[dict[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Tables with the notes they need."""

    tables: list[PlainTable]
    notes: list[str]


CLAIM: Final = "Claims by a party to the war; not independently confirmed."
ASSUMED: Final = "Grade assumed: most parameters keep their prior; see `sinews materiel stocks`."


def make_table(title: str, frame: pl.DataFrame) -> PlainTable:
    """Return a table of a report; dates become text, numbers keep four digits."""
    floats = [c for c, t in frame.schema.items() if t.is_float()]
    shown = frame.with_columns(
        pl.col(floats).cast(pl.Float64).round_sig_figs(4), pl.col(pl.Date).dt.to_string("%Y-%m-%d")
    )
    return PlainTable(title=title, columns=shown.columns, rows=shown.to_dicts())


def make_report(tables: Sequence[PlainTable], notes: Sequence[str] = ()) -> Report:
    """Return a report of tables and notes."""
    return Report(tables=list(tables), notes=list(notes))


def tabulate_estimates(title: str, estimates: Sequence[Estimate]) -> PlainTable:
    """Return a table of estimates with their 90 % intervals, grades and sources."""
    rows = []
    for e in estimates:
        i = e.interval()
        rows.append(
            {
                "id": e.id,
                "low": i.low,
                "median": i.median,
                "high": i.high,
                "unit": e.unit,
                "grade": e.grade,
                "sources": " ".join(e.sources),
            }
        )
    return make_table(title, pl.DataFrame(rows))


def report_shells(evidence: Evidence, side: str, year: int) -> Report:
    """Return the mass balance of one side and year."""
    balance = shells.balance_shells(evidence, side, year)
    return make_report(
        [tabulate_estimates(f"Rounds, {shells.SIDES[side]}, {year}", balance.estimates())],
        [
            "The two families of fire rates are alternatives; they are never averaged.",
            "Days of supply: how long the year's inflow lasts at that rate; 365 is sustainable.",
        ],
    )


def report_fire(evidence: Evidence) -> Report:
    """Return fire rates, the ratio between the sides, and the distance of the families."""
    return make_report(
        [
            make_table("Fire rates, rounds a day", fire.list_fire_rates(evidence)),
            make_table("Russian to Ukrainian fire, same publisher", fire.pair_sides(evidence)),
            make_table("Ukrainian command over RUSI and NATO", fire.compare_families(evidence)),
        ],
        ["The ratio between the sides is more robust than any level."],
    )


def report_losses(evidence: Evidence, category: str) -> Report:
    """Return the claims of one category by month, and its claimed-to-confirmed ratio.

    Raises
    ------
    UnknownNameError
        There is no such category.
    """
    frame = evidence.frame("losses_monthly")
    if category not in frame["category"].unique():
        raise UnknownNameError("category", category, sorted(frame["category"].unique()))
    rows = frame.filter(pl.col("category") == category).sort("month")
    tables = [make_table(f"Claimed Russian losses, {category}", rows.drop("category"))]
    ratio = evidence.frame("losses_confirmed").filter(
        (pl.col("category") == category) & (pl.col("side") == "RU")
    )
    if ratio.height:
        tables.append(
            make_table("Claimed over confirmed, trailing six months", _ratio(evidence, category))
        )
    return make_report(tables, [CLAIM])


def _ratio(evidence: Evidence, category: str) -> pl.DataFrame:
    from sinews.materiel.depletion.history import read_history
    from sinews.materiel.depletion.priors import read_setting
    from sinews.materiel.depletion.ratio import trailing_ratio

    last: date = max(evidence.frame("losses_fitted")["month"].to_list())
    history = read_history(evidence, last)
    values = trailing_ratio(history, category, int(read_setting("ratio_window")))
    return pl.DataFrame(
        {"month": list(history.months), "claimed_per_confirmed_ratio": values}
    ).filter(pl.col("claimed_per_confirmed_ratio").is_not_nan())


def report_stocks(evidence: Evidence) -> Report:
    """Return stocks at the end, the check against independent counts, and identification."""
    from sinews.materiel.counts import check_counts, compare_unseen
    from sinews.materiel.stocks import CATEGORIES, list_stock_estimates

    marked = pl.when("identified").then(pl.lit("yes")).otherwise(pl.lit("not identified"))
    known = (
        POSTERIOR.load()
        .diagnostics.filter(pl.col("category").is_in(CATEGORIES))
        .with_columns(identified=marked)
    )
    return make_report(
        [
            tabulate_estimates("Stocks and storage", list_stock_estimates()),
            make_table("Published counts (prior: the model was told)", check_counts(evidence)),
            make_table("Claims after the fit", compare_unseen(evidence)),
            make_table("What the data identify", known),
        ],
        [
            "not identified: the posterior keeps more than .65 of the prior's spread, so the "
            "number is mostly the prior.",
        ],
    )


def report_ramp(
    evidence: Evidence, plan: ramp.RampPlan, months: int, wanted: float | None
) -> Report:
    """Return output by month and the month from which a fire rate can be sustained."""
    need = find_fact(evidence, shells.NEED).value / shells.YEAR_DAYS
    rate = need if wanted is None else wanted
    found = ramp.ramp_production(plan, months)
    when = ramp.find_sustained(plan, rate)
    frame = pl.DataFrame(
        {
            "month": list(found.months),
            "output_rounds_per_month": found.output,
            "cumulative_rounds": found.cumulative,
        }
    )
    basis = f"the stated need ({shells.NEED})" if wanted is None else "the rate given"
    answer = f"from {when:%Y-%m}" if when else "never: the target is below it"
    return make_report(
        [make_table("Production ramp", frame)],
        [
            f"{rate:,.0f} rounds a day, {basis}, can be sustained {answer}.",
            "Grade assumed: start, target, delay and learning are the reader's.",
        ],
    )


def report_files(folder: Path) -> Report:
    """Return what was written to a folder."""
    names = sorted(p.name for p in folder.glob("*.parquet"))
    frame = pl.DataFrame({"file": names, "bytes": [(folder / n).stat().st_size for n in names]})
    return make_report([make_table(f"Written to {folder}", frame)])


def report_calibration(ranks: pl.DataFrame) -> Report:
    """Return the uniformity test of every parameter."""
    from sinews.materiel.scoring.sbc import check_uniform

    return make_report(
        [make_table("Simulation-based calibration", check_uniform(ranks))],
        ["A small p-value would say that the sampler or the likelihood is wrong."],
    )


def report_economy(evidence: Evidence) -> Report:
    """Return published ranges of output, recruitment and spending."""
    return make_report(
        [
            make_table("Russian war economy", economy.tabulate_economy(evidence)),
            make_table("Recruits and losses", economy.compare_recruits(evidence)),
        ],
        ["Lowest and highest of what was published; some describe capacity, not output."],
    )


def report_clock() -> Report:
    """Return the renewed-attack clock of each category."""
    rows = []
    for category in clock.CATEGORIES:
        months = clock.count_months(clock.read_force(category))
        low, median, high = np.quantile(months, [0.05, 0.5, 0.95])
        rows.append(
            {
                "category": category,
                "low_months": low,
                "median_months": median,
                "high_months": high,
                "never_in_twenty_years_share": float((months >= clock.LONGEST).mean()),
            }
        )
    return make_report(
        [
            make_table(
                "Months after a ceasefire until the pre-war fielded force", pl.DataFrame(rows)
            )
        ],
        [
            ASSUMED,
            "No clock for armoured vehicles: the model misses the count of the whole force (F497).",
            "No losses; output and withdrawals as in the war; quality and crews not counted.",
        ],
    )
