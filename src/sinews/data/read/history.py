"""Compare a table with what was known of it: a changed unit and swapped columns show there alone.

Revisions move cells by a few per cent. A column, or one category of it, that is a thousand times
what it was, and two columns or categories that have each other's values, are no revisions.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Final

import numpy as np
import polars as pl

from sinews.core.table import TableSpec
from sinews.errors import ContradictionError

_LEAST_CELLS: Final = 6
"""Fewer common cells tell nothing (assumed)."""
_SHARE: Final = 0.8
"""Share of the common cells that must show the same break (assumed)."""
_NEAR: Final = 0.02
"""Relative distance within which a cell is the same but for revisions (assumed)."""
_FACTORS: Final = (1e3, 1e-3, 1e6, 1e-6)
_MOST_VALUES: Final = 300
"""Categories of a column beyond which pairs are not compared: reporters and goods, not types."""


def find_breaks(spec: TableSpec, new: pl.DataFrame, known: pl.DataFrame) -> list[str]:
    """Return in words what cannot be a revision; empty where the two agree or share few cells.

    Parameters
    ----------
    new, known
        Frames with the columns of `spec`.
    """
    values = [c.name for c in spec.columns if c.kind in ("number", "integer")]
    values = [v for v in values if v not in spec.key]
    both = new.join(known, on=spec.key, how="inner", suffix="_known")
    if both.height < _LEAST_CELLS or not values:
        return []
    groups = [c.name for c in spec.columns if c.kind == "text" and c.name in spec.key]
    found = [
        *(told for v in values for told in _find_factors(both, v, groups)),
        *(told for pair in combinations(values, 2) for told in _find_swapped(both, *pair)),
    ]
    for value in values:
        for group in groups:
            found += _find_swapped_groups(both, value, group, spec.key)
    return list(dict.fromkeys(found))


def check_history(
    spec: TableSpec, new: pl.DataFrame, known: pl.DataFrame, *, than: str, tables: Iterable[str]
) -> None:
    """Raise where a table cannot be a later edition of what was known.

    Parameters
    ----------
    than
        What it is compared with, for the message.
    tables
        Ids of the readers' tables that it rests on.

    Raises
    ------
    ContradictionError
        A unit changed, or columns or categories are swapped.
    """
    if found := find_breaks(spec, new, known):
        shown = "; ".join(found[:3]) + (f"; and {len(found) - 3} more" if len(found) > 3 else "")
        raise ContradictionError(
            f"{spec.id} against {than}: {shown}. No revision does that: one of the two has another "
            "unit or swapped headings. Get the file again; if the earlier one is wrong, take it "
            "out of use with `sinews data retire`.",
            tables=tables,
        )


def _find_factors(both: pl.DataFrame, value: str, groups: list[str]) -> Iterator[str]:
    """Yield where a column, or all cells of one category, is a power of a thousand off."""
    told = both.filter((pl.col(value) != 0) & (pl.col(f"{value}_known") != 0))
    ratio = told.with_columns(ratio=pl.col(value) / pl.col(f"{value}_known"))
    for factor in _FACTORS:
        off = (pl.col("ratio") / factor - 1).abs() < _NEAR
        cells = ratio.select(n=pl.len(), off=off.sum()).row(0)
        if cells[0] >= _LEAST_CELLS and cells[1] >= _SHARE * cells[0]:
            yield f"{value} is {factor:g} times what it was ({cells[1]} of {cells[0]} cells)"
            return
        for group in groups:
            parts = ratio.group_by(group).agg(n=pl.len(), off=off.sum()).sort(group)
            wrong = parts.filter(
                (pl.col("n") >= _LEAST_CELLS) & (pl.col("off") >= _SHARE * pl.col("n"))
            )
            for name, n, count in wrong.head(3).iter_rows():
                yield f"{value} of {name} is {factor:g} times what it was ({count} of {n} cells)"


def _find_swapped(both: pl.DataFrame, a: str, b: str) -> Iterator[str]:
    told = both.select(a, b, f"{a}_known", f"{b}_known").drop_nulls()
    cells = told.to_numpy().astype(float)
    one, other, was_one, was_other = cells.T if len(cells) else np.empty((4, 0))
    if _are_swapped(one, other, was_one, was_other):
        yield f"{a} and {b} have each other's former values"


def _find_swapped_groups(
    both: pl.DataFrame, value: str, group: str, key: tuple[str, ...]
) -> Iterator[str]:
    """Yield pairs of categories that have each other's values."""
    names = both[group].unique().sort().to_list()
    rest = [k for k in key if k != group]
    if not rest or not 2 <= len(names) <= _MOST_VALUES:
        return
    now, was = (
        both.pivot(on=group, index=rest, values=v, maintain_order=True)
        .sort(rest)
        .select(names)
        .to_numpy()
        .astype(float)
        for v in (value, f"{value}_known")
    )
    changed = [i for i in range(len(names)) if not _mostly(_near(now[:, i], was[:, i]))]
    for i, j in combinations(changed, 2):
        if _are_swapped(now[:, i], now[:, j], was[:, i], was[:, j]):
            yield f"{value} of {names[i]} and of {names[j]} have each other's former values"


def _are_swapped(
    one: np.ndarray, other: np.ndarray, was_one: np.ndarray, was_other: np.ndarray
) -> bool:
    apart = ~_near(was_one, was_other) & np.isfinite(was_one + was_other + one + other)
    crossed = _near(one, was_other) & _near(other, was_one)
    return int(apart.sum()) >= _LEAST_CELLS and _mostly(crossed[apart])


def _near(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.asarray(np.abs(a - b) <= _NEAR * np.maximum(np.abs(a), np.abs(b)))


def _mostly(flags: np.ndarray) -> bool:
    return bool(flags.size and flags.mean() >= _SHARE)
