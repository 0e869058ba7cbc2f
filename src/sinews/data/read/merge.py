"""Join the parts of one table that came in several files."""

from collections.abc import Sequence

import polars as pl

from sinews.core.table import TableSpec
from sinews.errors import EvidenceError

_SHOWN = 5


def merge_parts(
    spec: TableSpec, parts: Sequence[pl.DataFrame], names: Sequence[str]
) -> pl.DataFrame:
    """Return the rows of all parts; a row that stands in several parts is kept once.

    Parameters
    ----------
    parts
        Frames with the columns of `spec`, one a file.
    names
        The files' names, for the message.

    Raises
    ------
    EvidenceError
        Two parts give different values under one key.
    """
    if len(parts) == 1:
        return parts[0]
    columns = [c.name for c in spec.columns]
    merged = pl.concat([p.select(columns) for p in parts]).unique(maintain_order=True)
    clash = merged.filter(pl.struct(spec.key).is_duplicated()).sort(spec.key)
    if clash.is_empty():
        return merged
    shown = "\n  ".join(str(r) for r in clash.head(_SHOWN).iter_rows())
    count = clash.select(pl.struct(spec.key).n_unique()).item()
    raise EvidenceError(
        f"The files {', '.join(names)} contradict each other on table {spec.id!r}: {count} keys "
        f"({', '.join(spec.key)}) have different values, for example\n  {shown}\n"
        "They are probably of different releases: add them one release at a time, each with its "
        "own --release."
    )
