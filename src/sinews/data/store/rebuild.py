"""Compiled tables of the store, built from vintages that do not contradict each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from sinews.core.table import EvidenceTable
from sinews.data.compile.compiled import Compiled, Kinds, ShortError, compile_table
from sinews.data.evidence.evidence import open_shipped
from sinews.data.read.history import check_history
from sinews.data.store.store import Incoming, Store, Stored, StoreWriter
from sinews.data.store.vintage import Vintage, list_usable
from sinews.errors import ContradictionError, SinewsError

_MOST_COMPARED: Final = 300_000
"""Rows beyond which a table is not compared with the one before it (bulk files)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What became of the compiled tables.

    Attributes
    ----------
    incomplete
        Table id to what else it needs.
    failed
        Table id to the error of a build that broke its contract.
    quarantined
        Vintage id to the contradiction for which it is set aside.
    notes
        What the builds set aside, in sentences.
    """

    compiled: tuple[Stored, ...] = ()
    incomplete: Mapping[str, str] = field(default_factory=dict)
    failed: Mapping[str, str] = field(default_factory=dict)
    quarantined: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class _Attempt:
    built: list[EvidenceTable] = field(default_factory=list)
    incomplete: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    contradictions: list[ContradictionError] = field(default_factory=list)


def compile_stored(
    store: Store, writer: StoreWriter, kinds: Kinds, touched: set[str] | None = None
) -> Rebuilt:
    """Build the compiled tables whose inputs are all in the store.

    Where a build finds that vintages contradict each other, the import that brought the youngest
    of them is set aside with all its tables of that source, and what was in use before is used.

    Parameters
    ----------
    touched
        Only tables that use a source of one of these; all when None.
    """
    related = _list_related(writer.vintages, touched)
    wanted = [c for c in kinds.compiled if set(c.inputs) & related]
    attempt, held = _build_consistent(
        writer.vintages, wanted, related, _Tables(store, kinds), kinds
    )
    writer.mark(_mark_raw(writer.vintages, held, related))
    tells = {c.id: c.tell for c in wanted}
    built = tuple(writer.put(Incoming(table=t, kind="compiled")) for t in attempt.built)
    writer.mark(_mark_compiled(writer.vintages))
    return Rebuilt(
        compiled=built,
        incomplete={id: f"needs {what}" for id, what in attempt.incomplete.items()},
        failed=attempt.failed,
        quarantined={
            v.id: v.quarantined
            for v in writer.vintages
            if v.sequence in held and v.table in related
        },
        notes=tuple(n for t in attempt.built if (tell := tells[t.spec.id]) for n in tell(t.frame)),
    )


def _build_consistent(
    vintages: Sequence[Vintage],
    wanted: Sequence[Compiled],
    related: set[str],
    tables: "_Tables",
    kinds: Kinds,
) -> tuple[_Attempt, dict[int, str]]:
    """Return the tables built without contradiction, and sequence to reason of what is set aside.

    What was set aside of other sources stays so; of the sources available it is judged anew.
    """
    held = {v.sequence: v.quarantined for v in vintages if v.quarantined and v.table not in related}
    while True:
        usable = [
            replace(v, quarantined=held.get(v.sequence, "")) for v in vintages if v.kind == "raw"
        ]
        attempt = _build_all(wanted, usable, tables, kinds)
        if not (more := _find_suspects(attempt.contradictions, usable)):
            return attempt, held
        held |= more


class _Tables:
    """Readers' tables as they may be used, each read once."""

    def __init__(self, store: Store, kinds: Kinds) -> None:
        self._store = store
        self._specs = {s.id: s for r in kinds.readers for s in r.specs}
        self._read: dict[tuple[int, ...], EvidenceTable] = {}

    def get(self, usable: Sequence[Vintage], *, every: bool) -> list[EvidenceTable]:
        """Return the table as it is to be used, or the last arrival of every release of it.

        Parameters
        ----------
        usable
            Vintages of one table, the oldest first.
        """
        if not every:
            return [self._get(usable)]
        return [self._get([v]) for v in {v.label: v for v in usable}.values()]

    def _get(self, usable: Sequence[Vintage]) -> EvidenceTable:
        key = tuple(v.sequence for v in usable)
        if key not in self._read:
            self._read[key] = self._store.join(usable, self._specs[usable[0].table])
        return self._read[key]


def _list_related(vintages: Sequence[Vintage], touched: set[str] | None) -> set[str]:
    """Return the readers' tables of all sources that the touched tables come from."""
    raw = [v for v in vintages if v.kind == "raw"]
    if touched is None:
        return {v.table for v in raw}
    sources = {r.source for v in raw if v.table in touched for r in v.releases}
    return {v.table for v in raw if sources & {r.source for r in v.releases}} | touched


def _build_all(
    wanted: Sequence[Compiled], raw: Sequence[Vintage], tables: _Tables, kinds: Kinds
) -> _Attempt:
    here = {id: v for c in wanted for id in c.inputs if (v := list_usable(id, raw))}
    partial = {s.id for r in kinds.readers if r.partial for s in r.specs}
    attempt = _Attempt()
    for id, usable in here.items():
        try:
            _check_raw(id, usable, tables)
        except ContradictionError as error:
            attempt.contradictions.append(error)
    for compiled in wanted:
        if missing := sorted(set(compiled.inputs) - here.keys()):
            attempt.incomplete[compiled.id] = f"also {', '.join(missing)}"
            continue
        bound = compiled.release
        if bound and not all(bound in {v.label for v in here[id]} for id in compiled.inputs):
            attempt.incomplete[compiled.id] = f"release {bound}"
            continue
        # A corridor is no fault of its file: a part of a table cannot give the whole. An older
        # release has fewer rows by right: it is built, and used where it is the widest.
        whole = bool(partial & set(compiled.inputs))
        least = compiled.spec.min_rows if whole else 1
        try:
            every = compiled.every_release or bound is not None
            inputs = {id: tables.get(here[id], every=every) for id in compiled.inputs}
            relaxed = replace(compiled, spec=replace(compiled.spec, min_rows=least))
            table = compile_table(relaxed, inputs)
            _check_compiled(compiled, table)
            attempt.built.append(table)
        except ShortError as error:
            attempt.incomplete[compiled.id] = f"more: {error.short}"
        except ContradictionError as error:
            attempt.contradictions.append(error)
            attempt.failed[compiled.id] = str(error)
        except SinewsError as error:
            attempt.failed[compiled.id] = str(error)
    return attempt


def _check_raw(id: str, usable: Sequence[Vintage], tables: _Tables) -> None:
    """Compare the newest release of a readers' table with the one before it."""
    newest = usable[-1]
    before = [v for v in usable[:-1] if v.label != newest.label]
    if newest.part or not before or newest.rows > _MOST_COMPARED:
        return
    new, known = (tables.get([v], every=False)[0] for v in (newest, before[-1]))
    check_history(new.spec, new.frame, known.frame, than=before[-1].id, tables=(id,))


def _check_compiled(compiled: Compiled, table: EvidenceTable) -> None:
    """Compare a compiled table with the one that travels with the package."""
    shipped = open_shipped()
    if compiled.id in shipped.ids and table.frame.height <= _MOST_COMPARED:
        than, known = f"{compiled.id}@shipped", shipped.frame(compiled.id)
        check_history(compiled.spec, table.frame, known, than=than, tables=compiled.inputs)


def _find_suspects(
    contradictions: Sequence[ContradictionError], raw: Sequence[Vintage]
) -> dict[int, str]:
    """Return sequence to reason for the vintages that the contradictions set aside."""
    found: dict[int, str] = {}
    for error in contradictions:
        compared = [u[-1] for t in error.tables if (u := list_usable(t, raw))]
        if not compared:
            continue
        youngest = max(compared, key=lambda v: v.sequence)
        source = {r.source for r in youngest.releases}
        batch = youngest.made.get("batch", youngest.made["added"])
        for v in raw:
            same = v.made.get("batch", v.made["added"]) == batch
            if v.usable and same and source & {r.source for r in v.releases}:
                found.setdefault(v.sequence, str(error))
    return found


def _mark_raw(
    vintages: Sequence[Vintage], held: Mapping[int, str], related: set[str]
) -> list[Vintage]:
    """Return the readers' vintages with their present marks.

    A vintage that was set aside before is let go only where it is in use now: an older one that a
    newer one replaced keeps its mark.
    """
    raw = [v for v in vintages if v.kind == "raw" and v.table in related]
    free = [replace(v, quarantined=held.get(v.sequence, "")) for v in raw]
    used = {u[-1].sequence for t in related if (u := list_usable(t, free))}
    parts = {v.sequence for v in free if v.part and v.usable}
    return [
        v
        if v.sequence in held or v.sequence in used | parts
        else replace(v, quarantined=before.quarantined)
        for v, before in zip(free, raw, strict=True)
    ]


def _mark_compiled(vintages: Sequence[Vintage]) -> list[Vintage]:
    """Return the compiled vintages, set aside where all their originals are."""
    carriers: dict[tuple[str, str, str], list[Vintage]] = {}
    for v in vintages:
        if v.kind == "raw":
            for r in v.releases:
                carriers.setdefault((r.source, r.id, r.sha256), []).append(v)
    marked = []
    for v in vintages:
        if v.kind == "compiled":
            found = [carriers.get((r.source, r.id, r.sha256), []) for r in v.releases]
            bad = next((f for f in found if f and not any(c.usable for c in f)), None)
            why = f"made from {bad[0].id}, which is set aside" if bad else ""
            marked.append(replace(v, quarantined=why))
    return marked
