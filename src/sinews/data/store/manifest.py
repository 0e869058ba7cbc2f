"""The store's manifest: all vintages, under its own digest, in two copies."""

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from sinews.data.store.files import write_file
from sinews.data.store.vintage import Vintage, vintage_from_json
from sinews.errors import StoreError

NAME: Final = "manifest.json"
COPY: Final = "manifest.copy.json"
_FORMAT: Final = 2
_READABLE: Final = (1, 2)
"""Format 1 knows no notes, parts, quarantine or retirement."""


def read_vintages(folder: Path) -> tuple[Vintage, ...]:
    """Return all vintages in the order of their arrival; none where there is no store yet.

    Raises
    ------
    StoreError
        The manifest is damaged or of a later format.
    """
    path = folder / NAME
    if not path.exists():
        if (folder / COPY).exists():
            raise StoreError(f"{path} is missing. Run `sinews data verify --repair`.")
        return ()
    return _decode(path)


def write_vintages(folder: Path, vintages: Sequence[Vintage]) -> None:
    """Replace the manifest, then its copy; the caller holds the lock."""
    records = [v.to_json() for v in vintages]
    content = {"format": _FORMAT, "sha256": _digest(records), "vintages": records}
    text = json.dumps(content, indent=1, ensure_ascii=False).encode() + b"\n"
    write_file(folder / NAME, text)
    write_file(folder / COPY, text)


def restore_manifest(folder: Path) -> bool:
    """Put the copy in the place of a damaged or missing manifest; True if that was needed.

    Raises
    ------
    StoreError
        The copy is damaged as well.
    """
    try:
        read_vintages(folder)
    except StoreError as damage:
        try:
            vintages = _decode(folder / COPY)
        except StoreError as error:
            raise StoreError(
                f"{damage} But {COPY} is damaged as well. Move {folder} away and add the "
                "originals again; the tables in it can be read with any Parquet reader."
            ) from error
        write_vintages(folder, vintages)
        return True
    return False


def _decode(path: Path) -> tuple[Vintage, ...]:
    damaged = (
        f"{path} is damaged: its content does not match its own digest. "
        "Run `sinews data verify --repair` to restore it from its copy."
    )
    try:
        content = json.loads(path.read_bytes())
        records, digest, version = content["vintages"], content["sha256"], content["format"]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise StoreError(damaged) from error
    if version not in _READABLE:
        raise StoreError(
            f"{path} has format {version!r}; this version of sinews reads {_READABLE}. "
            "Update sinews, name another folder in SINEWS_HOME, or set SINEWS_EVIDENCE=shipped."
        )
    if _digest(records) != digest:
        raise StoreError(damaged)
    return tuple(vintage_from_json(r) for r in records)


def _digest(records: list[dict[str, object]]) -> str:
    canonical = json.dumps(records, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(canonical.encode()).hexdigest()
