"""From files and folders to validated tables: recognise, group into releases, read, merge."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sinews.core.provenance import Release
from sinews.core.registry import Registry
from sinews.core.table import EvidenceTable
from sinews.data.read.merge import merge_parts
from sinews.data.read.pins import Pin, load_pins
from sinews.data.read.reader import (
    Parsed,
    RawFile,
    Reader,
    find_reader,
)
from sinews.data.store.digest import join_digests
from sinews.errors import EvidenceError, UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """One recognised file and what its reader made of it."""

    file: RawFile
    reader: Reader
    parsed: Parsed


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """One table of one release, with the originals that gave its rows (digest to file name)."""

    table: EvidenceTable
    reader: Reader
    originals: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """All tables of a set of files, and the files that no reader knows.

    Attributes
    ----------
    notes
        What readers left out by rule, each with its file.
    """

    tables: tuple[Imported, ...]
    skipped: tuple[Path, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What is known about files beside their content.

    Attributes
    ----------
    retrieved
        The day on which they were obtained, where no pin knows it; None takes the day on which
        they were published, which the files must then tell.
    release
        The producer's name of the release, for files that do not tell it.
    fallback
        The name of a release that neither the files nor the user can tell.
    urls
        File name to the address it was fetched from.
    """

    retrieved: date | None
    release: str | None = None
    fallback: str | None = None
    urls: Mapping[str, str] = field(default_factory=dict)


def gather_tables(
    paths: Sequence[Path],
    readers: Registry[Reader],
    arrival: Arrival,
    *,
    wanted: Iterable[str] | None = None,
) -> Gathered:
    """Read files and folders into validated tables, one for each release and table id.

    A file named by the user must be known; inside a folder unknown files are skipped and listed.

    Parameters
    ----------
    wanted
        Read only files that can hold one of these tables; all files when None.

    Raises
    ------
    UsageError
        A path does not exist, or a release cannot be told.
    EvidenceError
        A file is damaged, unknown, or contradicts another.
    """
    known, skipped = recognise_files(paths, readers)
    if wanted is not None:
        ids = set(wanted)
        known = [(f, r) for f, r in known if not r.specs or ids & {s.id for s in r.specs}]
    originals = [Original(file=f, reader=r, parsed=r.read(f)) for f, r in known]
    releases: dict[tuple[str, str], list[tuple[Original, Pin]]] = defaultdict(list)
    for folder_files in _by_source_and_folder(originals):
        for original, pin in _name_releases(folder_files, arrival):
            releases[original.reader.source.id, pin.release].append((original, pin))
    tables = [t for files in releases.values() for t in _merge_release(files)]
    notes = tuple(f"{o.file.name}: {note}" for o in originals for note in o.parsed.notes)
    return Gathered(tables=tuple(tables), skipped=tuple(skipped), notes=notes)


def recognise_files(
    paths: Sequence[Path], readers: Registry[Reader]
) -> tuple[list[tuple[RawFile, Reader]], list[Path]]:
    """Return each known file with its reader, and the unknown files found inside folders."""
    known: list[tuple[RawFile, Reader]] = []
    skipped: list[Path] = []
    seen: set[Path] = set()
    for path, named in _walk(paths):
        if path.resolve() in seen:
            continue
        seen.add(path.resolve())
        file = RawFile(path)
        if not named and not any(r.recognises(file) for r in readers):
            skipped.append(path)
            continue
        known.append((file, find_reader(file, readers)))
    return known, skipped


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


def _name_releases(group: Sequence[Original], arrival: Arrival) -> list[tuple[Original, Pin]]:
    """Return each file of one source and folder with its release.

    A pin knows best; then what the file tells; then what the one telling file beside it tells
    (the Kiel website's release_info.csv); then what the user says.
    """
    pins = load_pins()
    told = {(o.parsed.release, o.parsed.published) for o in group if o.parsed.release}
    beside = next(iter(told)) if len(told) == 1 else (None, None)
    named = []
    for original in group:
        if pin := pins.get(original.file.sha256):
            named.append((original, pin))
            continue
        own = original.parsed
        id, published = (own.release, own.published) if own.release else beside
        if id and arrival.release and id != arrival.release:
            raise UsageError(
                f"{original.file.name} is of release {id!r} by its own content, not "
                f"{arrival.release!r}. Leave --release out."
            )
        id = id or arrival.release or arrival.fallback
        if not id:
            raise UsageError(
                f"{original.file.name} ({original.reader.source.title}) does not tell its release. "
                "Name it as the producer does, or by the producer's date: --release NAME."
            )
        if not (retrieved := arrival.retrieved or published):
            raise UsageError(
                f"When {original.file.name} was obtained is not known: add it to pins.toml "
                f"(sha256 {original.file.sha256})."
            )
        named.append((original, Pin(release=id, published=published, retrieved=retrieved)))
    return named


def _merge_release(files: Sequence[tuple[Original, Pin]]) -> list[Imported]:
    parts: dict[str, list[tuple[Original, Pin]]] = defaultdict(list)
    for original, pin in files:
        specs = {s.id for s in original.reader.specs}
        if unknown := set(original.parsed.tables) - specs:
            raise EvidenceError(
                f"Reader {original.reader.id!r} returned tables {sorted(unknown)} without a spec."
            )
        for id, frame in original.parsed.tables.items():
            if not frame.is_empty():
                parts[id].append((original, pin))
    return [_merge_table(id, given) for id, given in parts.items()]


def _merge_table(id: str, given: Sequence[tuple[Original, Pin]]) -> Imported:
    originals, pins = [o for o, _ in given], [p for _, p in given]
    reader = originals[0].reader
    spec = next(s for s in reader.specs if s.id == id)
    names = [o.file.name for o in originals]
    release = Release(
        source=reader.source.id,
        id=pins[0].release,
        published=next((p.published for p in pins if p.published), None),
        retrieved=max(p.retrieved for p in pins),
        sha256=join_digests(o.file.sha256 for o in originals),
    )
    frame = merge_parts(spec, [o.parsed.tables[id] for o in originals], names)
    return Imported(
        table=EvidenceTable(spec=spec, frame=frame, releases=(release,)),
        reader=reader,
        originals={o.file.sha256: o.file.name for o in originals},
    )
