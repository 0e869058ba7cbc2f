"""What a source module provides, and how a file is recognised and read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import polars as pl

from sinews.core.provenance import Source
from sinews.core.table import TableSpec
from sinews.data.read.archives import is_packed, read_head, read_packed
from sinews.data.read.corrections import correct_table
from sinews.errors import UsageError

HEAD_BYTES = 65_536
_MOST_COMPARED = 1_000_000
"""Rows beyond which a table is not searched for repeated rows: only bulk files are as long, and
their cells are sums over rows."""


class RawFile:
    """One file as the user gave it; recognised by its content, never by its name."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise UsageError(f"{path} is not a file.")
        self.path = path

    @property
    def name(self) -> str:
        """The file's name, for messages only."""
        return self.path.name

    @cached_property
    def head(self) -> bytes:
        """The first 64 KiB of the content, unpacked where one file is packed in it."""
        with self.path.open("rb") as f:
            start = f.read(HEAD_BYTES)
        return (read_head(self.path, HEAD_BYTES) or start) if is_packed(start) else start

    @cached_property
    def packed(self) -> bool:
        """True for a .gz, .zip or .7z with one file in it; a workbook is none."""
        with self.path.open("rb") as f:
            start = f.read(8)
        return is_packed(start) and bool(read_head(self.path, 8))

    def read_bytes(self) -> bytes:
        """Return the whole content, unpacked where one file is packed in it.

        Raises
        ------
        EvidenceError
            The archive is damaged, or too large to be read at once.
        """
        return read_packed(self.path) if self.packed else self.path.read_bytes()

    @cached_property
    def sha256(self) -> str:
        """Digest of the whole content, read in blocks."""
        digest = sha256()
        with self.path.open("rb") as f:
            while block := f.read(1 << 20):
                digest.update(block)
        return digest.hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What a reader made of one file.

    Attributes
    ----------
    release
        The producer's name of the release where the content tells it, else None.
    published
        The producer's date of the release where the content tells it, else None.
    tables
        Table id to frame; each frame satisfies the spec of that id.
    until
        The last day that the release covers, where the file says so and holds no data itself.
    notes
        What was left out by rule, in sentences with counts.
    """

    tables: Mapping[str, pl.DataFrame]
    release: str | None = None
    published: date | None = None
    until: date | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The names by which a kind of file is recognised; a recogniser that can tell near misses.

    Attributes
    ----------
    names
        Folded names that must be there.
    lacks
        Names that must not be there, which are those of another kind.
    sniff
        Returns the folded names at the start of a file, empty where there are none.
    """

    names: frozenset[str]
    sniff: Callable[[RawFile], frozenset[str]]
    lacks: frozenset[str] = frozenset()

    def __call__(self, file: RawFile) -> bool:
        """Return whether the file is of this kind."""
        found = self.sniff(file)
        return self.names <= found and not self.lacks & found


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One kind of file of one source.

    Attributes
    ----------
    specs
        The tables that the file can hold.
    recognises
        True when the first bytes (or the sheet names) are those of this kind of file; must not
        raise on any input.
    parse
        Reads the file strictly: columns by name, every unknown label an error.
    partial
        True when a file is one part of its table (one Comext extraction of many): a file of a
        release that is in the store then adds its rows to the stored ones, and releases add up.
    asks_release
        True where a wrong guess of the release would put an old edition in use: the user is asked
        where neither the file nor its neighbours tell it.
    """

    id: str
    label: str
    source: Source
    specs: tuple[TableSpec, ...]
    recognises: Callable[[RawFile], bool]
    parse: Callable[[RawFile], Parsed]
    partial: bool = False
    asks_release: bool = False

    def read(self, file: RawFile) -> Parsed:
        """Return the file's tables with the known faults of the source fixed.

        A row that is there twice with the same values is kept once, with a note.

        Raises
        ------
        EvidenceError
            The file breaks its contract, or a correction no longer fits the source.
        """
        parsed = self.parse(file)
        fixed = {id: correct_table(id, frame) for id, frame in parsed.tables.items()}
        single = {
            id: frame.unique(maintain_order=True) if frame.height <= _MOST_COMPARED else frame
            for id, frame in fixed.items()
        }
        notes = [
            f"{id}: {n} rows are there twice with the same values; one is kept"
            for id, frame in fixed.items()
            if (n := frame.height - single[id].height)
        ]
        return replace(parsed, tables=single, notes=(*parsed.notes, *notes))
