"""The .7z part of `archives`, apart because its library takes long to load."""

from datetime import date
from pathlib import Path

import py7zr
from py7zr.exceptions import ArchiveError

from sinews.data.read.archives import FAULTS, only_one
from sinews.errors import EvidenceError


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


def read_7z_day(path: Path) -> date | None:
    """Return the latest date of a file in an archive, None where it holds none."""
    with py7zr.SevenZipFile(path) as archive:
        moments = [i.creationtime for i in archive.list() if i.creationtime]
    return max(m.date() for m in moments) if moments else None


def read_7z_head(path: Path, limit: int) -> bytes:
    """Return the first bytes of the only file in an archive, empty where it cannot be read."""
    factory = _HeadFactory(limit)
    try:
        with py7zr.SevenZipFile(path) as archive:
            name = only_one([i.filename for i in archive.list() if not i.is_directory], path)
            archive.extract(targets=[name], factory=factory)
    except (_Enough, ArchiveError, *FAULTS):
        pass
    return factory.head.content


def unpack_7z(path: Path, folder: Path, out: Path, *, most: int) -> None:
    """Write the only file of an archive to `out`.

    Raises
    ------
    EvidenceError
        It holds several files, or one that is too large.
    ValueError
        It is damaged.
    """
    try:
        with py7zr.SevenZipFile(path) as archive:
            members = [i for i in archive.list() if not i.is_directory]
            name = only_one([i.filename for i in members], path)
            if members[0].uncompressed > most:
                raise EvidenceError(f"{path.name} unpacks to {members[0].uncompressed:,} bytes.")
            archive.extract(path=folder, targets=[name])
    except ArchiveError as error:
        raise ValueError(str(error)) from error
    (folder / name).replace(out)
