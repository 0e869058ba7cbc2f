"""The evidence at hand: compiled tables by id, shipped with the package or from the store."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import polars as pl

from sinews.core.provenance import Release
from sinews.core.table import EvidenceTable
from sinews.data.digest import join_digests
from sinews.data.parquet import decode_table
from sinews.errors import UnknownNameError


@dataclass(frozen=True)
class Evidence:
    """A folder of compiled tables; every read checks the digest.

    Parameters
    ----------
    folder
        Holds ``<table>.parquet`` and its record ``<table>.json`` for every table.
    """

    folder: Traversable

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """Table id to its file, digest, rows and releases."""
        records = (p for p in self.folder.iterdir() if p.name.endswith(".json"))
        entries = [json.loads(p.read_text(encoding="utf-8")) for p in records]
        return {e["table"]: e for e in sorted(entries, key=lambda e: str(e["table"]))}

    @cached_property
    def _cache(self) -> dict[str, EvidenceTable]:
        return {}

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of all tables."""
        return tuple(self.manifest)

    def table(self, id: str) -> EvidenceTable:
        """Return one table, verified and validated.

        Raises
        ------
        UnknownNameError
            There is no such table.
        ProvenanceError
            The bytes are not those that the manifest pins.
        """
        from sinews.data.compiled import COMPILED

        if id not in self.manifest:
            raise UnknownNameError("table", id, self.manifest)
        if id not in self._cache:
            entry = self.manifest[id]
            self._cache[id] = EvidenceTable(
                spec=COMPILED[id].spec,
                frame=decode_table(
                    (self.folder / entry["file"]).read_bytes(),
                    entry["sha256"],
                    what=f"The shipped table {id!r} ({entry['file']})",
                    remedy="Reinstall the package.",
                ),
                releases=tuple(release_from_json(r) for r in entry["releases"]),
            )
        return self._cache[id]

    def frame(self, id: str) -> pl.DataFrame:
        """Return the frame of one table."""
        return self.table(id).frame

    def releases(self) -> dict[str, str]:
        """Return release key to sha256 over all tables, for run manifests."""
        found: dict[str, set[str]] = {}
        for entry in self.manifest.values():
            for record in entry["releases"]:
                release = release_from_json(record)
                found.setdefault(release.key, set()).add(release.sha256)
        return {key: join_digests(found[key]) for key in sorted(found)}


def release_from_json(record: Mapping[str, Any]) -> Release:
    """Return the release of a manifest record."""
    published = record.get("published")
    return Release(
        source=record["source"],
        id=record["id"],
        published=date.fromisoformat(published) if published else None,
        retrieved=date.fromisoformat(record["retrieved"]),
        sha256=record["sha256"],
    )


def release_to_json(release: Release) -> dict[str, Any]:
    """Return the manifest record of a release."""
    return {
        "source": release.source,
        "id": release.id,
        "published": release.published.isoformat() if release.published else None,
        "retrieved": release.retrieved.isoformat(),
        "sha256": release.sha256,
    }


def open_evidence() -> Evidence:
    """Return the evidence shipped with the package."""
    return Evidence(files("sinews.data") / "reference")
