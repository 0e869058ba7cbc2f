"""From files and folders to validated tables: recognise, group into releases, read, merge."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import polars as pl

from sinews.core.provenance import Release
from sinews.core.registry import Registry
from sinews.core.table import EvidenceTable, TableSpec
from sinews.data.fetch.endpoints import list_fetched_names
from sinews.data.read.find_reader import find_reader
from sinews.data.read.reader import RawFile, Reader
from sinews.data.read.releases import Arrival, Original, Told, name_release
from sinews.data.store.releases import join_digests
from sinews.errors import EvidenceError, SinewsError, UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """One table of one release, with the originals that gave its rows (digest to file name).

    `by_day` is True where the release is only the day on which the files were obtained.
    """

    table: EvidenceTable
    reader: Reader
    originals: Mapping[str, str]
    notes: tuple[str, ...] = ()
    by_day: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A file that is not read, or files that contradict each other, and why."""

    files: tuple[Path, ...]
    error: SinewsError

    def __str__(self) -> str:
        return str(self.error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """All tables of a set of files, the files that were refused, and those that no reader knows.

    Attributes
    ----------
    notes
        What readers left out by rule, each with its file.
    """

    tables: tuple[Imported, ...]
    skipped: tuple[Path, ...]
    notes: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()


Known = tuple[RawFile, Reader]
_T = TypeVar("_T")
_SHOWN = 5


class _Trial:
    """Runs one step after the other and keeps what is refused, so that one file blocks no other."""

    def __init__(self, refused: list[Refused]) -> None:
        self._refused = refused

    def run(self, files: Sequence[Path], step: Callable[..., _T], *given: Any) -> _T | None:  # noqa: ANN401
        try:
            return step(*given)
        except SinewsError as error:
            self._refused.append(Refused(files=tuple(files), error=error))
            return None


def gather_tables(
    paths: Sequence[Path],
    readers: Registry[Reader],
    arrival: Arrival,
    *,
    wanted: Iterable[str] | None = None,
) -> Gathered:
    """Read files and folders into validated tables, one for each release and table id.

    A file that cannot be read is refused with its reason, and the others are read. Inside a
    folder unknown files are skipped and listed.

    Parameters
    ----------
    wanted
        Read only files that can hold one of these tables; all files when None.

    Raises
    ------
    UsageError
        A path does not exist.
    """
    names = frozenset() if arrival.pinned else _known_names(readers)
    known, skipped, refused = recognise_files(paths, readers, names)
    if wanted is not None:
        ids = set(wanted)
        known = [(f, r) for f, r in known if not r.specs or ids & {s.id for s in r.specs}]
    trial = _Trial(refused)
    read = [(f, r, trial.run([f.path], r.read, f)) for f, r in known]
    originals = [Original(file=f, reader=r, parsed=p) for f, r, p in read if p is not None]
    tables = _merge_all(_name_releases(originals, arrival, trial), trial)
    bad = {path for r in refused for path in r.files}
    return Gathered(
        # A file is read as a whole or not at all.
        tables=tuple(t for files, t in tables if not bad & set(files)),
        skipped=tuple(skipped),
        notes=tuple(f"{o.file.name}: {note}" for o in originals for note in o.parsed.notes),
        refused=tuple(refused),
    )


def _name_releases(
    originals: Sequence[Original], arrival: Arrival, trial: _Trial
) -> list[list[tuple[Original, Told]]]:
    """Return the files of each release of each source."""
    releases: dict[tuple[str, str], list[tuple[Original, Told]]] = defaultdict(list)
    for group in _by_source_and_folder(originals):
        for one in group:
            told = trial.run([one.file.path], name_release, one, group, arrival)
            if told is not None:
                releases[one.reader.source.id, told.release].append((one, told))
    return list(releases.values())


def _merge_all(
    releases: Sequence[Sequence[tuple[Original, Told]]], trial: _Trial
) -> list[tuple[list[Path], Imported]]:
    """Return the tables of all releases, each with the files that gave it."""
    merged = []
    for release in releases:
        for id, given in _split_tables(release).items():
            files = [o.file.path for o, _ in given]
            table = trial.run(files, _merge_table, id, given)
            if table is not None:
                merged.append((files, table))
    return merged


def recognise_files(
    paths: Sequence[Path], readers: Registry[Reader], names: Set[str] = frozenset()
) -> tuple[list[Known], list[Path], list[Refused]]:
    """Return each known file with its reader, the unknown files found in folders, and refusals.

    An unknown file is refused, not skipped, where it was named by the user or is called as one of
    `names`.
    """
    known: list[Known] = []
    skipped: list[Path] = []
    refused: list[Refused] = []
    seen: set[Path] = set()
    for path, named in _walk(paths):
        if path.resolve() in seen:
            continue
        seen.add(path.resolve())
        file = RawFile(path)
        called = named or file.name in names
        if not called and not any(r.recognises(file) for r in readers):
            skipped.append(path)
            continue
        try:
            known.append((file, find_reader(file, readers)))
        except EvidenceError as error:
            refused.append(Refused(files=(path,), error=error))
    return known, skipped, refused


def _known_names(readers: Registry[Reader]) -> Set[str]:
    """Return the producers' names of the files that readers know."""
    told = (re.findall(r"[\w-]+\.(?:csv|json|xlsx|parquet)\b", r.label) for r in readers)
    return list_fetched_names().union(*told)


def _walk(paths: Sequence[Path]) -> Iterable[tuple[Path, bool]]:
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.is_file())
            yield from ((p, False) for p in inside if not p.name.startswith("."))
        elif path.is_file():
            yield path, True
        else:
            raise UsageError(f"There is no file or folder {path}.")


def _by_source_and_folder(originals: Iterable[Original]) -> Iterable[list[Original]]:
    groups: dict[tuple[str, Path], list[Original]] = defaultdict(list)
    for original in originals:
        groups[original.reader.source.id, original.file.path.parent].append(original)
    return groups.values()


def _split_tables(
    files: Sequence[tuple[Original, Told]],
) -> dict[str, list[tuple[Original, Told]]]:
    """Return the files of one release by the tables that they hold rows of."""
    parts: dict[str, list[tuple[Original, Told]]] = defaultdict(list)
    for original, told in files:
        specs = {s.id for s in original.reader.specs}
        if unknown := set(original.parsed.tables) - specs:
            raise EvidenceError(
                f"Reader {original.reader.id!r} returned tables {sorted(unknown)} without a spec."
            )
        for id, frame in original.parsed.tables.items():
            if not frame.is_empty():
                parts[id].append((original, told))
    return parts


def _merge_table(id: str, given: Sequence[tuple[Original, Told]]) -> Imported:
    originals, told = [o for o, _ in given], [t for _, t in given]
    reader = originals[0].reader
    spec = next(s for s in reader.specs if s.id == id)
    names = [o.file.name for o in originals]
    release = Release(
        source=reader.source.id,
        id=told[0].release,
        published=next((t.published for t in told if t.published), None),
        retrieved=max(t.retrieved for t in told),
        sha256=join_digests(o.file.sha256 for o in originals),
    )
    frame = merge_parts(spec, [o.parsed.tables[id] for o in originals], names)
    notes = [f"{o.file.name}: {n}" for o, t in given for n in (*o.parsed.notes, t.note) if n]
    return Imported(
        table=EvidenceTable(spec=spec, frame=frame, releases=(release,)),
        reader=reader,
        originals={o.file.sha256: o.file.name for o in originals},
        notes=tuple(dict.fromkeys(notes)),
        by_day=all(t.by_day for t in told),
    )


def merge_parts(
    spec: TableSpec, parts: Sequence[pl.DataFrame], names: Sequence[str]
) -> pl.DataFrame:
    """Return the rows of all parts; a row that is in several parts is kept once.

    Parameters
    ----------
    parts
        Frames with the columns of `spec`, one a file.
    names
        The files' names, for the message.

    Raises
    ------
    EvidenceError
        Two parts give different values under one key.
    """
    if len(parts) == 1:
        return parts[0]
    columns = [c.name for c in spec.columns]
    merged = pl.concat([p.select(columns) for p in parts]).unique(maintain_order=True)
    clash = merged.filter(pl.struct(spec.key).is_duplicated()).sort(spec.key)
    if clash.is_empty():
        return merged
    shown = "\n  ".join(str(r) for r in clash.head(_SHOWN).iter_rows())
    count = clash.select(pl.struct(spec.key).n_unique()).item()
    raise EvidenceError(
        f"The files {', '.join(names)} contradict each other on table {spec.id!r}: {count} keys "
        f"({', '.join(spec.key)}) have different values, for example\n  {shown}\n"
        "They are probably of different releases: add them one release at a time, each with its "
        "own --release."
    )
