"""Look into and unpack files that hold one compressed text: plain, .gz, .zip or .7z, by content."""

import gzip
import lzma
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO, Final

from sinews.errors import EvidenceError

_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
_7Z: Final = b"7z\xbc\xaf\x27\x1c"
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
            from sinews.data.read.seven_zip import read_7z_head

            return read_7z_head(path, limit)
        with _open_text(path, start) as f:
            return f.read(limit)
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
    try:
        if start.startswith(_7Z):
            from sinews.data.read.seven_zip import unpack_7z

            unpack_7z(path, folder, out, most=most)
        else:
            with _open_text(path, start) as f, out.open("wb") as target:
                _copy(f, target, path, most)
    except EvidenceError:
        raise
    except FAULTS as error:
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
        return archive.open(only_one(names, path))  # type: ignore[return-value]
    return path.open("rb")


def only_one(names: list[str], path: Path) -> str:
    """Return the single name of an archive, or raise."""
    if len(names) != 1:
        raise EvidenceError(f"{path.name} holds {len(names)} files, expected one.")
    return names[0]


def _copy(source: BinaryIO, target: BinaryIO, path: Path, most: int) -> None:
    written = 0
    while block := source.read(1 << 20):
        written += len(block)
        if written > most:
            raise EvidenceError(f"{path.name} unpacks to more than {most:,} bytes.")
        target.write(block)
