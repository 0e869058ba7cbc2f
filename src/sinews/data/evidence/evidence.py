"""The evidence available: compiled tables by id, shipped with the package or from the store."""

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final, Literal, TypeVar, cast, get_args

import polars as pl

from sinews import __version__
from sinews.core.provenance import Release
from sinews.core.table import EvidenceTable, html_table
from sinews.data.store.files import decode_table
from sinews.data.store.releases import is_later, join_digests, release_from_json
from sinews.data.store.store import Store
from sinews.data.store.vintage import Vintage, find_vintage
from sinews.errors import LeftOutError, UnknownNameError

T = TypeVar("T")
Mode = Literal["newest", "shipped", "store"]
VARIABLE: Final = "SINEWS_EVIDENCE"
LEAVE_OUT: Final = "SINEWS_LEAVE_OUT"
"""Table ids, separated by commas, that are treated as if they were not there."""
RECOMPILE: Final = "sinews data compile --store"


@dataclass(frozen=True)
class Evidence:
    """Compiled tables by id; every read checks the digest.

    Parameters
    ----------
    folder
        Holds ``<table>.parquet`` and its record ``<table>.json`` for every shipped table.
    store
        Where the user's own imports lie; None leaves them out.
    mode
        ``newest`` prefers the store table by table where it is as new and as complete;
        ``shipped`` and ``store`` settle it.
    pinned
        Table id to the digest of the stored table to use, and the shipped one for all others: the
        evidence as it was at some moment. None uses what is newest.
    left_out
        Tables that are not used, shipped or stored.
    futures
        How many futures what is computed from it runs itself; None for the kept results.
    """

    folder: Traversable
    store: Store | None = None
    mode: Mode = "newest"
    pinned: Mapping[str, str] | None = None
    left_out: frozenset[str] = frozenset()
    futures: int | None = None

    @cached_property
    def shipped(self) -> Mapping[str, Any]:
        """Table id to the record of the shipped table."""
        records = (p for p in self.folder.iterdir() if p.name.endswith(".json"))
        entries = [json.loads(p.read_text(encoding="utf-8")) for p in records]
        return {e["table"]: e for e in sorted(entries, key=lambda e: str(e["table"]))}

    @cached_property
    def stored(self) -> Mapping[str, Vintage]:
        """Table id to the newest compiled vintage of the store that may be used."""
        from sinews.data.compile.tables import COMPILED

        if self.store is None or self.mode == "shipped":
            return {}
        known = self.store.vintages()
        here = [v for v in known if v.kind == "compiled" and v.table in COMPILED and v.usable]
        if self.pinned is not None:
            return {v.table: v for v in here if self.pinned.get(v.table) == v.sha256}
        return {id: find_vintage(id, here) for id in sorted({v.table for v in here})}

    @cached_property
    def passed_over(self) -> Mapping[str, str]:
        """Table id to the reason why its stored table is not used."""
        if self.pinned is not None:
            return {}
        reasons = {
            id: why_not_stored(vintage, self.shipped.get(id), self.mode)
            for id, vintage in self.stored.items()
        }
        return {id: why for id, why in reasons.items() if why}

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """Table id to the record of the table in use: file, digest, rows and releases."""
        stored = {i: v.to_json() for i, v in self.stored.items() if i not in self.passed_over}
        both = {**self.shipped, **stored}
        return {id: both[id] for id in sorted(both) if id not in self.left_out}

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """Table id to the digest of the stored table in use; shipped tables are not in it."""
        return {i: v.sha256 for i, v in self.stored.items() if i not in self.passed_over}

    @cached_property
    def _cache(self) -> dict[str, EvidenceTable]:
        return {}

    @cached_property
    def _derived(self) -> dict[str, object]:
        return {}

    def once(self, name: str, derive: Callable[[], T]) -> T:
        """Return what follows from the tables alone, derived at the first call and kept.

        Parameters
        ----------
        name
            Of the result, unique in the package: ``diversion.screen``.
        """
        if name not in self._derived:
            self._derived[name] = derive()
        return cast(T, self._derived[name])

    def _repr_html_(self) -> str:
        """Return the tables in use, as a notebook shows them."""
        from sinews.data.compile.tables import COMPILED

        rows = [
            (
                id,
                COMPILED[id].spec.description,
                e["rows"],
                ", ".join(r["id"] for r in e["releases"]),
            )
            for id, e in self.manifest.items()
        ]
        return html_table(("table", "holds", "rows", "releases"), rows, f"{len(rows)} tables")

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of all tables."""
        return tuple(self.manifest)

    def table(self, id: str) -> EvidenceTable:
        """Return one table, verified and validated.

        Raises
        ------
        UnknownNameError
            There is no such table.
        LeftOutError
            The user leaves the table out.
        ProvenanceError
            The bytes are not those that the manifest pins.
        """
        from sinews.data.compile.tables import COMPILED

        if id in self.left_out:
            raise LeftOutError(id, LEAVE_OUT)
        if id not in self.manifest:
            raise UnknownNameError("table", id, self.manifest)
        if id not in self._cache:
            # The contract of a shipped table says how many rows are known; an older release of
            # the user's may have fewer, and is used only where they ask for it.
            spec = COMPILED[id].spec
            self._cache[id] = EvidenceTable(
                spec=replace(spec, min_rows=1) if id in self.digests else spec,
                frame=self._read(id),
                releases=tuple(release_from_json(r) for r in self.manifest[id]["releases"]),
            )
        return self._cache[id]

    def frame(self, id: str) -> pl.DataFrame:
        """Return the frame of one table."""
        return self.table(id).frame

    def releases(self) -> dict[str, str]:
        """Return release key to sha256 over all tables, for run manifests."""
        found: dict[str, set[str]] = {}
        for entry in self.manifest.values():
            for record in entry["releases"]:
                release = release_from_json(record)
                found.setdefault(release.key, set()).add(release.sha256)
        return {key: join_digests(found[key]) for key in sorted(found)}

    def _read(self, id: str) -> pl.DataFrame:
        if self.store is not None and id in self.stored and id not in self.passed_over:
            return self.store.read(self.stored[id])
        record = self.shipped[id]
        return decode_table(
            (self.folder / record["file"]).read_bytes(),
            record["sha256"],
            what=f"The shipped table {id!r} ({record['file']})",
            remedy="Reinstall the package.",
        )


def open_evidence() -> Evidence:
    """Return the evidence of this user: shipped tables, and newer ones of the store.

    The environment variable SINEWS_EVIDENCE (``newest``, ``shipped``, ``store``) settles which;
    tables named in SINEWS_LEAVE_OUT are not used.
    """
    folder = files("sinews.data") / "reference"
    return Evidence(folder, Store(), read_mode(), left_out=read_left_out())


@cache
def open_shipped() -> Evidence:
    """Return the shipped tables alone: what results that travel with the package rest on."""
    folder = files("sinews.data") / "reference"
    return Evidence(folder, None, "shipped", left_out=read_left_out())


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


def read_left_out() -> frozenset[str]:
    """Return the tables that the user leaves out, from the environment.

    Raises
    ------
    UnknownNameError
        SINEWS_LEAVE_OUT names a table that is not known.
    """
    from sinews.data.compile.tables import COMPILED

    named = [t.strip() for t in os.environ.get(LEAVE_OUT, "").split(",") if t.strip()]
    for table in named:
        if table not in COMPILED:
            raise UnknownNameError(f"table in {LEAVE_OUT}", table, COMPILED.ids)
    return frozenset(named)


def why_not_stored(vintage: Vintage, shipped: Mapping[str, Any] | None, mode: Mode) -> str | None:
    """Return why the stored table is passed over, or None when it is the one to use.

    A stored table is used when it was built by this version of the code, comes from no earlier
    release than the shipped one, and does not cover less: coverage never shrinks unseen.
    """
    if mode == "shipped":
        return f"{VARIABLE}=shipped"
    built = vintage.made["code_version"]
    if built != __version__:
        return f"built by sinews {built}; run `{RECOMPILE}`"
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
