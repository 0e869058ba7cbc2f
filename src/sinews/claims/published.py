"""All published figures, those of the claims included, and the chain behind each."""

from sinews.catalogue import find_figure, list_figures
from sinews.claims.claim import Judged
from sinews.claims.judge import judge_all
from sinews.core.figure import Figure
from sinews.data.evidence.chain import Chain, trace_figure
from sinews.data.evidence.evidence import Evidence
from sinews.errors import UnknownNameError

PREFIX = "claims."


def claim_figures(judged: tuple[Judged, ...]) -> tuple[Figure, ...]:
    """Return the figures that the tests of claims computed."""
    return tuple(r.figure for j in judged for r in j.readings)


def list_published(evidence: Evidence, prefix: str = "") -> tuple[Figure, ...]:
    """Return all figures whose id starts with the prefix, sorted by id.

    Raises
    ------
    UnknownNameError
        No figure starts so; the nearest ids are suggested.
    """
    if prefix and not (prefix.startswith(PREFIX) or PREFIX.startswith(prefix)):
        return list_figures(evidence, prefix)
    base = list_figures(evidence)
    found = (*base, *claim_figures(judge_all(evidence, {f.id: f for f in base})))
    matching = [f for f in found if f.id.startswith(prefix)]
    if not matching:
        raise UnknownNameError("figure", prefix, [f.id for f in found if f.id.startswith(PREFIX)])
    return tuple(sorted(matching, key=lambda f: f.id))


def list_below(evidence: Evidence, id: str) -> tuple[Figure, ...]:
    """Return the figures whose ids go on where this one ends; none for a figure's own id."""
    try:
        found = list_published(evidence, id)
    except UnknownNameError:
        return ()
    return () if any(f.id == id for f in found) else found


def explain_published(evidence: Evidence, id: str) -> Chain:
    """Return where a figure comes from, its inputs included.

    Raises
    ------
    UnknownNameError
        There is no such figure; the nearest ids are suggested.
    """
    return trace_figure(evidence, _find(evidence, id), lambda i: _find(evidence, i))


def _find(evidence: Evidence, id: str) -> Figure:
    """Return one figure; only the families that can hold it are computed."""
    if not id.startswith(PREFIX):
        return find_figure(evidence, id)
    figures = {f.id: f for f in list_published(evidence, PREFIX)}
    if id not in figures:
        raise UnknownNameError("figure", id, figures)
    return figures[id]
