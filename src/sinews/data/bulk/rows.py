"""Rows of a Comext bulk file as numbers: one pass over the text, all labels as codes in one key.

A row becomes 24 bytes: its key, its cents and its grams. A month of them is kept in memory, a year
on disk; either way they are handed on in shards by product, so that what follows needs the memory
of one shard, whatever the size of the file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl
from polars.exceptions import ComputeError

BITS: Final = {
    "product": 20,
    "reporter": 10,
    "partner": 10,
    "flow": 6,
    "procedure": 6,
    "period": 8,
}
"""Labels, and the room of each in the key, from the highest bits down."""
UNITS: Final = {"value_eur": 100, "quantity_kg": 1000}
"""Numbers, and how many cents or grams are in one: whole numbers add up the same in any order."""
MISSING: Final = -1
BAD: Final = -2
"""What stands for a number that is empty, and for one that is no finite number from 0."""
_SHARD_BYTES: Final = 150_000_000
"""Bytes of text whose rows go into one shard: about two million rows."""
_MEMORY_BYTES: Final = 500_000_000
"""Bytes of text whose rows are kept in memory: about six million rows, 150 MB."""

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows of one file.

    Attributes
    ----------
    labels
        The texts of each label in the order of their codes; None where a code is not used.
    shards
        Keys, cents and grams of the rows, in parts that have no product in common.
    """

    labels: Mapping[str, tuple[str | None, ...]]
    shards: tuple[pl.LazyFrame, ...]
    count: int
    bad_values: int
    bad_weights: int

    def list_labels(self, name: str) -> list[str]:
        """Return the texts of one label, sorted."""
        return sorted(text for text in self.labels[name] if text is not None)


def take_codes(keys: Whole, name: str) -> Whole:
    """Return the codes of one label in packed keys."""
    names = list(BITS)
    shift = sum(BITS[n] for n in names[names.index(name) + 1 :])
    return (keys >> shift) & ((1 << BITS[name]) - 1)


def spool_rows(path: Path, columns: Mapping[str, str], folder: Path) -> Rows:
    """Write the rows of a text as numbers, and return what is in them.

    A text as the producer writes it is read fast. One with blanks around labels, empty labels or
    words for numbers is read once more with care, so that each fault can be counted.

    Parameters
    ----------
    columns
        Our names to those of the file.
    folder
        An empty folder for the shards.
    """
    try:
        rows, clean = _spool(path, columns, folder / "fast", careful=False)
    except ComputeError:
        clean = False
    if not clean:
        rows, _ = _spool(path, columns, folder / "careful", careful=True)
    return rows


def _spool(
    path: Path, columns: Mapping[str, str], folder: Path, *, careful: bool
) -> tuple[Rows, bool]:
    """Return the rows, and whether all labels are there and without blanks."""
    kinds = {name: pl.Categories.random() for name in BITS}
    types = {name: pl.Categorical(kind) for name, kind in kinds.items()}
    # the texts behind codes last as long as a series uses them
    alive = [pl.Series([], dtype=kind) for kind in types.values()]
    lazy = _scan(path, columns, {} if careful else {**types, **dict.fromkeys(UNITS, pl.Float64())})
    if careful:
        text = (pl.col(n).fill_null("").str.strip_chars() for n in (*BITS, *UNITS))
        lazy = lazy.with_columns(text).with_columns(pl.col(n).cast(t) for n, t in types.items())
    units = {n: _count_units(n, careful=careful) for n in UNITS}
    whole, shards = _split(lazy.select(key=_pack_key(), **units), path.stat().st_size, folder)
    labels = {name: tuple(kind) for name, kind in kinds.items()}
    del alive
    rows, unlabelled = _count_rows(labels, whole, shards)
    texts = (t for name in BITS for t in rows.list_labels(name))
    return rows, not unlabelled and all(t == t.strip() for t in texts)


def _scan(path: Path, columns: Mapping[str, str], types: Mapping[str, pl.DataType]) -> pl.LazyFrame:
    """Return the columns under our names; those without a type are text."""
    plain = pl.scan_csv(path, infer_schema=False, quote_char=None, encoding="utf8")
    given = {n.strip().removeprefix("\ufeff"): n for n in plain.collect_schema().names()}
    lazy = pl.scan_csv(
        path,
        infer_schema=False,
        quote_char=None,
        encoding="utf8",
        schema_overrides={given[columns[ours]]: t for ours, t in types.items()},
    )
    return lazy.select(pl.col(given[theirs]).alias(ours) for ours, theirs in columns.items())


def _pack_key() -> pl.Expr:
    key = pl.lit(0, dtype=pl.Int64)
    for name, bits in BITS.items():
        key = key * (1 << bits) + pl.col(name).to_physical().cast(pl.Int64)
    return key


def _count_units(name: str, *, careful: bool) -> pl.Expr:
    """Return a number in whole cents or grams."""
    column = pl.col(name)
    value = column.cast(pl.Float64, strict=False) if careful else column
    return (
        pl.when(column == "" if careful else column.is_null())
        .then(MISSING)
        .when(value.is_finite() & (value >= 0))
        .then((value * UNITS[name]).round())
        .otherwise(BAD)
        .cast(pl.Int64)
    )


def _split(
    lazy: pl.LazyFrame, size: int, folder: Path
) -> tuple[pl.LazyFrame, tuple[pl.LazyFrame, ...]]:
    """Return all rows, read once, and the same in shards by product."""
    number = 1 + size // _SHARD_BYTES
    shard = pl.col("key") // (1 << sum(BITS.values()) - BITS["product"]) % number
    if size <= _MEMORY_BYTES:
        whole = lazy.collect(engine="streaming").lazy()
        return whole, tuple(whole.filter(shard == i) for i in range(number))
    folder.mkdir(parents=True)
    lazy.sink_parquet(
        pl.PartitionBy(folder, key={"shard": shard}, include_key=False),
        compression="uncompressed",
        statistics=False,
    )
    shards = tuple(
        pl.scan_parquet(f / "*.parquet", hive_partitioning=False) for f in sorted(folder.iterdir())
    )
    return pl.concat(shards), shards


def _count_rows(
    labels: dict[str, tuple[str | None, ...]],
    whole: pl.LazyFrame,
    shards: tuple[pl.LazyFrame, ...],
) -> tuple[Rows, int]:
    """Return the rows, and how many of them have a label that is missing."""
    counts = whole.select(
        pl.len(),
        unlabelled=pl.col("key").null_count(),
        bad_values=(pl.col("value_eur") < 0).sum(),
        bad_weights=(pl.col("quantity_kg") == BAD).sum(),
    ).collect(engine="streaming")
    count, unlabelled, values, weights = (int(n) for n in counts.row(0))
    rows = Rows(labels=labels, shards=shards, count=count, bad_values=values, bad_weights=weights)
    return rows, unlabelled
