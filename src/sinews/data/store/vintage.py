"""Vintages: one table as one release of its source gave it, and how it is in the store."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sinews.core.provenance import Release
from sinews.data.store.releases import (
    order_releases,
    release_day,
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
    part
        True for one extraction of many: the vintages of all releases then add up to the table.
    notes
        What the reader set aside, in sentences with counts, and how the release was told.
    quarantined
        Why nothing may be computed from it, as a check found; empty where it may be used.
    retired
        Why the user took it out of use (`sinews data retire`); empty where they did not.
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
    part: bool = False
    notes: tuple[str, ...] = ()
    quarantined: str = ""
    retired: str = ""

    @property
    def label(self) -> str:
        """The release names: ``29``, or ``28+29`` for a table from two releases."""
        return "+".join(sorted({r.id for r in self.releases}, key=order_releases))

    @property
    def id(self) -> str:
        """What `data list` shows and `data diff` takes: ``support_monthly@29``, then ``@29:2``."""
        return f"{self.table}@{self.label}" + (f":{self.number}" if self.number > 1 else "")

    @property
    def usable(self) -> bool:
        """Whether anything may be computed from it."""
        return not (self.quarantined or self.retired)

    @property
    def day(self) -> date | None:
        """The day that orders it among the vintages of its table; None where no release has one."""
        days = [release_day(r.id, r.published) for r in self.releases]
        return max((d for d in days if d), default=None)

    def to_json(self) -> dict[str, object]:
        """Return the manifest record."""
        plain: dict[str, object] = {"key": list(self.key), "notes": list(self.notes)}
        plain |= {"originals": dict(self.originals), "made": dict(self.made)}
        releases = [release_to_json(r) for r in self.releases]
        fields = {n: getattr(self, n) for n in self.__slots__}
        return {"id": self.id, **fields, **plain, "releases": releases}


def vintage_from_json(record: Mapping[str, Any]) -> Vintage:
    """Return the vintage of a manifest record."""
    fields = {k: v for k, v in record.items() if k != "id"}
    fields["key"] = tuple(record["key"])
    fields["notes"] = tuple(record.get("notes", ()))
    fields["releases"] = tuple(release_from_json(r) for r in record["releases"])
    return Vintage(**fields)


def sort_by_age(vintages: Iterable[Vintage]) -> list[Vintage]:
    """Return the vintages of one table and kind, the oldest first.

    Readers' tables follow the day of publication where all of them have one, else the names of
    their releases; two of one release, and compiled tables, follow their arrival.
    """
    known = list(vintages)
    dated = all(v.day for v in known)

    def age(v: Vintage) -> tuple[Any, ...]:
        if v.kind == "compiled":
            return (v.sequence,)
        day = v.day if dated else None
        return (day or date.min, sorted(order_releases(r.id) for r in v.releases), v.sequence)

    return sorted(known, key=age)


def list_usable(table: str, vintages: Iterable[Vintage]) -> list[Vintage]:
    """Return the readers' vintages of a table that may be used, the oldest first."""
    return sort_by_age(v for v in vintages if v.kind == "raw" and v.table == table and v.usable)


def find_vintage(name: str, vintages: Iterable[Vintage]) -> Vintage:
    """Return the vintage of that id; a table id alone means its newest that may be used.

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
    return sort_by_age([v for v in named if v.usable] or named)[-1]
