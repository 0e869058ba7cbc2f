"""Look into and unpack files that hold one compressed text: plain, .gz, .zip or .7z, by content."""

import gzip
import io
import lzma
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, Final

from sinews.errors import EvidenceError, UsageError

_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
_7Z: Final = b"7z\xbc\xaf\x27\x1c"
_UNSET: Final = date(1980, 1, 1)
"""What a .zip tells where its maker set no day."""
MOST_BYTES: Final = 8_000_000_000
"""Largest text that is unpacked (assumed: ten times a month of Comext)."""
FAULTS: Final = (
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
)
"""What the unpackers raise on bytes that are damaged or made up."""
MOST_READ: Final = 1_000_000_000
"""Largest text that is unpacked into memory (assumed)."""
MOST_RATIO: Final = 250
"""Largest ratio of a text to its archive (assumed: tables of the producers reach 20 in .7z)."""
_SMALL: Final = 64_000_000
"""Bytes below which the ratio says nothing."""
_DECLARED: Final = (b"<!DOCTYPE", b"<!ENTITY")
"""What no part of a workbook needs, and what makes a few bytes expand without end."""


def is_packed(start: bytes) -> bool:
    """Return whether a file starts as a .gz, .zip or .7z does; workbooks start as a .zip."""
    return start.startswith((_GZIP, _ZIP, _7Z))


def read_packed(path: Path) -> bytes:
    """Return the one file in an archive.

    Raises
    ------
    EvidenceError
        The archive is damaged, holds several files, or is too large to be read at once.
    """
    with tempfile.TemporaryDirectory(prefix="sinews-") as folder:
        plain = unpack(path, Path(folder), most=MOST_READ)
        return plain.read_bytes()


def read_head(path: Path, limit: int = 4096) -> bytes:
    """Return the first bytes of the text in a file, empty where it cannot be read."""
    try:
        with path.open("rb") as f:
            start = f.read(8)
        if start.startswith(_7Z):
            return _read_7z_head(path, limit)
        with _open_text(path, start) as f:
            return f.read(limit)
    except UsageError:
        raise
    except FAULTS:
        return b""


def unpack(path: Path, folder: Path, *, most: int = MOST_BYTES) -> Path:
    """Return a plain file with the text of `path`: itself where it is plain, else in `folder`.

    Parameters
    ----------
    most
        Largest size of the text in bytes.

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
    # an archive that unpacks to far more than it weighs is made to fill the disk
    most = min(most, max(_SMALL, MOST_RATIO * path.stat().st_size))
    try:
        with out.open("wb") as target:
            if start.startswith(_7Z):
                _unpack_7z(path, target, most)
            else:
                with _open_text(path, start) as f:
                    _copy(f, target, path, most)
    except (EvidenceError, UsageError):
        raise
    except FAULTS as error:
        raise EvidenceError(
            f"{path.name} cannot be unpacked ({type(error).__name__}: {error}). Download it again."
        ) from error
    return out


def read_archive_day(path: Path) -> date | None:
    """Return the latest date inside a .zip, .gz or .7z file; None where it holds none."""
    with path.open("rb") as f:
        start = f.read(8)
    if start.startswith(_7Z):
        _load_7z()
    try:
        if start.startswith(_ZIP):
            with zipfile.ZipFile(path) as archive:
                days = [date(*i.date_time[:3]) for i in archive.infolist() if not i.is_dir()]
            found = max(days, default=None)
        elif start.startswith(_GZIP):
            seconds = int.from_bytes(start[4:8], "little")
            found = datetime.fromtimestamp(seconds, UTC).date() if seconds else None
        elif start.startswith(_7Z):
            found = _read_7z_day(path)
        else:
            return None
    except FAULTS:
        return None
    return found if found and _UNSET < found <= datetime.now(UTC).date() else None


def check_workbook(content: bytes) -> None:
    """Refuse a workbook that is made to exhaust whoever opens it.

    Raises
    ------
    EvidenceError
        Its parts unpack to too much, or one of them declares entities.
    BadZipFile
        A part is not what the archive says of it.
    """
    most = max(_SMALL, min(MOST_READ, MOST_RATIO * len(content)))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if (total := sum(p.file_size for p in parts)) > most:
            raise EvidenceError(f"the workbook unpacks to {total:,} bytes")
        for part in parts:
            # read to the end: only there zipfile compares size and checksum with what was said
            text = archive.read(part)
            if any(word in text for word in _DECLARED):
                raise EvidenceError(f"{part.filename} declares entities, as no workbook does")


def _open_text(path: Path, start: bytes) -> BinaryIO:
    if start.startswith(_GZIP):
        return gzip.open(path, "rb")  # type: ignore[return-value]
    if start.startswith(_ZIP):
        archive = zipfile.ZipFile(path)
        names = [i.filename for i in archive.infolist() if not i.is_dir()]
        return archive.open(_only_one(names, path))  # type: ignore[return-value]
    return path.open("rb")


def _only_one(names: list[str], path: Path) -> str:
    """Return the single name of an archive, or raise."""
    if len(names) != 1:
        raise EvidenceError(f"{path.name} holds {len(names)} files, expected one.")
    return names[0]


class _Enough(Exception):
    """Raised to stop the unpacker of .7z, which has no other way to be stopped."""


def _load_7z() -> None:
    """Load the library for .7z, which takes long and comes with an extra."""
    try:
        import_module("py7zr")
    except ImportError as error:
        raise UsageError(
            'A .7z needs: pip install "sinews[trade]"; or unpack the file and name what is in it.'
        ) from error


def _read_7z_day(path: Path) -> date | None:
    """Return the latest date of a file in a .7z, None where it holds none."""
    import py7zr

    with py7zr.SevenZipFile(path) as archive:
        moments = [i.creationtime for i in archive.list() if i.creationtime]
    return max(m.date() for m in moments) if moments else None


def _read_7z_head(path: Path, limit: int) -> bytes:
    """Return the first bytes of the only file in a .7z, empty where it cannot be read."""
    content = bytearray()

    def take(block: bytes | bytearray) -> None:
        content.extend(block)
        if len(content) >= limit:
            raise _Enough

    try:
        _stream_7z(path, take)
    except UsageError:
        raise
    except (_Enough, *FAULTS):
        pass
    return bytes(content[:limit])


def _unpack_7z(path: Path, target: BinaryIO, most: int) -> None:
    """Write the only file of a .7z; a ValueError where it is damaged."""

    def take(block: bytes | bytearray) -> None:
        if target.tell() + len(block) > most:
            raise _Enough
        target.write(block)

    try:
        _stream_7z(path, take)
    except _Enough as error:
        raise EvidenceError(f"{path.name} unpacks to more than {most:,} bytes.") from error


def _stream_7z(path: Path, take: Callable[[bytes | bytearray], None]) -> None:
    """Hand over the only file of a .7z block by block, whatever name it has in there."""
    _load_7z()
    import py7zr

    class Taken(py7zr.io.Py7zBytesIO):  # type: ignore[misc]
        def write(self, s: bytes | bytearray) -> int:
            take(s)
            return len(s)

    class All(py7zr.io.BytesIOFactory):  # type: ignore[misc]
        def create(self, filename: str) -> Taken:
            return Taken(filename, MOST_BYTES)

    try:
        with py7zr.SevenZipFile(path) as archive:
            name = _only_one([i.filename for i in archive.list() if not i.is_directory], path)
            archive.extract(targets=[name], factory=All(MOST_BYTES))
    except py7zr.exceptions.ArchiveError as error:
        raise ValueError(str(error)) from error


def _copy(source: BinaryIO, target: BinaryIO, path: Path, most: int) -> None:
    written = 0
    while block := source.read(1 << 20):
        written += len(block)
        if written > most:
            raise EvidenceError(f"{path.name} unpacks to more than {most:,} bytes.")
        target.write(block)
