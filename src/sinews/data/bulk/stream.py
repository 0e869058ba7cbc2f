"""Eurostat's bulk files of EU trade (Comext), streamed into Parquet partitioned by year.

A month is about 400 MB of text and a year 5 GB, so nothing here holds a whole file in memory.
"""

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import polars as pl
from polars.exceptions import PolarsError

from sinews.core.places import EU27
from sinews.data.bulk.cells import Cells
from sinews.data.bulk.checks import PROCEDURES, check_ends, check_repeats, check_rows
from sinews.data.bulk.rows import spool_rows
from sinews.data.read.archives import read_head, unpack
from sinews.data.read.grid import note_column
from sinews.data.read.labels import AGAIN
from sinews.data.read.problems import Problems
from sinews.errors import EvidenceError, StoreError, UsageError

_NAMES: Final = {
    "reporter": ("REPORTER", "DECLARANT_ISO"),
    "partner": ("PARTNER_ISO", "PARTNER"),
    "product": ("PRODUCT_NC",),
    "flow": ("FLOW",),
    "procedure": ("STAT_PROCEDURE", "STAT_REGIME"),
    "period": ("PERIOD",),
    "value_eur": ("VALUE_EUR", "VALUE_IN_EUROS"),
    "quantity_kg": ("QUANTITY_KG", "QUANTITY_IN_KG"),
}
"""Where each column stands, in the header of since December 2024 (v2) or in the older one (v1)."""
_OTHERS: Final = re.compile(
    r"DECLARANT|PARTNER|TRADE_TYPE|PRODUCT_(SITC|CPA\w+|BEC\w*|SECTION)|SUPPL?_UNIT|VALUE_NAC"
    r"|QUANTITY_SUPPL_UNIT|SUP_QUANTITY"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkPart:
    """What became of one bulk file.

    Attributes
    ----------
    period
        ``2022-03`` for a month, ``2022`` for a whole year (period 52).
    rows_read, rows_written
        Rows of the file, and cells after adding up procedures and trade types.
    rows_of_sums
        Rows left out because they are sums of others: totals, headings, EU27.
    reporters
        Reporters with a value; who is missing here has not reported.
    notes
        Labels that are unknown and left out with the sums.
    """

    path: Path
    period: str
    rows_read: int
    rows_written: int
    rows_of_sums: int
    reporters: tuple[str, ...]
    notes: tuple[str, ...] = ()


def sniff_columns(head: bytes) -> dict[str, str] | None:
    """Return our column names to those of the file, None where it is no Comext bulk file.

    Columns are found by name, whatever their order or case.
    """
    upper = {c.upper(): c for c in _split_head(head)}
    found = {
        ours: next((upper[n] for n in names if n in upper), "") for ours, names in _NAMES.items()
    }
    return found if all(found.values()) else None


def _split_head(head: bytes) -> list[str]:
    line = head.decode("utf-8-sig", errors="replace").splitlines()[:1]
    return [c.strip() for c in line[0].split(",")] if line else []


def write_bulk_parquet(
    paths: Sequence[Path], out: Path, *, procedures: Iterable[str] = PROCEDURES
) -> tuple[BulkPart, ...]:
    """Write Comext bulk files as Parquet, ``out/year=YYYY/PERIOD.parquet``, one file a period.

    Columns: reporter, partner, partner_kind, product (CN8 as text), flow, month (or none for a
    whole year), value_eur, quantity_kg. A file is complete or absent.

    Parameters
    ----------
    paths
        Plain, .gz, .zip or .7z, header v1 or v2.
    procedures
        The statistical procedures that are added up.

    Raises
    ------
    EvidenceError
        A file is damaged or holds an unknown label; or a period comes twice; or whole years
        (period 52) stand beside months, which would count the trade twice.
    """
    chosen = tuple(procedures)
    if unknown := set(chosen) - set(PROCEDURES):
        raise UsageError(f"Unknown statistical procedures {sorted(unknown)}; known: {PROCEDURES}.")
    with tempfile.TemporaryDirectory(prefix="sinews-comext-") as folder:
        return tuple(_write_one(p, out, chosen, Path(folder)) for p in paths)


def describe_part(part: BulkPart) -> dict[str, Any]:
    """Return the record that `sinews data bulk` prints; `late` are members without a value."""
    return {
        "period": part.period,
        "rows": part.rows_read,
        "cells": part.rows_written,
        "sums_left_out": part.rows_of_sums,
        "file": str(part.path),
        "late": sorted(EU27 - set(part.reporters)),
        "notes": list(part.notes),
    }


def scan_bulk(out: Path) -> pl.LazyFrame:
    """Return all partitions under a folder, to be read by streaming; `year` is the partition."""
    if not any(out.glob("year=*/*.parquet")):
        raise UsageError(f"{out} holds no Comext partition; write them with write_bulk_parquet.")
    return pl.scan_parquet(out / "year=*" / "*.parquet", hive_partitioning=True)


def _write_one(path: Path, out: Path, procedures: tuple[str, ...], folder: Path) -> BulkPart:
    if not path.is_file():
        raise UsageError(f"{path} is not a file.")
    problems = Problems(path.name, remedy=AGAIN)
    head = read_head(path)
    columns = sniff_columns(head)
    if columns is None:
        raise EvidenceError(
            f"{path.name} has not the header of a Comext bulk file: expected columns "
            f"{', '.join(n[0] for n in _NAMES.values())} or the older names."
        )
    _check_columns(head, problems)
    plain = unpack(path, folder)
    check_ends(plain, problems)
    try:
        with tempfile.TemporaryDirectory(dir=folder) as spool:
            rows = spool_rows(plain, columns, Path(spool))
            period, areas = check_rows(rows, problems)
            target = _place(out, period, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            month = date(int(period[:4]), int(period[5:]), 1) if len(period) > 4 else None
            cells = Cells(rows, areas, procedures, month)
            with _whole(target) as temporary:
                cells.scan().sink_parquet(
                    temporary, compression="zstd", compression_level=1, sync_on_close="all"
                )
                if cells.repeats:
                    check_repeats(plain, problems)
    except PolarsError as error:
        if "os error" in str(error):
            raise StoreError(
                f"{path.name} cannot be written to {out}: {error}. What was there before is kept."
            ) from error
        raise EvidenceError(f"{path.name} cannot be read: {error}. Download it again.") from error
    finally:
        if plain != path:
            plain.unlink(missing_ok=True)
    written = pl.scan_parquet(target).select(pl.len()).collect().item()
    reporters = {a.id for a in areas["reporter"].values() if not a.is_sum}
    return BulkPart(
        path=target,
        period=period,
        rows_read=rows.count,
        rows_written=written,
        rows_of_sums=cells.of_sums,
        reporters=tuple(sorted(reporters)),
        notes=problems.notes,
    )


@contextmanager
def _whole(target: Path) -> Iterator[Path]:
    """Give a place to write to, which becomes the target at the end, or on any failure nothing."""
    temporary = target.with_suffix(".tmp")
    try:
        yield temporary
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _check_columns(head: bytes, problems: Problems) -> None:
    """Raise on a column that is unknown and may change what the numbers mean."""
    known = {n for names in _NAMES.values() for n in names}
    for name in _split_head(head):
        if name.upper() not in known and not _OTHERS.fullmatch(name.upper()):
            note_column(name, problems)
    problems.raise_if_any()


def _place(out: Path, period: str, path: Path) -> Path:
    """Return where the period goes, refusing a whole year beside months of any year."""
    others = {p.stem for p in out.glob("year=*/*.parquet")}
    if any((len(o) == 4) != (len(period) == 4) for o in others):
        raise EvidenceError(
            f"{path.name} is of period {period}, and {out} holds "
            f"{'months' if len(period) == 4 else 'whole years'}: together they would count trade "
            "twice. Write whole years (period 52) into a folder of their own."
        )
    return out / f"year={period[:4]}" / f"{period}.parquet"
