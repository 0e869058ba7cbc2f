"""Parquet files of exports that a user names with --data: found and checked before reading."""

from pathlib import Path
from typing import Final

import polars as pl
from polars.exceptions import PolarsError

from sinews.errors import EvidenceError, UsageError

_TEXT: Final = ("reporter", "partner", "product", "flow")
_MONTH: Final = r"^(19|20)\d{2}-(0[1-9]|1[0-2])$"


def list_trade_files(data: Path) -> tuple[Path, ...]:
    """Return the Parquet files under a path, each with the columns that are read from it.

    The columns are reporter, partner, product and flow (text), value_eur (number), and month
    (date) or period (text such as ``2022-03``).

    Raises
    ------
    UsageError
        There is no such file, or the folder holds no Parquet file.
    EvidenceError
        A file is no whole Parquet file, or a column is missing or of another kind.
    """
    if not data.exists():
        raise UsageError(f"There is no file or folder {data}.")
    paths = tuple(sorted(data.rglob("*.parquet"))) if data.is_dir() else (data,)
    if not paths:
        raise UsageError(
            f"{data} holds no Parquet file; `sinews data bulk FILE --out FOLDER` writes such a "
            "folder from Comext bulk files."
        )
    for path in paths:
        _check_file(path)
    return paths


def _check_file(path: Path) -> None:
    try:
        schema = pl.read_parquet_schema(path)
    except (PolarsError, OSError) as error:
        raise EvidenceError(
            f"{path.name} is not a whole Parquet file. --data takes Parquet; workbooks, CSV and "
            "answers of the API come in with `sinews data add FILE`, then leave --data out."
        ) from error
    needed = {*_TEXT, "value_eur"}
    if missing := needed - schema.keys():
        raise EvidenceError(f"{path.name} has no column {', '.join(sorted(missing))}.")
    if not {"month", "period"} & schema.keys():
        raise EvidenceError(f"{path.name} has no column month (date) or period (text, 2022-03).")
    wrong = [
        f"{n} is {schema[n]}, expected text"
        for n in _TEXT
        if schema[n] not in (pl.String, pl.Categorical, pl.Enum)
    ]
    if not schema["value_eur"].is_numeric():
        wrong.append(f"value_eur is {schema['value_eur']}, expected a number")
    if "month" in schema:
        if not schema["month"].is_temporal():
            wrong.append(f"month is {schema['month']}, expected a date")
    elif schema["period"] not in (pl.String, pl.Categorical, pl.Enum):
        wrong.append(f"period is {schema['period']}, expected text such as 2022-03")
    if wrong:
        raise EvidenceError(f"{path.name}: {'; '.join(wrong)}.")
    if "month" not in schema:
        _check_periods(path)


def _check_periods(path: Path) -> None:
    period = pl.col("period").cast(pl.String)
    bad = (
        pl.scan_parquet(path)
        .filter(~period.str.contains(_MONTH).fill_null(value=False))
        .select(period)
        .head(1)
        .collect(engine="streaming")
    )
    if not bad.is_empty():
        raise EvidenceError(
            f"{path.name}: period {bad.item()!r} is not a month such as 2022-03; whole years "
            "cannot be cut to a window."
        )
