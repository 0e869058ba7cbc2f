"""Run the one SQL file over partitioned Parquet: millions of rows in, one row a cell out."""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import polars as pl

from sinews.core.places import EU27
from sinews.diversion.trade.late_reporters import Late
from sinews.errors import EvidenceError, UsageError

MEMORY: Final = "1200MB"
"""What DuckDB may hold: with its own overhead the process stays below 2 GB."""

IN_MEMORY_ROWS: Final = 60_000_000
"""Above this the cells go through a file: handed over in memory they are held twice for a moment,
and writing them costs a third more time."""


def aggregate_exports(
    paths: Sequence[Path],
    *,
    memory: str = MEMORY,
    threads: int | None = None,
    without: Late = (),
) -> pl.DataFrame:
    """Return EU27 exports by partner, HS6 and month: partner, product, month, exports_eur.

    Parameters
    ----------
    paths
        Parquet files with columns reporter, partner, product, flow, month (or period, as
        ``2022-03``), value_eur.
    memory
        What DuckDB may hold; the rest goes to disk.
    without
        Late reporters, each left out in that month of every year.

    Raises
    ------
    EvidenceError
        No file is given, or none holds a code of six digits or more.
    """
    _check(paths)
    with TemporaryDirectory(prefix="sinews-aggregate-") as folder:
        if _count_rows(paths) > IN_MEMORY_ROWS:
            out = Path(folder) / "exports.parquet"
            write_exports(paths, out, memory=memory, threads=threads, without=without)
            return pl.read_parquet(out)
        with _connect(memory, threads, Path(folder)) as db:
            given = _given(db, paths, without)
            found: pl.DataFrame = db.sql(_query(paths, without), params=given).pl()
    return found


def write_exports(
    paths: Sequence[Path],
    out: Path,
    *,
    memory: str = MEMORY,
    threads: int | None = None,
    without: Late = (),
) -> None:
    """Write what `aggregate_exports` returns as Parquet, without ever holding all of it."""
    _check(paths)
    with _connect(memory, threads, out.parent) as db:
        target = str(out).replace("'", "''")
        given = _given(db, paths, without)
        db.execute(f"COPY ({_query(paths, without)}) TO '{target}' (FORMAT parquet)", given)


def _check(paths: Sequence[Path]) -> None:
    if not paths:
        raise EvidenceError("There is no Parquet file to read trade from.")


def _given(  # type: ignore[no-untyped-def]
    db,  # noqa: ANN001
    paths: Sequence[Path],
    without: Late,
) -> dict[str, object]:
    given = {
        "files": [str(p) for p in paths],
        "reporters": sorted(EU27),
        "digits": _finest(db, paths),
    }
    if without:
        given["without"] = sorted({f"{r} {m.month}" for r, m in without})
    return given


def _count_rows(paths: Sequence[Path]) -> int:
    return sum(int(pl.scan_parquet(p).select(pl.len()).collect().item()) for p in paths)


def list_reported(paths: Sequence[Path]) -> pl.DataFrame:
    """Return reporter, month and number of values of every member state with any export."""
    month = "month" if _has_month(paths) else _PERIOD
    query = (
        f"SELECT reporter::VARCHAR AS reporter, {month} AS month, count(*) AS values FROM "
        "read_parquet($files, union_by_name = true, hive_partitioning = false) "
        "WHERE flow = 'export' AND value_eur IS NOT NULL "
        "AND reporter IN (SELECT unnest($reporters)) GROUP BY ALL"
    )
    given = {"files": [str(p) for p in paths], "reporters": sorted(EU27)}
    with (
        TemporaryDirectory(prefix="sinews-aggregate-") as folder,
        _connect(MEMORY, None, Path(folder)) as db,
    ):
        found: pl.DataFrame = db.sql(query, params=given).pl()
    return found.sort("month", "reporter")


_PERIOD: Final = "(period || '-01')::DATE"


def _has_month(paths: Sequence[Path]) -> bool:
    return "month" in pl.read_parquet_schema(paths[0])


def read_query(*, has_month: bool, without: Late) -> str:
    """Return the SQL file, with the month made of the period where the files hold only that."""
    query = (files("sinews.diversion.panel") / "aggregate.sql").read_text(encoding="utf-8")
    month = "month" if has_month else _PERIOD
    if month != "month":
        query = query.replace("    month,\n", f"    {month} AS month,\n")
    if without:
        late = f"reporter || ' ' || month({month}) NOT IN (SELECT unnest($without))"
        query = query.replace("GROUP BY ALL", f"  AND {late}\nGROUP BY ALL")
    return query


def _query(paths: Sequence[Path], without: Late) -> str:
    return read_query(has_month=_has_month(paths), without=without)


def _connect(memory: str, threads: int | None, spill: Path):  # type: ignore[no-untyped-def]  # noqa: ANN202
    try:
        import duckdb
    except ModuleNotFoundError as error:
        raise UsageError(
            'Trade in files of your own needs: pip install "sinews[trade]".'
        ) from error
    db = duckdb.connect()
    db.execute(f"SET memory_limit = '{memory}'")
    db.execute("SET temp_directory = $spill", {"spill": str(spill)})
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
