"""Which of two tables is used: the one shipped with the package or the one in the store."""

import os
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, cast, get_args

from sinews import __version__
from sinews.data.store.releases import order_releases
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
    stored = _newest_by_source((r.source, r.id) for r in vintage.releases)
    pinned = _newest_by_source((r["source"], r["id"]) for r in shipped["releases"])
    for source, release in pinned.items():
        if source in stored and order_releases(stored[source]) < order_releases(release):
            return f"the shipped table is of a later release ({source}@{release})"
    if vintage.rows < shipped["rows"]:
        return f"{vintage.rows} rows, the shipped table has {shipped['rows']}"
    return None


def _newest_by_source(releases: Iterable[tuple[str, str]]) -> dict[str, str]:
    newest: dict[str, str] = {}
    for source, id in releases:
        if source not in newest or order_releases(id) > order_releases(newest[source]):
            newest[source] = id
    return newest
