"""Readers' tables as the user brought them in, for questions that no compiled table answers."""

from dataclasses import dataclass

import polars as pl

from sinews.data.evidence.evidence import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedTable:
    """The newest imported vintage of a reader's table and the keys of its releases."""

    frame: pl.DataFrame
    sources: tuple[str, ...]


def find_imported(evidence: Evidence, table: str) -> ImportedTable | None:
    """Return a readers' table of the store as it may be used; None where there is none."""
    from sinews.data.sources import READERS

    if evidence.store is None or evidence.mode == "shipped":
        return None
    spec = next(s for r in READERS for s in r.specs if s.id == table)
    found = evidence.store.read_current(table, spec)
    return ImportedTable(frame=found.frame, sources=found.sources) if found else None
