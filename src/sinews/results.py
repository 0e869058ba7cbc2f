"""The results that travel with the package. To add one: declare it where it is read, list it here.

An entry is the place of an `Artifact`, so that naming them all imports none of them.
"""

from typing import Any, Final

from sinews.core.artifact.declare import Artifact, find_object
from sinews.core.registry import Registry

_PLACES: Final = (
    "sinews.support.forecast.results:BACKTEST",
    "sinews.materiel.shipped:POSTERIOR",
    "sinews.materiel.shipped:BACKTEST",
    "sinews.materiel.shipped:CALIBRATION",
)


def list_results() -> Registry[Artifact[Any]]:
    """Return all results, each after those that it is computed from."""
    return Registry("result", tuple(find_object(p) for p in _PLACES))
