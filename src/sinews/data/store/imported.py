"""Readers' tables as the user brought them in, for questions that no compiled table answers."""

from dataclasses import dataclass

import polars as pl

from sinews.data.evidence.evidence import Evidence
from sinews.data.store.vintage import find_vintage


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedTable:
    """The newest imported vintage of a reader's table and the keys of its releases."""

    frame: pl.DataFrame
    sources: tuple[str, ...]


def find_imported(evidence: Evidence, table: str) -> ImportedTable | None:
    """Return the newest imported vintage of a reader's table; None where there is none."""
    if evidence.store is None or evidence.mode == "shipped":
        return None
    raw = [v for v in evidence.store.vintages() if v.kind == "raw" and v.table == table]
    if not raw:
        return None
    newest = find_vintage(table, raw)
    return ImportedTable(
        frame=evidence.store.read(newest), sources=tuple(r.key for r in newest.releases)
    )
