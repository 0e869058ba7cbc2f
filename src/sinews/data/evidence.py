"""The evidence at hand: compiled tables by id, shipped with the package or from the store."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from typing import Any

import polars as pl

from sinews.core.provenance import Release
from sinews.core.table import EvidenceTable
from sinews.errors import ProvenanceError, UnknownNameError


@dataclass(frozen=True)
class Evidence:
    """A folder of compiled tables with a manifest; every read checks the digest.

    Parameters
    ----------
    folder
        Holds ``manifest.json`` and one Parquet file a table.
    """

    folder: Traversable

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """Table id to its file, digest, rows and releases."""
        text = (self.folder / "manifest.json").read_text(encoding="utf-8")
        tables: Mapping[str, Any] = json.loads(text)["tables"]
        return tables

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
            content = (self.folder / entry["file"]).read_bytes()
            if sha256(content).hexdigest() != entry["sha256"]:
                raise ProvenanceError(
                    f"Table {id!r} ({entry['file']}) differs from its manifest: it was damaged or "
                    "edited. Reinstall the package, or run `sinews data verify`."
                )
            self._cache[id] = EvidenceTable(
                spec=COMPILED[id].spec,
                frame=pl.read_parquet(BytesIO(content)),
                releases=tuple(release_from_json(r) for r in entry["releases"]),
            )
        return self._cache[id]

    def frame(self, id: str) -> pl.DataFrame:
        """Return the frame of one table."""
        return self.table(id).frame

    def releases(self) -> dict[str, str]:
        """Return release key to sha256 over all tables, for run manifests."""
        found = {
            release_from_json(r).key: str(r["sha256"])
            for entry in self.manifest.values()
            for r in entry["releases"]
        }
        return dict(sorted(found.items()))


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
