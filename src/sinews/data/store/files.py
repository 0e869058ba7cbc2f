"""Tables as bytes: Parquet that depends on the cells alone, written and read with care."""

import errno
import os
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from sinews.core.table import TableSpec, write_csv
from sinews.errors import ProvenanceError


def encode_table(frame: pl.DataFrame, spec: TableSpec) -> bytes:
    """Return a frame as Parquet: rows sorted by key, columns in the order of the spec.

    The same cells give the same bytes, so that the digest names the content.
    """
    ordered = frame.select([c.name for c in spec.columns]).sort(spec.key).rechunk()
    buffer = BytesIO()
    ordered.write_parquet(buffer, compression="zstd", statistics=False)
    return buffer.getvalue()


def write_frame(frame: pl.DataFrame, path: Path, **options: Any) -> None:  # noqa: ANN401
    """Write a frame, whole or not at all: CSV where the name ends so, else Parquet with options."""
    if path.suffix.lower() == ".csv":
        write_file(path, write_csv(frame))
        return
    buffer = BytesIO()
    frame.write_parquet(buffer, **options)
    write_file(path, buffer.getvalue())


def decode_table(content: bytes, digest: str, *, what: str, remedy: str) -> pl.DataFrame:
    """Return the frame of Parquet bytes after checking their digest.

    Without the check a flipped byte can be read as a wrong number: Parquet pages carry no
    checksum that polars or DuckDB would verify.

    Raises
    ------
    ProvenanceError
        The bytes are not those that were written.
    """
    if sha256(content).hexdigest() != digest:
        raise ProvenanceError(
            f"{what} is damaged or was edited: its content no longer has the digest "
            f"{digest[:12]}... that was recorded. {remedy}"
        )
    return pl.read_parquet(BytesIO(content))


def write_file(path: Path, content: bytes) -> None:
    """Write a file so that a reader, or a crash, sees the old content or the new, never a part.

    The temporary name is in the same folder and ends in ``.tmp``.
    """
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as f:
            f.write(content)
            f.flush()
            os.fsync(f.fileno())
        temporary.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def home_folder() -> Path:
    """Return $SINEWS_HOME, or the platform's folder for user data; nothing is created."""
    if named := os.environ.get("SINEWS_HOME"):
        return Path(named).expanduser()
    from platformdirs import user_data_path

    return user_data_path("sinews", appauthor=False)
