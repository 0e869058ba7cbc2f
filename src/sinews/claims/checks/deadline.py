"""Check: the share of a target that was reached by a day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sinews.claims.check import Check, Desk, Found
from sinews.errors import EvidenceError


def compute(settings: Mapping[str, Any], desk: Desk) -> Found:
    """Return the last milestone dated by ``day`` as per cent of ``target``.

    Parameters
    ----------
    settings
        ``milestones``: ids of cumulative figures; ``day``; ``target`` in their unit.

    Raises
    ------
    EvidenceError
        No milestone is dated by that day.
    """
    day: date = settings["day"]
    known = [f for i in settings["milestones"] if (f := desk.figure(i)).as_of <= day]
    if not known:
        raise EvidenceError(f"No milestone of {settings['milestones']} is dated by {day}.")
    last = max(known, key=lambda f: f.as_of)
    return Found(
        value=100 * last.value / settings["target"],
        unit="%",
        grade=last.grade,
        as_of=last.as_of,
        sources=last.sources,
        method=f"Last dated milestone by {day} over the target of {settings['target']:,}.",
        inputs=(last.id,),
    )


CHECK = Check(
    id="deadline",
    label="Share of a target reached by a day",
    settings=("milestones", "day", "target"),
    compute=compute,
)
