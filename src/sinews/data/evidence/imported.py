"""Readers' tables of the user's store, for questions that no compiled table answers."""

from dataclasses import dataclass

import polars as pl

from sinews.core.provenance import Release
from sinews.core.table import EvidenceTable
from sinews.data.evidence.evidence import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedTable:
    """A readers' table of the store as it may be used."""

    frame: pl.DataFrame
    releases: tuple[Release, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """Release keys, for `Figure.sources`."""
        return tuple(dict.fromkeys(r.key for r in self.releases))

    def is_behind(self, table: EvidenceTable) -> bool:
        """Return whether a compiled table was built from it, and so checked against its others."""
        built = {(r.source, r.id, r.sha256) for r in table.releases}
        return {(r.source, r.id, r.sha256) for r in self.releases} <= built


def find_imported(evidence: Evidence, table: str) -> ImportedTable | None:
    """Return a readers' table of the store, for questions that no compiled table answers.

    None where the store has no vintage of it that may be used.
    """
    from sinews.data.sources import READERS

    if evidence.store is None or evidence.mode == "shipped":
        return None
    spec = next(s for r in READERS for s in r.specs if s.id == table)
    found = evidence.store.read_current(table, spec)
    return ImportedTable(frame=found.frame, releases=found.releases) if found else None
