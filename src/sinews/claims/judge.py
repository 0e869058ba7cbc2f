"""Verdicts: computed from tests, never typed where a test exists."""

from collections.abc import Iterable, Mapping

from sinews.catalogue import list_figures
from sinews.claims.check import Desk
from sinews.claims.checks import CHECKS
from sinews.claims.claim import Claim, Judged, Reading, Test, Verdict, When
from sinews.claims.ledger import read_ledger
from sinews.core.figure import Figure
from sinews.data.evidence import Evidence
from sinews.errors import UnknownNameError


def judge_all(
    evidence: Evidence, figures: Mapping[str, Figure] | None = None, *, known: When = "since"
) -> tuple[Judged, ...]:
    """Return the verdict on every claim of the ledger.

    Parameters
    ----------
    figures
        Published figures by id; all of the catalogue where not given.
    known
        ``then`` judges with what was known when the article was written, ``since`` with all.
    """
    found = figures or {f.id: f for f in list_figures(evidence)}
    desk = open_desk(evidence, found)
    return tuple(judge(c, desk, known=known) for c in read_ledger())


def open_desk(evidence: Evidence, figures: Mapping[str, Figure]) -> Desk:
    """Return what checks may look at."""

    def figure(id: str) -> Figure:
        if id not in figures:
            raise UnknownNameError("figure", id, figures)
        return figures[id]

    return Desk(figure=figure, frame=evidence.frame, releases=lambda t: evidence.table(t).sources)


def judge(claim: Claim, desk: Desk, *, known: When = "since") -> Judged:
    """Return the verdict on one claim."""
    tests = [t for t in claim.tests if known == "since" or t.when == "then"]
    readings = tuple(read_test(claim, t, desk) for t in tests)
    if not claim.tests:
        return Judged(claim=claim, readings=(), verdict=claim.typed or "not_checkable")
    deciding = [r.holds for r in readings if r.test.when in claim.decided_by]
    return Judged(claim=claim, readings=readings, verdict=verdict_of(deciding))


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


def read_test(claim: Claim, test: Test, desk: Desk) -> Reading:
    """Return one test with its number as a published figure."""
    found = CHECKS[test.check].run(test.inputs, desk)
    bounds = (("at least", test.at_least), ("at most", test.at_most))
    asked = " and ".join(f"{word} {bound:g}" for word, bound in bounds if bound is not None)
    reason = f" {test.why}" if test.why else ""
    figure = Figure(
        id=f"claims.{claim.id}.{test.id}",
        label=test.label,
        value=found.value,
        unit=found.unit,
        grade=found.grade,
        as_of=found.as_of,
        sources=found.sources,
        method=f"{found.method} The claim asks for {asked}.{reason}",
        rows=found.rows,
        inputs=found.inputs,
    )
    return Reading(test=test, figure=figure, holds=test.holds(found.value))
