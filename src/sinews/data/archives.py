"""Look into and unpack files that hold one compressed text: plain, .gz, .zip or .7z, by content."""

import gzip
import lzma
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO, Final

import py7zr
from py7zr.exceptions import ArchiveError

from sinews.errors import EvidenceError

_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
_7Z: Final = b"7z\xbc\xaf\x27\x1c"
MOST_BYTES: Final = 8_000_000_000
"""Largest text that is unpacked (assumed: ten times a month of Comext)."""
_FAULTS: Final = (
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    AssertionError,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    ArchiveError,
)
"""What the unpackers raise on bytes that are damaged or made up."""


class _Enough(Exception):
    """Raised to stop an unpacker that has no other way to be stopped."""


class _Head(py7zr.io.Py7zIO):  # type: ignore[misc]
    """Keeps the first bytes and then stops the unpacker."""

    def __init__(self, limit: int) -> None:
        self.limit, self.content = limit, b""

    def write(self, s: bytes | bytearray) -> int:
        self.content += bytes(s)[: self.limit - len(self.content)]
        if len(self.content) >= self.limit:
            raise _Enough
        return len(s)

    def read(self, size: int | None = None) -> bytes:
        return self.content[:size]

    def seek(self, offset: int, whence: int = 0) -> int:  # noqa: ARG002
        return 0

    def flush(self) -> None:
        """Nothing to do."""

    def size(self) -> int:
        return len(self.content)


class _HeadFactory(py7zr.io.WriterFactory):  # type: ignore[misc]
    def __init__(self, limit: int) -> None:
        self.head = _Head(limit)

    def create(self, filename: str) -> _Head:  # noqa: ARG002
        return self.head


def read_head(path: Path, limit: int = 4096) -> bytes:
    """Return the first bytes of the text in a file, empty where it cannot be read."""
    try:
        with path.open("rb") as f:
            start = f.read(8)
        if start.startswith(_7Z):
            return _read_7z_head(path, limit)
        with _open_text(path, start) as f:
            return f.read(limit)
    except _FAULTS:
        return b""


def unpack(path: Path, folder: Path) -> Path:
    """Return a plain file with the text of `path`: itself where it is plain, else in `folder`.

    Raises
    ------
    EvidenceError
        The archive is damaged, holds several files, or is too large.
    """
    with path.open("rb") as f:
        start = f.read(8)
    if not start.startswith((_GZIP, _ZIP, _7Z)):
        return path
    out = folder / f"{path.name}.txt"
    try:
        if start.startswith(_7Z):
            _unpack_7z(path, folder, out)
        else:
            with _open_text(path, start) as f, out.open("wb") as target:
                _copy(f, target, path)
    except EvidenceError:
        raise
    except _FAULTS as error:
        raise EvidenceError(
            f"{path.name} cannot be unpacked ({type(error).__name__}: {error}). Download it again."
        ) from error
    return out


def _open_text(path: Path, start: bytes) -> BinaryIO:
    if start.startswith(_GZIP):
        return gzip.open(path, "rb")  # type: ignore[return-value]
    if start.startswith(_ZIP):
        archive = zipfile.ZipFile(path)
        names = [i.filename for i in archive.infolist() if not i.is_dir()]
        return archive.open(_only(names, path))  # type: ignore[return-value]
    return path.open("rb")


def _only(names: list[str], path: Path) -> str:
    if len(names) != 1:
        raise EvidenceError(f"{path.name} holds {len(names)} files, expected one.")
    return names[0]


def _read_7z_head(path: Path, limit: int) -> bytes:
    factory = _HeadFactory(limit)
    try:
        with py7zr.SevenZipFile(path) as archive:
            name = _only([i.filename for i in archive.list() if not i.is_directory], path)
            archive.extract(targets=[name], factory=factory)
    except (_Enough, *_FAULTS):
        pass
    return factory.head.content


def _unpack_7z(path: Path, folder: Path, out: Path) -> None:
    with py7zr.SevenZipFile(path) as archive:
        members = [i for i in archive.list() if not i.is_directory]
        name = _only([i.filename for i in members], path)
        if members[0].uncompressed > MOST_BYTES:
            raise EvidenceError(f"{path.name} unpacks to {members[0].uncompressed:,} bytes.")
        archive.extract(path=folder, targets=[name])
    (folder / name).replace(out)


def _copy(source: BinaryIO, target: BinaryIO, path: Path) -> None:
    written = 0
    while block := source.read(1 << 20):
        written += len(block)
        if written > MOST_BYTES:
            raise EvidenceError(f"{path.name} unpacks to more than {MOST_BYTES:,} bytes.")
        target.write(block)
