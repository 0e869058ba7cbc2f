"""Compiled tables: small tables that instruments read, built from the readers' tables."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from sinews.core.registry import Registry
from sinews.core.table import EvidenceTable, TableSpec
from sinews.data.read.reader import Reader
from sinews.errors import EvidenceError

Frames = Mapping[str, pl.DataFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """One compiled table: its contract, what it is built from, and how.

    Attributes
    ----------
    inputs
        Ids of the readers' tables that `build` receives.
    build
        Pure function from those frames, sorted by key, to the compiled frame.
    dated
        True when `build` needs the vintage: each frame then has a column ``release``.
    every_release
        True when `build` receives the rows of all releases, not of the newest alone; dated.
    release
        The one release that it is built from, whatever came later: for results that were fitted
        to it. Such a table comes with the package alone.
    tell
        Returns what the build set aside, in sentences, from the compiled frame.
    """

    spec: TableSpec
    inputs: tuple[str, ...]
    build: Callable[[Frames], pl.DataFrame]
    dated: bool = False
    every_release: bool = False
    release: str | None = None
    tell: Callable[[pl.DataFrame], Sequence[str]] | None = None

    @property
    def id(self) -> str:
        """The table's id."""
        return self.spec.id


class ShortError(EvidenceError):
    """A compiled table with fewer rows than are known to exist.

    Parameters
    ----------
    rows
        What the available inputs give.
    releases
        Where they come from.
    """

    def __init__(self, spec: TableSpec, rows: int, releases: Sequence[str]) -> None:
        self.short = f"{rows} rows where at least {spec.min_rows} are known to exist"
        super().__init__(
            f"Table {spec.id!r} from {', '.join(releases)} breaks its contract:\n  {self.short}"
        )


def compile_table(
    compiled: Compiled, tables: Mapping[str, Sequence[EvidenceTable]]
) -> EvidenceTable:
    """Build one compiled table from the readers' tables.

    Parameters
    ----------
    tables
        Table id to its releases, oldest first; only the last is used unless the compiled table
        takes every release.

    Raises
    ------
    ShortError
        The inputs hold fewer rows than the table is known to have.
    EvidenceError
        An input is missing, or the result breaks its spec.
    """
    if missing := [i for i in compiled.inputs if not tables.get(i)]:
        raise EvidenceError(
            f"Table {compiled.id!r} needs {', '.join(missing)}; bring the producer's file in with "
            "`sinews data add FILE` or `sinews data fetch`."
        )
    dated = compiled.dated or compiled.every_release
    chosen = {i: _choose_releases(compiled, tables[i]) for i in compiled.inputs}
    frames = {i: pl.concat([_frame(t, dated=dated) for t in used]) for i, used in chosen.items()}
    frame = compiled.build(frames)
    releases = tuple(dict.fromkeys(r for used in chosen.values() for t in used for r in t.releases))
    if frame.height < compiled.spec.min_rows:
        raise ShortError(compiled.spec, frame.height, [r.key for r in releases])
    return EvidenceTable(spec=compiled.spec, frame=frame, releases=releases)


def _choose_releases(
    compiled: Compiled, releases: Sequence[EvidenceTable]
) -> Sequence[EvidenceTable]:
    if compiled.every_release:
        return releases
    if compiled.release is None:
        return releases[-1:]
    own = [t for t in releases if {r.id for r in t.releases} == {compiled.release}]
    if not own:
        raise EvidenceError(f"Table {compiled.id!r} needs the release {compiled.release}.")
    return own


def _frame(table: EvidenceTable, *, dated: bool) -> pl.DataFrame:
    """Return the rows sorted by key: sums then do not depend on the order in a file."""
    frame = table.frame.sort(table.spec.key)
    if not dated:
        return frame
    release = "+".join(dict.fromkeys(r.id for r in table.releases))
    return frame.with_columns(release=pl.lit(release))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinds:
    """The readers and compiled tables that a command knows."""

    readers: Registry[Reader]
    compiled: Registry[Compiled]
