"""`sinews data verify`: compare every byte with what was written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sinews.data.evidence.evidence import Evidence
from sinews.data.store.manifest import restore_manifest
from sinews.data.store.store import Store
from sinews.errors import SinewsError


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """One thing that is not as it was written; `message` names the file and the remedy.

    `sequence` is that of the vintage in the store; 0 for a shipped table and the manifest.
    """

    id: str
    message: str
    sequence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was checked.

    Attributes
    ----------
    checked
        Number of tables whose digest was compared.
    leftovers
        Files of interrupted imports; harmless.
    repaired
        What a repair did before the check.
    set_aside
        Vintage to the contradiction, or the user's decision, for which it is not used.
    notes
        What readers set aside by rule, each with its vintage.
    """

    checked: int
    damages: tuple[Damage, ...]
    leftovers: tuple[Path, ...] = ()
    repaired: tuple[str, ...] = ()
    set_aside: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def verify_all(store: Store, evidence: Evidence, *, repair: bool = False) -> Verified:
    """Check the store and the shipped tables, after fixing what can be fixed if asked to."""
    repaired = repair_store(store) if repair else ()
    own, shipped = verify_store(store), verify_shipped(Evidence(evidence.folder))
    return Verified(
        checked=own.checked + shipped.checked,
        damages=own.damages + shipped.damages,
        leftovers=own.leftovers,
        repaired=repaired,
        set_aside=own.set_aside,
        notes=own.notes,
    )


def verify_store(store: Store) -> Verified:
    """Compare every file of the store with its digest."""
    try:
        vintages = store.vintages()
    except SinewsError as error:
        return Verified(checked=0, damages=(Damage(id="manifest", message=str(error)),))
    damages = []
    for vintage in vintages:
        try:
            store.read(vintage)
        except SinewsError as error:
            damages.append(Damage(id=vintage.id, message=str(error), sequence=vintage.sequence))
    known = {store.path(v) for v in vintages}
    leftovers = [p for p in sorted(store.folder.rglob("*")) if _is_leftover(p) and p not in known]
    raw = [v for v in vintages if v.kind == "raw"]
    return Verified(
        checked=len(vintages),
        damages=tuple(damages),
        leftovers=tuple(leftovers),
        set_aside={v.id: v.retired or v.quarantined for v in raw if not v.usable},
        notes=tuple(dict.fromkeys(f"{v.id}: {n}" for v in raw for n in v.notes)),
    )


def verify_shipped(evidence: Evidence) -> Verified:
    """Compare every shipped table with its digest."""
    damages = []
    for id in evidence.ids:
        try:
            evidence.table(id)
        except SinewsError as error:
            damages.append(Damage(id=id, message=str(error)))
    return Verified(checked=len(evidence.ids), damages=tuple(damages))


def repair_store(store: Store) -> tuple[str, ...]:
    """Restore the manifest, forget damaged vintages, remove leftovers; return what was done."""
    with store.lock():
        done = ["manifest restored from its copy"] if restore_manifest(store.folder) else []
    found = verify_store(store)
    if not (found.damages or found.leftovers):
        return tuple(done)
    with store.write() as writer:
        found = verify_store(store)
        writer.drop({d.sequence for d in found.damages})
        done += [f"forgot {d.id}" for d in found.damages]
        for path in found.leftovers:
            path.unlink(missing_ok=True)
            done.append(f"removed {path}")
    return tuple(done)


def _is_leftover(path: Path) -> bool:
    return path.suffix in {".tmp", ".parquet"}
