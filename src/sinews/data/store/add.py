"""`sinews data add`: files into the store, then the compiled tables that follow from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sinews.core.table import EvidenceTable
from sinews.data.compile.compiled import ShortError, compile_table
from sinews.data.read.merge import merge_parts
from sinews.data.read.originals import Arrival, Imported, gather_tables
from sinews.data.read.reader import list_readers
from sinews.data.registry import Kinds
from sinews.data.store.digest import join_digests
from sinews.data.store.store import (
    Incoming,
    Store,
    Stored,
    StoreWriter,
)
from sinews.data.store.vintage import Vintage, find_vintage
from sinews.errors import EvidenceError, SinewsError


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What one import did.

    Attributes
    ----------
    raw, compiled
        What became of each table.
    incomplete
        Table id to what else it needs, for compiled tables that use some of the data.
    failed
        Table id to the error, for compiled tables whose build broke its contract.
    skipped
        Files inside the folders given that no reader knows.
    notes
        What readers left out by rule, with counts.
    """

    raw: tuple[Stored, ...]
    compiled: tuple[Stored, ...]
    incomplete: Mapping[str, str]
    failed: Mapping[str, str]
    skipped: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()


def add_files(paths: Sequence[Path], store: Store, kinds: Kinds, arrival: Arrival) -> Added:
    """Read files and folders into the store; nothing is written unless all of them are valid."""
    gathered = gather_tables(paths, kinds.readers, arrival)
    if not gathered.tables:
        where = ", ".join(map(str, paths))
        raise EvidenceError(
            f"There is no table in {where}: {len(gathered.skipped)} files are none that Sinews "
            f"reads, the others hold no rows. It reads:\n  {list_readers(kinds.readers)}"
        )
    with store.write() as writer:
        incoming = [_prepare_raw(i, store, writer, arrival.urls) for i in gathered.tables]
        raw = tuple(writer.put(i) for i in incoming)
        followed = compile_stored(store, writer, kinds, {s.vintage.table for s in raw})
    return replace(followed, raw=raw, skipped=gathered.skipped, notes=gathered.notes)


def compile_stored(
    store: Store, writer: StoreWriter, kinds: Kinds, touched: set[str] | None = None
) -> Added:
    """Build the compiled tables whose inputs are all in the store.

    Parameters
    ----------
    touched
        Only tables that use one of these inputs; all when None.
    """
    raw = [v for v in store.vintages() if v.kind == "raw"]
    here = {v.table for v in raw}
    wanted = [c for c in kinds.compiled if set(c.inputs) & (here if touched is None else touched)]
    incomplete = {
        c.id: f"also {', '.join(sorted(set(c.inputs) - here))}"
        for c in wanted
        if not set(c.inputs) <= here
    }
    partial = {s.id for r in kinds.readers if r.partial for s in r.specs}
    specs = {s.id: s for r in kinds.readers for s in r.specs}
    tables: dict[tuple[str, bool], list[EvidenceTable]] = {}
    built: list[Stored] = []
    failed: dict[str, str] = {}
    for compiled in wanted:
        if compiled.id in incomplete:
            continue
        try:
            every = compiled.every_release
            for id in compiled.inputs:
                if (id, every) not in tables:
                    wanted_here = _every_release(id, raw) if every else [find_vintage(id, raw)]
                    tables[id, every] = [store.read_table(v, specs[id]) for v in wanted_here]
            table = compile_table(compiled, {i: tables[i, every] for i in compiled.inputs})
        except ShortError as error:
            # A corridor is no fault of its file: a part of a table cannot give the whole.
            told = incomplete if partial & set(compiled.inputs) else failed
            told[compiled.id] = f"more: {error.short}" if told is incomplete else str(error)
        except SinewsError as error:
            failed[compiled.id] = str(error)
        else:
            built.append(writer.put(Incoming(table=table, kind="compiled")))
    needs = {id: f"needs {what}" for id, what in incomplete.items()}
    return Added(raw=(), compiled=tuple(built), incomplete=needs, failed=failed)


def _every_release(id: str, raw: Sequence[Vintage]) -> list[Vintage]:
    """Return the last arrival of every release of a table, oldest release first."""
    own = sorted((v for v in raw if v.table == id), key=lambda v: v.age)
    return list({v.label: v for v in own}.values())


def _prepare_raw(
    imported: Imported, store: Store, writer: StoreWriter, urls: Mapping[str, str]
) -> Incoming:
    source = imported.reader.source
    url = " ".join(sorted(urls[n] for n in imported.originals.values() if n in urls))
    table, originals = imported.table, imported.originals
    if imported.reader.partial:
        table, originals = _extend(imported, store, writer)
    made = {"url": url or source.url, "licence": source.licence, "reader": imported.reader.id}
    return Incoming(table=table, kind="raw", originals=originals, made=made)


def _extend(
    imported: Imported, store: Store, writer: StoreWriter
) -> tuple[EvidenceTable, Mapping[str, str]]:
    """Return the part joined to the stored parts of the same release."""
    table = imported.table
    (release,) = table.releases
    known = writer.newest(table.spec.id, release.key)
    if known is None:
        return table, imported.originals
    originals = {**known.originals, **imported.originals}
    names = [known.id, *imported.originals.values()]
    frame = merge_parts(table.spec, [store.read(known), table.frame], names)
    joined = replace(release, sha256=join_digests(originals))
    return EvidenceTable(spec=table.spec, frame=frame, releases=(joined,)), originals


def recompile_store(store: Store, kinds: Kinds) -> Added:
    """Build all compiled tables of the store again, for example after an update of Sinews."""
    with store.write() as writer:
        return compile_stored(store, writer, kinds)
