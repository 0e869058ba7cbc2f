"""The back-test as it was run and shipped: one row a type, method and group."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from sinews.data.evidence.evidence import Evidence
from sinews.support.forecast.backtest import Backtest, run_backtest
from sinews.support.forecast.build import build_panel

FILE: Final = "backtest.csv"
EVERY: Final = "every"
"""The row of all groups together."""
DIGITS: Final = 6


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
    return summarise(type, run_backtest(build_panel(evidence, type), seed=seed))


@cache
def shipped_results() -> tuple[Result, ...]:
    """Return the rows that ship with the package, computed with seed 0 from release 28."""
    with (files("sinews.support.forecast") / FILE).open(encoding="utf-8") as f:
        return tuple(_result(r) for r in csv.DictReader(f))


def _result(row: dict[str, str]) -> Result:
    words = {"type", "method", "group"}
    fields: dict[str, Any] = {k: v if k in words else float(v) for k, v in row.items()}
    return Result(**fields)
