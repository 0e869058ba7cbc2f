"""`sinews data add`: files into the store, then the compiled tables that follow from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import polars as pl

from sinews.core.table import EvidenceTable
from sinews.data.compile.compiled import Kinds
from sinews.data.read.originals import (
    Gathered,
    Imported,
    Refused,
    gather_tables,
    merge_parts,
)
from sinews.data.read.releases import Arrival
from sinews.data.store.rebuild import Rebuilt, compile_stored
from sinews.data.store.releases import join_digests
from sinews.data.store.store import Incoming, Store, Stored, StoreWriter
from sinews.data.store.vintage import Vintage
from sinews.errors import EvidenceError, UnknownNameError, UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What one import did.

    Attributes
    ----------
    raw
        What became of each readers' table.
    rebuilt
        What became of the compiled tables that use them.
    skipped
        Files inside the folders given that no reader knows.
    refused
        Files that could not be read, and why; the others were read.
    notes
        What readers left out by rule, with counts.
    """

    raw: tuple[Stored, ...]
    rebuilt: Rebuilt = field(default_factory=Rebuilt)
    skipped: tuple[Path, ...] = ()
    refused: tuple[Refused, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def compiled(self) -> tuple[Stored, ...]:
        """What became of each compiled table."""
        return self.rebuilt.compiled

    @property
    def incomplete(self) -> Mapping[str, str]:
        """Compiled table to what else it needs."""
        return self.rebuilt.incomplete

    @property
    def failed(self) -> Mapping[str, str]:
        """Compiled table to the error of its build."""
        return self.rebuilt.failed

    @property
    def set_aside(self) -> Mapping[str, str]:
        """Vintage to the contradiction for which it is set aside."""
        given = {s.vintage.id: s.vintage.quarantined for s in self.raw if s.vintage.quarantined}
        return {**given, **self.rebuilt.quarantined}

    @property
    def whole(self) -> bool:
        """Whether everything was read, and everything that could be built was."""
        return not (self.refused or self.failed or self.set_aside)


def add_files(paths: Sequence[Path], store: Store, kinds: Kinds, arrival: Arrival) -> Added:
    """Read files and folders into the store; what cannot be read is reported beside the rest.

    Raises
    ------
    EvidenceError
        No file holds a table.
    """
    gathered = gather_tables(paths, kinds.readers, arrival)
    if not gathered.tables:
        _refuse_all(paths, gathered)
    refused = list(gathered.refused)
    with store.write() as writer:
        incoming, bad = [], set[str]()
        for imported in gathered.tables:
            try:
                ready = _prepare_raw(imported, store, writer, arrival.urls)
                incoming.append((imported.originals.keys(), ready))
            except EvidenceError as error:
                names = tuple(Path(n) for n in imported.originals.values())
                refused.append(Refused(files=names, error=error))
                bad |= imported.originals.keys()
        # A file is read as a whole or not at all.
        raw = [writer.put(ready) for files, ready in incoming if not files & bad]
        if not raw:
            raise refused[0].error
        rebuilt = compile_stored(store, writer, kinds, {s.vintage.table for s in raw})
        current = {v.sequence: v for v in writer.vintages}
    return Added(
        raw=tuple(replace(s, vintage=current[s.vintage.sequence]) for s in raw),
        rebuilt=rebuilt,
        skipped=gathered.skipped,
        refused=tuple(refused),
        notes=(*gathered.notes, *rebuilt.notes),
    )


def _refuse_all(paths: Sequence[Path], gathered: Gathered) -> None:
    if gathered.refused:
        misuse = all(isinstance(r.error, UsageError) for r in gathered.refused)
        said = "\n".join(dict.fromkeys(map(str, gathered.refused)))
        raise UsageError(said) if misuse else EvidenceError(said)
    where = ", ".join(map(str, paths))
    raise EvidenceError(
        f"There is no table in {where}: {len(gathered.skipped)} files are none that Sinews "
        f"reads, the others hold no rows. `sinews data sources` lists the files that are read."
    )


def _prepare_raw(
    imported: Imported, store: Store, writer: StoreWriter, urls: Mapping[str, str]
) -> Incoming:
    source = imported.reader.source
    url = " ".join(sorted(urls[n] for n in imported.originals.values() if n in urls))
    table, originals, notes = imported.table, imported.originals, imported.notes
    if imported.reader.partial:
        table, originals, notes = _extend(imported, store, writer)
    made = {"url": url or source.url, "licence": source.licence, "reader": imported.reader.id}
    return Incoming(
        table=table,
        kind="raw",
        originals=originals,
        made=made,
        part=imported.reader.partial,
        notes=notes,
    )


def _extend(
    imported: Imported, store: Store, writer: StoreWriter
) -> tuple[EvidenceTable, Mapping[str, str], tuple[str, ...]]:
    """Return the part joined to the stored parts of the same release."""
    table = imported.table
    (release,) = table.releases
    known = writer.newest(table.spec.id, release.key)
    if known is None:
        return table, imported.originals, imported.notes
    originals = {**known.originals, **imported.originals}
    names = [known.id, *imported.originals.values()]
    parts = [store.read(known), table.frame]
    if imported.by_day:
        # Nothing but the day names this release: of two answers of one day the later counts.
        columns = [c.name for c in table.spec.columns]
        both = pl.concat([p.select(columns) for p in parts])
        frame = both.unique(table.spec.key, keep="last", maintain_order=True)
    else:
        frame = merge_parts(table.spec, parts, names)
    joined = replace(release, sha256=join_digests(originals))
    notes = tuple(dict.fromkeys((*known.notes, *imported.notes)))
    return EvidenceTable(spec=table.spec, frame=frame, releases=(joined,)), originals, notes


def recompile_store(store: Store, kinds: Kinds) -> Added:
    """Build all compiled tables of the store again, for example after an update of Sinews."""
    with store.write() as writer:
        rebuilt = compile_stored(store, writer, kinds)
    return Added(raw=(), rebuilt=rebuilt, notes=rebuilt.notes)


def retire_vintages(
    store: Store, kinds: Kinds, name: str, *, undo: bool = False
) -> tuple[tuple[Vintage, ...], Added]:
    """Take vintages out of use, or back into it, and build what follows again.

    Parameters
    ----------
    name
        ``TABLE@RELEASE``, one vintage of it (``TABLE@RELEASE:2``), or ``SOURCE@RELEASE`` for all
        tables of a release.

    Raises
    ------
    UnknownNameError
        The store has no such vintage.
    """
    reason = "" if undo else f"retired by the user on {date.today().isoformat()}"
    with store.write() as writer:
        found = [v for v in writer.vintages if name in _list_names(v)]
        if not found:
            known = sorted({n for v in writer.vintages for n in _list_names(v)})
            raise UnknownNameError("vintage or release", name, known)
        writer.mark(replace(v, retired=reason) for v in found)
        touched = {v.table for v in found if v.kind == "raw"}
        rebuilt = compile_stored(store, writer, kinds, touched) if touched else Rebuilt()
        marked = {v.sequence for v in found}
        return tuple(v for v in writer.vintages if v.sequence in marked), Added(
            raw=(), rebuilt=rebuilt
        )


def _list_names(vintage: Vintage) -> set[str]:
    sources = {r.key for r in vintage.releases} if vintage.kind == "raw" else set()
    return {vintage.id, f"{vintage.table}@{vintage.label}", *sources}
