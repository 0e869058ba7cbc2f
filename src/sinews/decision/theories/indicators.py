"""What would count against each theory, and what of it is met: from data where data decide."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from sinews.core.periods import count_months
from sinews.data.evidence.evidence import Evidence
from sinews.decision.integrate.indices import WAR_BEGAN
from sinews.decision.theories import HYPOTHESES
from sinews.decision.theories.historical_record import kaplan_meier
from sinews.decision.theories.hypothesis import Against

END_WORDS: Final = ("cease-fire in force", "ceasefire in force", "peace agreement signed")
"""An event of the timeline with one of these words is an end of the war."""
_YEAR: Final = 12
_UNUSUAL: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """One statement with its status today.

    Attributes
    ----------
    computed
        True where data decide; else the status was set by hand in the month `checked`.
    finding
        What decided it.
    """

    theory: str
    against: Against
    status: str
    computed: bool
    finding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """What statements are checked with: the newest day of the timeline, an end if there is one."""

    today: date
    end: str
    facts: Mapping[str, tuple[date, float]]
    wars: pl.DataFrame

    def months_since(self, fact: str) -> int:
        return count_months(self.facts[fact][0], self.today) - 1


def _end_comes_otherwise(desk: _Desk) -> tuple[str, str]:
    if desk.end:
        return "open", f"An end is recorded ({desk.end}); whether it fits is judged by hand."
    return "not met", f"No end of the war is in the timeline up to {desk.today}."


def _year_without_settlement(fact: str) -> Callable[[_Desk], tuple[str, str]]:
    def check(desk: _Desk) -> tuple[str, str]:
        months, net = desk.months_since(fact), desk.facts[fact][1]
        if desk.end:
            return "not met", f"An end came first ({desk.end})."
        if net >= 0:
            return "not met", f"Net Russian gains were not negative in {fact.upper()}."
        if months < _YEAR:
            return "open", f"{months} of {_YEAR} months since net gains turned ({fact.upper()})."
        return "met", f"{months} months since net gains turned ({fact.upper()}), no settlement."

    return check


def _ran_out_without_end(desk: _Desk) -> tuple[str, str]:
    day = date(2024, 12, 31)
    if desk.today > day and not desk.end:
        return "met", f"Usable tanks were to be nearly gone by {day}; the war goes on."
    return "not met", "The dated forecast has not passed."


def _recruits_hold(desk: _Desk) -> tuple[str, str]:
    day, gap = desk.facts["f350"]
    if gap > 0:
        return "not met", f"Losses exceeded recruits by {gap:,.0f} in {day:%Y-%m} (F350)."
    return "open", f"Recruits were not below losses in {day:%Y-%m} (F350)."


def _unusual_length(desk: _Desk) -> tuple[str, str]:
    age = count_months(WAR_BEGAN, desk.today) - 1
    reached = date(2024, 1, 1)
    before = count_months(WAR_BEGAN, reached) - 1
    months = desk.wars["months_at_war"].to_numpy().astype(float)
    times, outlast = kaplan_meier(months, (~desk.wars["right_censored"]).to_numpy())

    def survival(t: float) -> float:
        earlier = outlast[times <= t]
        return float(earlier[-1]) if earlier.size else 1.0

    share = survival(age) / survival(before)
    text = f"{100 * share:.0f} % of wars that reached {before} months reached {age}."
    return ("met" if share < _UNUSUAL else "not met"), text


CHECKS: Final[Mapping[str, Callable[[_Desk], tuple[str, str]]]] = {
    "pressure.end_under_calm": _end_comes_otherwise,
    "pressure.met_without_movement": _year_without_settlement("f473"),
    "denial.durable_without_settlement": _year_without_settlement("f473"),
    "exhaustion.run_out_without_end": _ran_out_without_end,
    "exhaustion.recruits_hold": _recruits_hold,
    "commitment.end_without_guarantee": _end_comes_otherwise,
    "base_rate.unusual_length": _unusual_length,
}
"""Theory and statement to what decides it; the others have no data and are set by hand."""


def watch(evidence: Evidence) -> tuple[Watched, ...]:
    """Return every statement against a theory with its status on the newest data."""
    desk = _open_desk(evidence)
    found = []
    for h in HYPOTHESES:
        for a in h.against:
            check = CHECKS.get(f"{h.id}.{a.id}")
            status, finding = (a.status, a.note) if check is None else check(desk)
            found.append(
                Watched(
                    theory=h.id,
                    against=a,
                    status=status,
                    computed=check is not None,
                    finding=finding,
                )
            )
    return tuple(found)


def _open_desk(evidence: Evidence) -> _Desk:
    timeline, facts = evidence.frame("timeline"), evidence.frame("facts")
    today: date = timeline["day"].max()  # type: ignore[assignment]
    text = pl.col("event").str.to_lowercase()
    ends = timeline.filter(
        pl.any_horizontal([text.str.contains(w, literal=True) for w in END_WORDS])
    )
    chosen = facts.filter(pl.col("fact").is_in(["F350", "F473"]))
    return _Desk(
        today=today,
        end=ends["event"][0] if ends.height else "",
        facts={
            r["fact"].lower(): (r["last_day"], float(r["central"]))
            for r in chosen.iter_rows(named=True)
        },
        wars=evidence.frame("wars"),
    )
