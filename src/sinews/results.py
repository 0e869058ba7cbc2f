"""The results that travel with the package. To add one: declare it where it is read, list it here.

An entry is the place of an `Artifact`, so that naming them all imports none of them.
"""

from pathlib import Path
from typing import Any, Final

from sinews.core.artifact.declare import Artifact, find_object
from sinews.core.artifact.make import write_stamp
from sinews.core.artifact.syntax import find_root
from sinews.core.registry import Registry
from sinews.data.evidence.evidence import Evidence

_PLACES: Final = (
    "sinews.data.compile.support.conversion:CONVERSION",
    "sinews.support.forecast.results:BACKTEST",
    "sinews.materiel.shipped:POSTERIOR",
    "sinews.materiel.shipped:CALIBRATION",
    "sinews.front.shipped:SCORES",
    "sinews.campaign.instruments:INSTRUMENTS",
    "sinews.campaign.inputs:BASE_PATH",
    "sinews.campaign.report:REPORT",
    "sinews.decision.report.shipped:REPORT",
)


def list_results() -> Registry[Artifact[Any]]:
    """Return all results, each after those that it is computed from."""
    return Registry("result", tuple(find_object(p) for p in _PLACES))


def list_older(evidence: Evidence) -> dict[str, tuple[str, ...]]:
    """Return id of each result to the tables that are newer in use than those it was made from.

    A kept result is made from shipped tables alone: where the store holds newer ones, other
    numbers of the same page may be newer than those of the result.
    """
    found = {}
    for artifact in list_results():
        tables = [Path(i).stem for i in artifact.inputs if i.startswith("data/reference/")]
        newer = tuple(t for t in tables if _is_other(evidence, t))
        if newer:
            found[artifact.id] = newer
    return found


def _is_other(evidence: Evidence, table: str) -> bool:
    used, shipped = evidence.manifest.get(table), evidence.shipped.get(table)
    return used is not None and shipped is not None and used["sha256"] != shipped["sha256"]


def stamp_compiled(folder: Path) -> tuple[str, ...]:
    """Stamp the results whose files are shipped tables in a folder, just compiled; return ids."""
    compiled = [
        a
        for a in list_results()
        if all((find_root(a.package) / f).parent.resolve() == folder.resolve() for f in a.files)
    ]
    for artifact in compiled:
        write_stamp(artifact, "compiled from the producers' originals")
    return tuple(a.id for a in compiled)
