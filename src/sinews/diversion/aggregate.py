"""Run the one SQL file over partitioned Parquet: millions of rows in, one row a cell out."""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import polars as pl

from sinews.core.places import EU27
from sinews.errors import EvidenceError


def aggregate_exports(
    paths: Sequence[Path], *, memory: str = "2GB", threads: int | None = None
) -> pl.DataFrame:
    """Return EU27 exports by partner, HS6 and month: partner, product, month, exports_eur.

    Parameters
    ----------
    paths
        Parquet files with columns reporter, partner, product, flow, month, value_eur.
    memory
        What DuckDB may hold; the rest goes to disk.

    Raises
    ------
    EvidenceError
        No file is given, or none holds a code of six digits or more.
    """
    if not paths:
        raise EvidenceError("There is no Parquet file to read trade from.")
    query = (files("sinews.diversion") / "aggregate.sql").read_text(encoding="utf-8")
    with _connect(memory, threads) as db:
        digits = _finest(db, paths)
        given = {"files": [str(p) for p in paths], "reporters": sorted(EU27), "digits": digits}
        found: pl.DataFrame = db.sql(query, params=given).pl()
    return found


def _connect(memory: str, threads: int | None):  # type: ignore[no-untyped-def]  # noqa: ANN202
    import duckdb

    db = duckdb.connect()
    db.execute(f"SET memory_limit = '{memory}'")
    db.execute("SET preserve_insertion_order = false")
    if threads:
        db.execute(f"SET threads = {int(threads)}")
    return db


def _finest(db, paths: Sequence[Path]) -> int:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Return the length of the finest product codes in the first file: 8, or 6."""
    row = db.execute(
        "SELECT max(length(product)) FROM (SELECT product FROM read_parquet($files) LIMIT 200000)",
        {"files": [str(paths[0])]},
    ).fetchall()
    digits = int(row[0][0] or 0)
    if digits not in (6, 8):
        raise EvidenceError(f"{paths[0].name} holds no product code of 6 or 8 characters.")
    return digits
