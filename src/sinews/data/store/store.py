"""The store: every table of every release that was brought in, named by content."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal

import polars as pl
from filelock import FileLock, Timeout

from sinews import __version__
from sinews.core.table import EvidenceTable, TableSpec
from sinews.data.store.diff import TableDiff, diff_frames
from sinews.data.store.files import decode_table, encode_table, home_folder, write_file
from sinews.data.store.manifest import read_vintages, write_vintages
from sinews.data.store.releases import is_later
from sinews.data.store.vintage import Kind, Vintage, list_usable
from sinews.errors import StoreError

Status = Literal["new", "same", "extended", "altered"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One table on its way into the store; further fields as in `Vintage`."""

    table: EvidenceTable
    kind: Kind
    originals: Mapping[str, str] = field(default_factory=dict)
    made: Mapping[str, str] = field(default_factory=dict)
    part: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What became of one table that was put into the store.

    Attributes
    ----------
    status
        ``new`` release; ``same`` cells as a stored vintage, so nothing was written; ``extended``:
        further extractions of a release added rows; ``altered``: the release was here with other
        cells, and both are kept.
    diff
        For ``extended`` and ``altered``: against the newest vintage of this release before.
    """

    vintage: Vintage
    status: Status
    previous: Vintage | None = None
    diff: TableDiff | None = None


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of content-named Parquet files and the manifest of their vintages.

    Parameters
    ----------
    home
        $SINEWS_HOME or the platform's data folder when left out.
    """

    home: Path = field(default_factory=home_folder)

    @property
    def folder(self) -> Path:
        """Where manifest and tables lie."""
        return self.home / "store"

    def path(self, vintage: Vintage) -> Path:
        """Return the Parquet file of a vintage."""
        return self.folder / "tables" / vintage.file

    def vintages(self) -> tuple[Vintage, ...]:
        """Return all vintages in the order of their arrival."""
        return read_vintages(self.folder)

    def read(self, vintage: Vintage) -> pl.DataFrame:
        """Return the frame of one vintage after checking its digest.

        Raises
        ------
        StoreError
            The file is missing.
        ProvenanceError
            The file is damaged.
        """
        path, remedy = self.path(vintage), recover_hint(vintage)
        try:
            content = path.read_bytes()
        except OSError as error:
            raise StoreError(f"{path} ({vintage.id}) cannot be read: {error}. {remedy}") from error
        return decode_table(content, vintage.sha256, what=f"{path} ({vintage.id})", remedy=remedy)

    def read_table(self, vintage: Vintage, spec: TableSpec) -> EvidenceTable:
        """Return one vintage validated against the present contract of its table."""
        return EvidenceTable(spec=spec, frame=self.read(vintage), releases=vintage.releases)

    def read_current(self, table: str, spec: TableSpec) -> EvidenceTable | None:
        """Return a readers' table as it is to be used, None where no vintage may be.

        The newest vintage; of tables that come in parts, all releases together: a cell that
        several releases hold is the newest one's.
        """
        usable = list_usable(table, self.vintages())
        return self.join(usable, spec) if usable else None

    def join(self, usable: Sequence[Vintage], spec: TableSpec) -> EvidenceTable:
        """Return the newest of the vintages, or all releases of a table that comes in parts."""
        if not usable[-1].part:
            return self.read_table(usable[-1], spec)
        newest = {tuple(r.key for r in v.releases): v for v in usable}
        parts = [self.read(v) for v in newest.values()]
        columns = [c.name for c in spec.columns]
        frame = pl.concat([p.select(columns) for p in parts])
        return EvidenceTable(
            spec=spec,
            frame=frame.unique(spec.key, keep="last", maintain_order=True),
            releases=tuple(dict.fromkeys(r for v in newest.values() for r in v.releases)),
        )

    def lock(self) -> AbstractContextManager[None]:
        """Return the lock of the store, for a `with` block; one writer at a time.

        Raises
        ------
        StoreError
            Another process held it for two minutes.
        """
        return hold_lock(self.folder / "lock")

    @contextmanager
    def write(self) -> Iterator["StoreWriter"]:
        """Hold the store's lock and yield its writer.

        Raises
        ------
        StoreError
            Another process holds the lock, or the folder cannot be written to.
        """
        try:
            with self.lock():
                for leftover in self.folder.rglob("*.tmp"):
                    leftover.unlink()
                yield StoreWriter(self)
        except OSError as error:
            raise StoreError(
                f"Writing to {self.folder} failed: {error}. What was there before is unharmed. "
                "Free space or rights, or name another folder in SINEWS_HOME."
            ) from error


@contextmanager
def hold_lock(path: Path, *, timeout: float = 120.0) -> Iterator[None]:
    """Hold the lock on a file, which ends with its process; wait `timeout` seconds for another's.

    Raises
    ------
    StoreError
        Another process held the lock for all that time.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        lock = FileLock(path).acquire(timeout=timeout)
    except Timeout as error:
        raise StoreError(
            f"Another sinews process has been writing to {path.parent} for more than "
            f"{timeout:.0f} seconds. Wait until it ends, then repeat the command."
        ) from error
    with lock:
        yield


class StoreWriter:
    """The one process that may write; made by `Store.write`."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._vintages = list(store.vintages())
        self._batch = str(1 + max((v.sequence for v in self._vintages), default=0))

    def put(self, incoming: Incoming) -> Stored:
        """Keep one table as a vintage unless the same cells of the same release are here.

        The Parquet file is written first and the manifest last: a process that dies between the
        two leaves a file that nothing refers to.
        """
        content = encode_table(incoming.table.frame, incoming.table.spec)
        draft = self._draft(incoming, content)
        earlier = [v for v in self._vintages if _same_release(v, draft)]
        path = self.store.path(draft)
        if same := next((v for v in earlier if v.sha256 == draft.sha256), None):
            if not _holds(path, draft.sha256):
                write_file(path, content)
            return self._keep(same, draft)
        previous, diff = None, None
        for known in earlier:
            previous, diff = known, self._compare(known, incoming.table)
            if diff is not None and not diff:
                return self._keep(known, draft)
        write_file(path, content)
        alike = [v.number for v in self._vintages if _same_name(v, draft)]
        self._vintages.append(replace(draft, number=1 + max(alike, default=0)))
        write_vintages(self.store.folder, self._vintages)
        return Stored(
            vintage=self._vintages[-1],
            status=_name_status(incoming, previous, diff),
            previous=previous,
            diff=diff,
        )

    def newest(self, table: str, release: str) -> Vintage | None:
        """Return the newest raw vintage of a table of one release (``kiel_tracker@29``)."""
        found = list_usable(table, self._vintages)
        return next((v for v in reversed(found) if release in {r.key for r in v.releases}), None)

    @property
    def vintages(self) -> tuple[Vintage, ...]:
        """All vintages, with what this writer has put."""
        return tuple(self._vintages)

    def mark(self, marked: Iterable[Vintage]) -> None:
        """Replace vintages by the same ones with other marks (quarantined, retired)."""
        by_sequence = {v.sequence: v for v in marked}
        renewed = [by_sequence.get(v.sequence, v) for v in self._vintages]
        if renewed != self._vintages:
            self._vintages = renewed
            write_vintages(self.store.folder, self._vintages)

    def _compare(self, known: Vintage, table: EvidenceTable) -> TableDiff | None:
        """Return the difference, or None where the two have different keys."""
        if known.key != table.spec.key:
            return None
        return diff_frames(known.key, self.store.read(known), table.frame)

    def _keep(self, known: Vintage, draft: Vintage) -> Stored:
        """Keep the vintage that is here; a compiled one counts as made anew."""
        if any(is_later(d, k) for d, k in zip(draft.releases, known.releases, strict=False)):
            # Published again, with the same cells: the day of publication orders releases.
            again = replace(known, releases=draft.releases)
            self.mark([again])
            known = again
        if known.kind == "raw":
            return Stored(vintage=known, status="same")
        kinds = (known.table, known.kind)
        newest = max(v.sequence for v in self._vintages if (v.table, v.kind) == kinds)
        version = known.made["code_version"]
        if known.sequence == newest and version == draft.made["code_version"]:
            return Stored(vintage=known, status="same")
        # The cells are as old as they were: what changed since is told by the day they came.
        came = {n: known.made[n] for n in ("added", "batch") if n in known.made}
        renewed = replace(known, sequence=draft.sequence, made={**draft.made, **came})
        self._vintages = [v for v in self._vintages if v != known] + [renewed]
        write_vintages(self.store.folder, self._vintages)
        return Stored(vintage=renewed, status="same")

    def _draft(self, incoming: Incoming, content: bytes) -> Vintage:
        digest = sha256(content).hexdigest()
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return Vintage(
            table=incoming.table.spec.id,
            kind=incoming.kind,
            number=1,
            sequence=1 + max((v.sequence for v in self._vintages), default=0),
            file=f"{digest}.parquet",
            sha256=digest,
            rows=incoming.table.frame.height,
            key=incoming.table.spec.key,
            releases=incoming.table.releases,
            originals=dict(incoming.originals),
            made=dict(incoming.made)
            | {"code_version": __version__, "added": now, "batch": self._batch},
            part=incoming.part,
            notes=incoming.notes,
        )

    def drop(self, damaged: set[int]) -> None:
        """Forget vintages by sequence; their files are left where they are."""
        self._vintages = [v for v in self._vintages if v.sequence not in damaged]
        write_vintages(self.store.folder, self._vintages)


def _name_status(incoming: Incoming, previous: Vintage | None, diff: TableDiff | None) -> Status:
    if previous is None:
        return "new"
    grown = diff is not None and diff.changed.is_empty() and diff.removed.is_empty()
    return "extended" if incoming.part and grown else "altered"


def recover_hint(vintage: Vintage) -> str:
    """Return the command that brings a damaged or missing vintage back."""
    if vintage.kind == "compiled":
        return "Run `sinews data compile --store` to build it again."
    names = " ".join(vintage.originals.values()) or "FILE"
    return (
        f"Add its original again: `sinews data add {names}`; or forget it with "
        "`sinews data verify --repair`."
    )


def _same_name(one: Vintage, other: Vintage) -> bool:
    return (one.table, one.kind, one.label) == (other.table, other.kind, other.label)


def _same_release(one: Vintage, other: Vintage) -> bool:
    keys = [{r.key for r in v.releases} for v in (one, other)]
    return one.table == other.table and one.kind == other.kind and keys[0] == keys[1]


def _holds(path: Path, digest: str) -> bool:
    return path.is_file() and sha256(path.read_bytes()).hexdigest() == digest
