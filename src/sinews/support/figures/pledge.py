"""Published figures: pledges with a deadline, as they stood on given days."""

from dataclasses import replace
from datetime import date
from typing import Final

import numpy as np

from sinews.core.estimate import Grade
from sinews.core.figure import Figure
from sinews.data.evidence.chain import FigureFamily
from sinews.data.evidence.evidence import Evidence
from sinews.data.evidence.fact_figures import grade_facts
from sinews.support.pace import Outlook, assess_pledge
from sinews.support.pledge import Pledge, is_fact, load_pledges

DAYS: Final = {
    "million-shells": tuple(
        date(y, m, d) for y, m, d in ((2023, 6, 30), (2023, 9, 30), (2023, 12, 31), (2024, 6, 30))
    )
}
"""Days on which a pledge is assessed besides the day of its last milestone."""
_METHOD: Final = (
    "Past rates (since the start, latest, fastest) with equal chance, spread and growth by assumed "
    "values; only milestones that could be read on the day."
)


def build(evidence: Evidence) -> tuple[Figure, ...]:
    """Return chance, amount at the deadline and months to completion of every pledge and day."""
    figures: list[Figure] = []
    for pledge in load_pledges(evidence.frame("facts")):
        last = max(m.known for m in pledge.milestones)
        for day in sorted({*DAYS.get(pledge.id, ()), last}):
            figures += _figures(evidence, pledge, assess_pledge(pledge, day))
    return tuple(figures)


def _figures(evidence: Evidence, pledge: Pledge, o: Outlook) -> list[Figure]:
    stem = f"support.pledge.{pledge.id.replace('-', '_')}.{o.as_of:%Y_%m_%d}"
    origins = list(dict.fromkeys([pledge.source, *(m.source for m in o.known)]))
    facts = [s for s in origins if is_fact(s)]
    others = "; ".join(s for s in origins if not is_fact(s))
    sources = (*facts, *evidence.table("facts").sources)
    met = o.known[-1].amount >= pledge.target
    method = (
        "The target had been met; milestones only." if met else f"{_METHOD} {o.caution}".strip()
    )
    low, amount, high = np.quantile(o.at_deadline, [0.05, 0.5, 0.95])
    said = f"{pledge.label}, as of {o.as_of}"
    chance = Figure(
        id=f"{stem}.probability",
        label=f"Chance that the deadline is met: {said}",
        value=o.probability,
        unit="probability",
        grade=grade_outlook(evidence, o),
        as_of=o.as_of,
        sources=sources,
        method=f"{method} {pledge.note}{f' Beside the register: {others}.' if others else ''}",
        rows=f"support/pledges/{pledge.id}.toml and the facts it names",
    )
    reached = replace(
        chance,
        id=f"{stem}.at_deadline",
        label=f"Amount at the deadline: {said}",
        value=float(amount),
        low=float(low),
        high=float(high),
        unit=pledge.unit,
    )
    return [chance, reached]


def grade_outlook(evidence: Evidence, outlook: Outlook) -> Grade:
    """Return the grade of the chance: that of the facts once the target is met, else assumed."""
    pledge = outlook.pledge
    if outlook.known[-1].amount < pledge.target:
        return "assumed"
    origins = (pledge.source, *(m.source for m in outlook.known))
    return grade_facts(evidence, (s for s in origins if is_fact(s)))


FAMILY = FigureFamily(id="support.pledge", label="Pledges with a deadline", build=build)
