"""`sinews update`: fetch every source with an address, add, compile, verify, say what changed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Literal

from sinews.data.compile.compiled import Kinds
from sinews.data.evidence.evidence import RECOMPILE, Evidence
from sinews.data.evidence.freshness import Reach, list_reach
from sinews.data.fetch.endpoints import Endpoint, fill_addresses
from sinews.data.fetch.fetch import Wish, fetch_source, list_settings
from sinews.data.store.add import Added, recompile_store
from sinews.data.store.files import write_file
from sinews.data.store.store import Store
from sinews.data.store.verify import Verified, verify_all
from sinews.errors import SinewsError
from sinews.update.changes import (
    Changes,
    changes_from_json,
    compare_evidence,
    find_before,
)

Status = Literal["new", "unchanged", "failed", "needs settings", "planned"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceResult:
    """What became of one source; `why` says what failed or is needed, or the addresses planned."""

    id: str
    title: str
    status: Status
    why: str = ""
    added: Added | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Updated:
    """What one update did.

    Attributes
    ----------
    verified
        The check of every byte after it; None for a dry run.
    reach
        To which month each kind of data reaches now.
    """

    sources: tuple[SourceResult, ...]
    changes: Changes = field(default_factory=Changes)
    verified: Verified | None = None
    reach: tuple[Reach, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether every source gave its files, all were read, and nothing is damaged."""
        failed = any(s.status == "failed" for s in self.sources)
        return not failed and not (self.verified and self.verified.damages)


def update_all(
    store: Store,
    evidence: Evidence,
    kinds: Kinds,
    endpoints: Sequence[Endpoint],
    wish: Wish,
    *,
    dry_run: bool = False,
) -> Updated:
    """Fetch and add every source; one that fails costs only itself.

    Sources that need settings are fetched with those of the user's last `data fetch --set`.

    Parameters
    ----------
    wish
        Hosts, limits and progress; its settings are not used.
    dry_run
        Only say what would be fetched; nothing is asked or written.
    """
    plans = [p for e in endpoints for p in _plan(e, store)]
    if dry_run:
        return Updated(sources=tuple(p for p, _, _ in plans), reach=list_reach(evidence))
    before = replace(evidence, pinned=dict(evidence.digests))
    results = tuple(
        planned
        if settings is None
        else _fetch(endpoint, store, kinds, replace(wish, settings=settings))
        for planned, endpoint, settings in plans
    )
    _renew(evidence, store, kinds)
    now = Evidence(evidence.folder, store, evidence.mode)
    changes = compare_evidence(before, now)
    if changes:
        _keep(store, now, changes)
    return Updated(
        sources=results, changes=changes, verified=verify_all(store, now), reach=list_reach(now)
    )


def _renew(evidence: Evidence, store: Store, kinds: Kinds) -> None:
    """Build the store's compiled tables again where another version of Sinews built them."""
    older = Evidence(evidence.folder, store).passed_over.values()
    if any(RECOMPILE in why for why in older):
        recompile_store(store, kinds)


def describe_changes(evidence: Evidence) -> Changes:
    """Return what the last import or update changed; empty where the store changed nothing.

    The record of the last update is used while the evidence is still the one it left; otherwise
    the tables in use are compared with the vintages before them, which computes figures twice.
    """
    if evidence.store is None or not evidence.digests:
        return Changes()
    if (kept := _read_kept(evidence.store, evidence)) is not None:
        return kept
    before = find_before(evidence)
    if before is None:
        return Changes()
    changes = compare_evidence(before, evidence)
    _keep(evidence.store, evidence, changes)
    return changes


def describe_update(updated: Updated) -> dict[str, object]:
    """Return the record that `sinews update --json` prints."""
    from sinews.data.store.reports import describe_import, describe_verification

    return {
        "sources": [
            {"id": s.id, "status": s.status, "why": s.why}
            | ({"added": describe_import(s.added)} if s.added else {})
            for s in updated.sources
        ],
        "changes": updated.changes.to_json(),
        "verified": describe_verification(updated.verified) if updated.verified else None,
        "reach": [r.to_json() for r in updated.reach],
    }


def _plan(
    endpoint: Endpoint, store: Store
) -> list[tuple[SourceResult, Endpoint, Mapping[str, str] | None]]:
    """Return what is to be fetched: once, once for each setting used before, or not at all."""
    known: Sequence[Mapping[str, str]] = list_settings(store, endpoint.id)
    if not endpoint.settings:
        known = [{}]
    if not known:
        needs = ", ".join(f"--set {n}=..." for n in endpoint.settings)
        why = f"fetch it once with `sinews data fetch {endpoint.id} {needs}`"
        return [(_result(endpoint, "needs settings", why), endpoint, None)]
    return [
        (_result(endpoint, "planned", " ".join(fill_addresses(endpoint, s).values())), endpoint, s)
        for s in known
    ]


def _fetch(endpoint: Endpoint, store: Store, kinds: Kinds, wish: Wish) -> SourceResult:
    try:
        added = fetch_source(endpoint, store, kinds, wish)
    except SinewsError as error:
        return _result(endpoint, "failed", str(error))
    if not added.whole:
        why = "; ".join(dict.fromkeys((*added.set_aside.values(), *added.failed.values())))
        return replace(_result(endpoint, "failed", why), added=added)
    fresh = any(s.status != "same" for s in added.raw)
    return replace(_result(endpoint, "new" if fresh else "unchanged"), added=added)


def _result(endpoint: Endpoint, status: Status, why: str = "") -> SourceResult:
    return SourceResult(id=endpoint.id, title=endpoint.title, status=status, why=why)


def _place(store: Store) -> Path:
    return store.home / "changes.json"


def _digest(evidence: Evidence) -> str:
    from sinews import __version__

    tables = {id: e["sha256"] for id, e in evidence.manifest.items()}
    return sha256(json.dumps([__version__, tables], sort_keys=True).encode()).hexdigest()


def _keep(store: Store, evidence: Evidence, changes: Changes) -> None:
    """Keep the record for the next brief; where it cannot be written it is computed again."""
    record = {"evidence": _digest(evidence), "changes": changes.to_json()}
    try:
        write_file(_place(store), json.dumps(record, ensure_ascii=False).encode())
    except OSError:
        return


def _read_kept(store: Store, evidence: Evidence) -> Changes | None:
    try:
        record = json.loads(_place(store).read_bytes())
        if record["evidence"] == _digest(evidence):
            return changes_from_json(record["changes"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return None
