"""The back-test as it was run and shipped: one row a type, method and group."""

import csv
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date
from io import StringIO
from typing import Any, Final

import numpy as np
import polars as pl

from sinews.core.artifact import Artifact, Contents
from sinews.data.compile.support.conversion import CONVERSION
from sinews.data.evidence.evidence import Evidence, open_shipped
from sinews.errors import EstimationError
from sinews.support.forecast.backtest import Backtest, run_backtest
from sinews.support.forecast.build import build_panel
from sinews.support.forecast.panel import Panel

FILE: Final = "support/forecast/backtest.csv"
TYPES: Final = ("total", "military", "financial", "humanitarian")
EVERY: Final = "every"
"""The row of all groups together."""
UNSEEN: Final = "unseen"
"""The row of all groups together at the origins that chose nothing."""
FIRST_UNSEEN: Final = date(2025, 3, 1)
N_UNSEEN: Final = 2
"""Origins whose twelve months end in months that release 28 did not have: nothing was chosen on
them. They overlap, so they hold little more than one year."""
DIGITS: Final = 6
_ROUNDING: Final = 2e-6
SCORES: Final = ("crps_eur_bn", "skill", "skill_month", "coverage")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Score of a method: over all groups, or in one group.

    Attributes
    ----------
    crps_eur_bn
        Mean over origins (and groups) of the score of the twelve-month sum.
    skill, skill_month
        Against the last-12-month bootstrap: of twelve-month sums, of single months.
    coverage
        Share of 90 % intervals that held what happened; groups that never gave are left out.
    """

    type: str
    method: str
    group: str
    crps_eur_bn: float
    skill: float
    skill_month: float
    coverage: float


def summarise(type: str, test: Backtest) -> tuple[Result, ...]:
    """Return the rows of one back-test; groups that never gave have no row of their own."""
    given = [g for g, silent in zip(test.groups, test.silent, strict=True) if not silent]
    rows = []
    for m, method in enumerate(test.methods):
        for group in (EVERY, *given):
            one = None if group == EVERY else group
            columns = slice(None) if one is None else test.groups.index(one)
            covered = (
                test.coverage(method, count_silent=False)
                if one is None
                else float(test.covered[m, :, columns].mean())
            )
            rows.append(
                Result(
                    type=type,
                    method=method,
                    group=group,
                    crps_eur_bn=round(float(test.crps[m][:, columns].mean()), DIGITS),
                    skill=round(test.skill(method, one), DIGITS),
                    skill_month=round(test.skill(method, one, monthly=True), DIGITS),
                    coverage=round(covered, DIGITS),
                )
            )
    return tuple(rows)


def repeat_backtest(evidence: Evidence, type: str, *, seed: int = 0) -> tuple[Result, ...]:
    """Run the back-test of one type again and return its rows; about half a minute of CPU."""
    panel = build_panel(evidence, type)
    unseen = run_backtest(
        extend_panel(evidence, panel, type), first=FIRST_UNSEEN, n_origins=N_UNSEEN, seed=seed
    )
    every = [r for r in summarise(type, unseen) if r.group == EVERY]
    seen = summarise(type, run_backtest(panel, seed=seed))
    return (*seen, *(replace(r, group=UNSEEN) for r in every))


def extend_panel(evidence: Evidence, panel: Panel, type: str) -> Panel:
    """Return the panel with the months that only the newest release has, as what happened.

    Pledges are not told by type in that release, so a forecast from these months is not possible.
    """
    kinds = [t for t in TYPES if t != "total"] if type == "total" else [type]
    frame = evidence.frame("support_monthly").filter(
        (pl.col("month") > panel.end) & pl.col("type").is_in(kinds)
    )
    months = sorted(frame["month"].unique().to_list())
    sums = frame.group_by("base_group", "month").agg(pl.col("allocated_eur_bn").sum())
    later = np.zeros((len(panel.groups), len(months)))
    for group, month, eur_bn in sums.iter_rows():
        later[panel.groups.index(group), months.index(month)] = eur_bn
    return replace(panel, allocated=np.concatenate([panel.allocated, later], axis=1))


def make_results(tell: Callable[[str], None]) -> dict[str, bytes]:
    """Run the back-test of every type on the shipped tables; two minutes of CPU."""
    rows = []
    for type in TYPES:
        tell(type)
        rows += [asdict(r) for r in repeat_backtest(open_shipped(), type)]
    text = StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return {FILE: text.getvalue().encode()}


def check_results(shipped: tuple[Result, ...]) -> str:
    """Run the back-test of military aid again, half a minute of CPU, and compare all its rows.

    Raises
    ------
    EstimationError
        A row came out otherwise.
    """
    again = repeat_backtest(open_shipped(), "military")
    before = tuple(r for r in shipped if r.type == "military")
    same = [(r.method, r.group) for r in again] == [(r.method, r.group) for r in before]
    if not same or max(map(_distance, again, before)) > _ROUNDING:
        raise EstimationError("The back-test of military aid gives other scores than the shipped.")
    return f"{len(again)} rows of military aid, equal to {_ROUNDING:g}"


def _distance(a: Result, b: Result) -> float:
    """Return the largest difference between two rows."""
    return max(abs(float(getattr(a, n)) - float(getattr(b, n))) for n in SCORES)


def _read_results(contents: Contents) -> tuple[Result, ...]:
    return tuple(_result(r) for r in csv.DictReader(StringIO(contents[FILE].decode())))


def _result(row: dict[str, str]) -> Result:
    words = {"type", "method", "group"}
    fields: dict[str, Any] = {k: v if k in words else float(v) for k, v in row.items()}
    return Result(**fields)


BACKTEST: Final = Artifact(
    id="support.backtest",
    label="Back-test of the forecasts of allocations",
    files=(FILE,),
    make="sinews.support.forecast.results:make_results",
    check="sinews.support.forecast.results:check_results",
    read=_read_results,
    after=(CONVERSION,),
    inputs=(
        "data/reference/support_commitments_by_type.parquet",
        "data/reference/support_monthly.parquet",
        "data/reference/conversion_cohorts.parquet",
        "support/forecast/settings.toml",
        "support/assumed.toml",
    ),
)


def shipped_results() -> tuple[Result, ...]:
    """Return the rows that ship with the package, computed with seed 0 from release 28."""
    return BACKTEST.load()
