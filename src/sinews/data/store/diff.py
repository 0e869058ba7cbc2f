"""What changed between two vintages of a table, cell by cell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from sinews.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDiff:
    """The difference of two frames that share a key.

    Attributes
    ----------
    added, removed
        Rows whose key only the new, or only the old frame has.
    changed
        One row a changed cell: the key columns, then ``column``, ``old``, ``new`` as text
        (null where the cell is missing).
    columns_added, columns_removed
        Columns that only one of the frames has; their cells are not compared.
    """

    key: tuple[str, ...]
    added: pl.DataFrame
    removed: pl.DataFrame
    changed: pl.DataFrame
    columns_added: tuple[str, ...]
    columns_removed: tuple[str, ...]

    def __bool__(self) -> bool:
        heights = self.added.height + self.removed.height + self.changed.height
        return bool(heights or self.columns_added or self.columns_removed)

    @property
    def summary(self) -> str:
        """One line for people."""
        parts = [
            f"{self.changed.height} cells changed",
            f"{self.added.height} rows added",
            f"{self.removed.height} rows removed",
        ]
        if self.columns_added:
            parts.append(f"columns added: {', '.join(self.columns_added)}")
        if self.columns_removed:
            parts.append(f"columns removed: {', '.join(self.columns_removed)}")
        return "; ".join(parts)

    def cells(self) -> Iterator[tuple[tuple[Any, ...], str, str | None, str | None]]:
        """Yield key, column, old and new of every changed cell."""
        n = len(self.key)
        for row in self.changed.iter_rows():
            yield row[:n], row[n], row[n + 1], row[n + 2]


def diff_frames(key: Sequence[str], old: pl.DataFrame, new: pl.DataFrame) -> TableDiff:
    """Compare two frames on their key; numbers exactly, and a missing cell equals a missing one.

    Raises
    ------
    UsageError
        A frame lacks a key column: the two are not vintages of one table.
    """
    keys = list(key)
    for frame, which in ((old, "old"), (new, "new")):
        if missing := [k for k in keys if k not in frame.columns]:
            raise UsageError(f"The {which} table has no column {', '.join(missing)}; no diff.")
    new = new.with_columns(
        pl.col(k).cast(old.schema[k]) for k in keys if new.schema[k] != old.schema[k]
    )
    common = [c for c in old.columns if c in new.columns and c not in keys]
    both = old.select(keys + common).join(
        new.select(keys + common), on=keys, how="inner", suffix="\0new", nulls_equal=True
    )
    return TableDiff(
        key=tuple(keys),
        added=new.join(old, on=keys, how="anti", nulls_equal=True).sort(keys),
        removed=old.join(new, on=keys, how="anti", nulls_equal=True).sort(keys),
        changed=_changed_cells(both, keys, common),
        columns_added=tuple(c for c in new.columns if c not in old.columns),
        columns_removed=tuple(c for c in old.columns if c not in new.columns),
    )


def _changed_cells(both: pl.DataFrame, keys: list[str], columns: list[str]) -> pl.DataFrame:
    schema = {k: both.schema[k] for k in keys}
    empty = pl.DataFrame(
        schema=schema | {"column": pl.String(), "old": pl.String(), "new": pl.String()}
    )
    parts = [empty]
    for name in columns:
        old, new = pl.col(name), pl.col(f"{name}\0new")
        if both.schema[name] != both.schema[f"{name}\0new"]:
            old, new = old.cast(pl.String), new.cast(pl.String)
        parts.append(
            both.filter(old.ne_missing(new)).select(
                *keys,
                pl.lit(name).alias("column"),
                old.cast(pl.String).alias("old"),
                new.cast(pl.String).alias("new"),
            )
        )
    return pl.concat(parts).sort([*keys, "column"])
