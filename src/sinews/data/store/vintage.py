"""Vintages: one table as one release of its source gave it, and how it lies in the store."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sinews.core.provenance import Release
from sinews.data.store.releases import (
    Order,
    order_releases,
    release_from_json,
    release_to_json,
)
from sinews.errors import UnknownNameError

Kind = Literal["raw", "compiled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vintage:
    """One stored table.

    Attributes
    ----------
    kind
        ``raw`` as a reader gave it, ``compiled`` as `sinews.data.compile.tables` built it.
    number
        2 and higher where the same release came again with other cells.
    sequence
        Counts all vintages of a store in the order of their arrival.
    file, sha256
        Name of the Parquet file and the digest of its bytes.
    key
        The key columns at the time of writing; `diff` compares on them.
    originals
        Digest to file name of the producer's files; empty for compiled tables.
    made
        Where it came from and under which terms: url, licence, reader, code_version, added.
    """

    table: str
    kind: Kind
    number: int
    sequence: int
    file: str
    sha256: str
    rows: int
    key: tuple[str, ...]
    releases: tuple[Release, ...]
    originals: Mapping[str, str]
    made: Mapping[str, str]

    @property
    def label(self) -> str:
        """The release names: ``29``, or ``28+29`` for a table from two releases."""
        return "+".join(sorted({r.id for r in self.releases}, key=order_releases))

    @property
    def id(self) -> str:
        """What `data list` shows and `data diff` takes: ``support_monthly@29``, then ``@29:2``."""
        return f"{self.table}@{self.label}" + (f":{self.number}" if self.number > 1 else "")

    @property
    def age(self) -> tuple[tuple[Order, ...], int]:
        """Sort key: the newest vintage is the largest."""
        if self.kind == "compiled":
            return (), self.sequence
        return tuple(sorted(order_releases(r.id) for r in self.releases)), self.sequence

    def to_json(self) -> dict[str, Any]:
        """Return the manifest record."""
        return {
            "id": self.id,
            "table": self.table,
            "kind": self.kind,
            "number": self.number,
            "sequence": self.sequence,
            "file": self.file,
            "sha256": self.sha256,
            "rows": self.rows,
            "key": list(self.key),
            "releases": [release_to_json(r) for r in self.releases],
            "originals": dict(self.originals),
            "made": dict(self.made),
        }


def vintage_from_json(record: Mapping[str, Any]) -> Vintage:
    """Return the vintage of a manifest record."""
    fields = {k: v for k, v in record.items() if k != "id"}
    fields["key"] = tuple(record["key"])
    fields["releases"] = tuple(release_from_json(r) for r in record["releases"])
    return Vintage(**fields)


def find_vintage(name: str, vintages: Iterable[Vintage]) -> Vintage:
    """Return the vintage of that id; a table id alone means its newest vintage.

    A few tables are compiled as they were read and exist in both kinds under one id: then the
    compiled one is meant, and ``raw:wars@4.0`` names the other.

    Raises
    ------
    UnknownNameError
        There is none; the nearest ids are suggested.
    """
    known = list(vintages)
    wanted = name.removeprefix("raw:")
    named = [v for v in known if wanted in (v.id, v.table)]
    kinds = {v.kind for v in named}
    if name != wanted or len(kinds) > 1:
        kind = "raw" if name != wanted else "compiled"
        named = [v for v in named if v.kind == kind]
    if not named:
        raise UnknownNameError("vintage", name, [v.id for v in known])
    return max(named, key=lambda v: v.age)
