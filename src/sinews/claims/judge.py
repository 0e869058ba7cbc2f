"""Verdicts: computed from tests, never typed where a test exists."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from sinews.catalogue import list_figures
from sinews.claims.check import Desk
from sinews.claims.checks import CHECKS
from sinews.claims.claim import (
    WRITTEN,
    Claim,
    Judged,
    Reading,
    Test,
    Verdict,
)
from sinews.claims.ledger import read_ledger
from sinews.core.figure import Figure
from sinews.data.evidence.evidence import Evidence
from sinews.errors import UnknownNameError

_PLAIN: Final = frozenset({"ratio", "ratio RU:UA", "index", "share", "count", "probability"})
"""Units that are not written: the number says it."""


def judge_all(
    evidence: Evidence,
    figures: Mapping[str, Figure] | None = None,
    *,
    known: date | None = None,
) -> tuple[Judged, ...]:
    """Return the verdict on every claim of the ledger.

    Parameters
    ----------
    figures
        Published figures by id; all of the catalogue where not given.
    known
        Last day of what may be used; everything where not given.
    """
    found = {f.id: f for f in list_figures(evidence)} if figures is None else figures
    desk = open_desk(evidence, found)
    read = [(c, [read_test(c, t, desk) for t in c.tests]) for c in read_ledger()]
    every = {**found, **{r.figure.id: r.figure for _, readings in read for r in readings}}
    return tuple(
        replace(
            _weigh(claim, readings, known),
            then=fill_numbers(claim.then, every),
            since=fill_numbers(claim.since, every),
        )
        for claim, readings in read
    )


def fill_numbers(text: str, figures: Mapping[str, Figure]) -> str:
    """Return a text of the ledger with the figures that it cites written out.

    Raises
    ------
    UnknownNameError
        It cites a figure that does not exist.
    """

    def write(cited: re.Match[str]) -> str:
        id, *options = cited[1].split("|")
        if id not in figures:
            raise UnknownNameError("figure", id, figures)
        figure = figures[id]
        value = abs(figure.value) if "size" in options else figure.value
        number = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
        plain = "bare" in options or figure.unit in _PLAIN
        return number if plain else f"{number} {figure.unit}"

    return re.sub(r"\[\[([^\]]+)\]\]", write, text)


def open_desk(evidence: Evidence, figures: Mapping[str, Figure]) -> Desk:
    """Return what checks may look at."""

    def figure(id: str) -> Figure:
        if id not in figures:
            raise UnknownNameError("figure", id, figures)
        return figures[id]

    return Desk(figure=figure, frame=evidence.frame, releases=lambda t: evidence.table(t).sources)


def judge(claim: Claim, desk: Desk, *, known: date | None = None) -> Judged:
    """Return the verdict on one claim, from what is dated no later than the day `known`."""
    return _weigh(claim, [read_test(claim, t, desk) for t in claim.tests], known)


def _weigh(claim: Claim, found: Sequence[Reading], known: date | None) -> Judged:
    if not claim.tests:
        return Judged(claim=claim, readings=(), verdict=claim.typed or "not_checkable")
    readings = tuple(r for r in found if _is_known(r, known))
    deciding = [r for r in readings if r.test.when in claim.decided_by]
    return Judged(claim=claim, readings=readings, verdict=_decide(claim, deciding))


def _is_known(reading: Reading, known: date | None) -> bool:
    if known is None:
        return True
    later = reading.test.when == "since" and known <= WRITTEN
    return not later and reading.figure.as_of <= known


def _decide(claim: Claim, readings: Sequence[Reading]) -> Verdict:
    if not all(r.holds for r in readings if r.test.role == "condition"):
        return "not_checkable"
    holds = [r.holds for r in readings if r.test.role == "bound"]
    return verdict_of_cause(holds) if claim.kind == "causal" else verdict_of(holds)


def verdict_of(holds: Iterable[bool]) -> Verdict:
    """Return supported when all tests speak for a claim, partly when some do.

    Without any deciding test the claim is not checkable (yet).
    """
    answers = list(holds)
    if not answers:
        return "not_checkable"
    if all(answers):
        return "supported"
    return "partly" if any(answers) else "not_supported"


def verdict_of_cause(holds: Iterable[bool]) -> Verdict:
    """Return partly when everything that a cause implies is seen, not supported otherwise.

    What a cause implies can be seen without the cause: numbers never support it in full.
    """
    answers = list(holds)
    if not answers:
        return "not_checkable"
    return "partly" if all(answers) else "not_supported"


def read_test(claim: Claim, test: Test, desk: Desk) -> Reading:
    """Return one test with its number as a published figure."""
    found = CHECKS[test.check].run(test.inputs, desk)
    bounds = (("at least", test.at_least), ("at most", test.at_most), ("less than", test.below))
    asked = " and ".join(f"{word} {bound:g}" for word, bound in bounds if bound is not None)
    reason = f" {test.why}" if test.why else ""
    use = "To be judged the claim asks for" if test.role == "condition" else "The claim asks for"
    figure = Figure(
        id=f"claims.{claim.id}.{test.id}",
        label=test.label,
        value=found.value,
        unit=found.unit,
        grade=found.grade,
        as_of=found.as_of,
        sources=found.sources,
        method=f"{found.method} {use} {asked}.{reason}",
        rows=found.rows,
        inputs=found.inputs,
    )
    return Reading(test=test, figure=figure, holds=test.holds(found.value))
