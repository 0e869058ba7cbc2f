"""Releases behind the series of the front: of a table of many observers only those that count."""

from typing import Final

from sinews.data.evidence.evidence import Evidence
from sinews.errors import EvidenceError
from sinews.front.series.registry import list_series

_TABLE: Final = "front_monthly"
_SOURCES: Final = {
    "ground": "control_areas",
    "oneway": "strike_bulletins",
    "cruise": "strike_bulletins",
    "ballistic": "strike_bulletins",
    "mixed": "strike_bulletins",
    "unknown": "strike_bulletins",
    "ru_deaths": "russian_deaths",
    "ua_named_dead": "named_dead",
    "ua_named_missing": "named_dead",
    "photographed": "photographed_losses",
    "nwf": "wealth_fund",
}
"""What a part of a series is called before its first dot, to the source that observes it."""


def releases_behind(evidence: Evidence, *ids: str) -> tuple[str, ...]:
    """Return the releases that series are read from, each once.

    Raises
    ------
    EvidenceError
        A part of a series has no source here.
    """
    found: dict[str, None] = {}
    for id in ids:
        for part in list_series()[id].parts:
            table, _, name = part.partition(":")
            if table != _TABLE:
                found |= dict.fromkeys(evidence.table("losses_vintages").sources)
                continue
            source = _SOURCES.get(name.partition(".")[0])
            own = [r for r in evidence.table(_TABLE).sources if r.partition("@")[0] == source]
            if not own:
                raise EvidenceError(
                    f"Series {id!r} is read from {part!r}, but {_TABLE} names no release of its "
                    "source; import that source again with `sinews data add`."
                )
            found |= dict.fromkeys(own)
    return tuple(found)
