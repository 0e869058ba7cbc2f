"""The article's 5,000 per cent, judged by each definition of the goods it could mean."""

from dataclasses import dataclass
from typing import Final, Literal

from sinews.core.periods import Window, parse_window
from sinews.data.evidence.evidence import Evidence
from sinews.diversion.published.change import (
    Question,
    default_base,
    flows_for,
    measure_change,
)
from sinews.diversion.trade.goods import parse_goods
from sinews.errors import UsageError

CLAIMED_PCT: Final = 5000.0
DEFINITIONS: Final = (
    ("cars", "8703", "Cars (HS 8703)"),
    ("vehicles", "87", "Motor vehicles and parts (chapter 87)"),
    ("machinery", "84", "Machinery (chapter 84)"),
    ("both", "84+87", "Machinery, motor vehicles and parts (chapters 84 and 87)"),
    ("sanctioned", "sanctioned", "All goods of the sanctions list"),
    ("all", "all", "All goods"),
)
Verdict = Literal["holds", "does not hold"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The claim under one definition of the goods."""

    id: str
    label: str
    base_eur: float
    now_eur: float
    change_pct: float
    placebo_pct: float | None
    verdict: Verdict


def judge_claim(
    evidence: Evidence,
    *,
    window: Window,
    reporter: str = "DE",
    partner: str = "KG",
    raw: bool = True,
) -> tuple[Reading, ...]:
    """Return growth of exports by definition, each against more than 5,000 per cent.

    Raises
    ------
    UsageError
        A definition had no trade in the base.
    """
    found = []
    for id, goods, label in DEFINITIONS:
        question = Question(
            goods=parse_goods(goods, evidence),
            window=window,
            base=default_base(window),
            reporter=reporter,
            partner=partner,
        )
        row = measure_change(flows_for(evidence, question, raw=raw), question).rows[0]
        if row.change_pct is None:
            raise UsageError(
                f"No exports of {label} in {question.base.id}: no growth from nothing."
            )
        found.append(
            Reading(
                id=id,
                label=label,
                base_eur=row.base_eur,
                now_eur=row.now_eur,
                change_pct=row.change_pct,
                placebo_pct=row.placebo_pct,
                verdict="holds" if row.change_pct > CLAIMED_PCT else "does not hold",
            )
        )
    return tuple(found)


def war_window(evidence: Evidence) -> Window:
    """Return March to November 2022, the window of the shipped tables."""
    last = evidence.frame("trade_totals_monthly")["month"].max()
    first = evidence.frame("trade_totals_monthly")["month"].min()
    return parse_window("2022-03:2022-11", first=first, last=last)  # type: ignore[arg-type]
