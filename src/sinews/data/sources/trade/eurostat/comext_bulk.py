"""Reader of one Comext bulk file (v1 or v2 header; plain, .gz, .zip, .7z) that fits in memory."""

import tempfile
from pathlib import Path
from typing import Final

import polars as pl

from sinews.data.bulk.stream import sniff_columns, write_bulk_parquet
from sinews.data.contracts import load_spec
from sinews.data.read.archives import read_head
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.trade.cells import COMEXT
from sinews.errors import EvidenceError

MOST_ROWS: Final = 6_000_000
"""More cells than this are not taken as one table: 2.7 m cells were measured at 0.7 GB of memory,
so this is about 1.6 GB; a month of all EU trade has 4 to 5 m rows."""

MONTHLY = load_spec("comext_bulk_monthly")
YEARLY = load_spec("comext_bulk_yearly")


def recognise(file: RawFile) -> bool:
    """Return True where the first line, unpacked, is a header of a Comext bulk file."""
    return sniff_columns(read_head(file.path)) is not None


def parse(file: RawFile) -> Parsed:
    """Read one period.

    Raises
    ------
    EvidenceError
        The file is damaged, holds an unknown label, or is too large for a table in memory.
    """
    with tempfile.TemporaryDirectory(prefix="sinews-comext-") as folder:
        (part,) = write_bulk_parquet([file.path], Path(folder))
        if part.rows_written > MOST_ROWS:
            raise EvidenceError(
                f"{file.name} holds {part.rows_written:,} cells, more than the {MOST_ROWS:,} of a "
                "table in memory. Write it to partitions: sinews data bulk FILE --out FOLDER."
            )
        frame = pl.read_parquet(part.path, hive_partitioning=False)
    yearly = len(part.period) == 4
    spec = YEARLY if yearly else MONTHLY
    year = pl.lit(int(part.period[:4]), dtype=pl.Int64)
    columns = [c.name for c in spec.columns]
    return Parsed(tables={spec.id: frame.with_columns(year=year).select(columns)}, notes=part.notes)


READER = Reader(
    id="comext_bulk",
    label="Comext bulk file of EU trade by CN8 (plain, .gz, .zip or .7z)",
    source=COMEXT,
    specs=(MONTHLY, YEARLY),
    recognises=recognise,
    parse=parse,
    partial=True,
)
