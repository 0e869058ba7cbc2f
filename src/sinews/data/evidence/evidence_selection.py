"""Which of two tables is used: the one shipped with the package or the one in the store."""

import os
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, cast, get_args

from sinews import __version__
from sinews.core.provenance import Release
from sinews.data.store.releases import is_later, release_from_json
from sinews.data.store.vintage import Vintage
from sinews.errors import UnknownNameError

Mode = Literal["newest", "shipped", "store"]
VARIABLE: Final = "SINEWS_EVIDENCE"


def read_mode() -> Mode:
    """Return which tables the user wants, from the environment.

    Raises
    ------
    UnknownNameError
        SINEWS_EVIDENCE holds something else than newest, shipped or store.
    """
    mode = os.environ.get(VARIABLE) or "newest"
    if mode not in get_args(Mode):
        raise UnknownNameError(f"value of {VARIABLE}", mode, get_args(Mode))
    return cast(Mode, mode)


def why_not_stored(vintage: Vintage, shipped: Mapping[str, Any] | None, mode: Mode) -> str | None:
    """Return why the stored table is passed over, or None when it is the one to use.

    A stored table is used when it was built by this version of the code, comes from no earlier
    release than the shipped one, and does not cover less: coverage never shrinks unseen.
    """
    if mode == "shipped":
        return f"{VARIABLE}=shipped"
    built = vintage.made["code_version"]
    if built != __version__:
        return f"built by sinews {built}; run `sinews data compile --store`"
    if shipped is None or mode == "store":
        return None
    stored = _newest_by_source(vintage.releases)
    pinned = _newest_by_source(release_from_json(r) for r in shipped["releases"])
    for source, release in pinned.items():
        if source in stored and is_later(release, stored[source]):
            return f"the shipped table is of a later release ({release.key})"
    if vintage.rows < shipped["rows"]:
        return f"{vintage.rows} rows, the shipped table has {shipped['rows']}"
    return None


def _newest_by_source(releases: Iterable[Release]) -> dict[str, Release]:
    newest: dict[str, Release] = {}
    for release in releases:
        known = newest.get(release.source)
        if known is None or is_later(release, known):
            newest[release.source] = release
    return newest
