"""Check: the pace between two running totals over the pace before."""

from collections.abc import Mapping
from typing import Any

from sinews.claims.check import Check, Desk, Found
from sinews.core.estimate import weakest
from sinews.errors import EvidenceError


def compute(settings: Mapping[str, Any], desk: Desk) -> Found:
    """Return the daily pace from the second to the third of ``totals`` over that before.

    Raises
    ------
    EvidenceError
        The totals are not three in order of their days, or nothing was added in the first span.
    """
    totals = [desk.figure(i) for i in settings["totals"]]
    days = [f.as_of for f in totals]
    if len(totals) != 3 or not days[0] < days[1] < days[2]:
        raise EvidenceError(f"A pace needs three totals in order of their days, not {days}.")
    first, second, third = totals
    before = (second.value - first.value) / (days[1] - days[0]).days
    after = (third.value - second.value) / (days[2] - days[1]).days
    if before <= 0:
        raise EvidenceError(f"Nothing was added between {first.id} and {second.id}.")
    return Found(
        value=after / before,
        unit="ratio",
        grade=weakest(f.grade for f in totals),
        as_of=days[2],
        sources=tuple(dict.fromkeys(s for f in totals for s in f.sources)),
        method=f"{after:.3g} a day from {days[1]} to {days[2]} over {before:.3g} a day before.",
        inputs=(third.id, second.id, first.id),
    )


CHECK = Check(id="pace", label="Pace between running totals", settings=("totals",), compute=compute)
