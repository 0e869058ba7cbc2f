"""The ledger: forecasts as they were published, with their digest, and their scores month by month.

A published forecast is two files named by its origin: ``2025-12.parquet`` (series, month, model, q,
value; the pool and persistence) and ``2025-12.json`` (when and from what it was made, digest). They
are never written again.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from sinews import __version__
from sinews.core.estimate import FloatArray
from sinews.core.scores import score_crps
from sinews.data.evidence.evidence import Evidence
from sinews.data.store.files import write_file
from sinews.errors import ProvenanceError, UsageError
from sinews.front.forecast.forecast import Forecast, tabulate
from sinews.front.forecast.pool import LEVELS, PERSISTENCE
from sinews.front.series.read import read_series

SHIPPED: Final = "published"
MODELS: Final = ("pool", "persistence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One published forecast: its record and its file, whose digest agrees.

    Attributes
    ----------
    made
        Day on which it was published.
    vintages
        Series to the day on which its data stood so.
    table
        series, month, model, q, value.
    """

    origin: date
    made: date
    version: str
    digest: str
    vintages: dict[str, str]
    table: pl.DataFrame

    def quantiles(self, series: str, month: date, model: str) -> FloatArray:
        """Return the 200 quantiles of one month."""
        rows = self.table.filter(
            (pl.col("series") == series) & (pl.col("month") == month) & (pl.col("model") == model)
        )
        return rows.sort("q")["value"].to_numpy()


def shipped_folder() -> Path:
    """Return the folder of the forecasts that travel with the package."""
    return Path(str(files("sinews.front"))) / SHIPPED


def publish_forecast(forecast: Forecast, folder: Path, today: date) -> Path:
    """Write a forecast into a folder and return its file.

    Raises
    ------
    UsageError
        The folder holds another forecast of this origin.
    """
    months = forecast.months
    tables = {
        "pool": tabulate({p.id: p.quantiles for p in forecast.pools}, months),
        "persistence": tabulate({p.id: p.members[PERSISTENCE] for p in forecast.pools}, months),
    }
    table = pl.concat([t.with_columns(model=pl.lit(m)) for m, t in tables.items()])
    buffer = BytesIO()
    table.select("series", "month", "model", "q", "value").write_parquet(buffer)
    content = buffer.getvalue()
    path = folder / f"{forecast.origin:%Y-%m}.parquet"
    if path.exists():
        if path.read_bytes() == content:
            return path
        raise UsageError(
            f"{path} is another forecast of {forecast.origin:%Y-%m}; what is published stays. "
            "Publish into another folder."
        )
    record = {
        "origin": f"{forecast.origin:%Y-%m}",
        "made": today.isoformat(),
        "version": __version__,
        "sha256": sha256(content).hexdigest(),
        "vintages": {i: s.vintage for i, s in sorted(forecast.series.items())},
    }
    folder.mkdir(parents=True, exist_ok=True)
    write_file(path, content)
    write_file(path.with_suffix(".json"), (json.dumps(record, indent=1) + "\n").encode())
    return path


def read_published(folder: Path) -> Iterator[Published]:
    """Yield the forecasts of a folder by origin.

    Raises
    ------
    ProvenanceError
        A file is missing or is not the one that was published.
    """
    for path in sorted(folder.glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        content = path.with_suffix(".parquet")
        data = content.read_bytes() if content.is_file() else b""
        if sha256(data).hexdigest() != record["sha256"]:
            raise ProvenanceError(
                f"{content} is not the forecast that was published (its digest differs): restore "
                "it, or remove both files of this origin."
            )
        yield Published(
            origin=date.fromisoformat(f"{record['origin']}-01"),
            made=date.fromisoformat(record["made"]),
            version=record["version"],
            digest=record["sha256"],
            vintages=record["vintages"],
            table=pl.read_parquet(BytesIO(data)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One month of one series in the ledger; scores are None until the month is in.

    Attributes
    ----------
    low, median, high
        Median and 90 % interval that were published.
    crps, crps_persistence
        Of the pool and of persistence as published.
    hit
        Whether the month fell into the 90 % interval.
    """

    origin: date
    made: date
    series: str
    month: date
    low: float
    median: float
    high: float
    observed: float | None
    crps: float | None
    crps_persistence: float | None
    hit: bool | None


def list_entries(evidence: Evidence, published: Published) -> list[Entry]:
    """Return every month of a published forecast, scored where the data hold it."""
    keys = published.table.select("series", "month").unique().sort("series", "month")
    truths = {s: read_series(evidence, s) for s in keys["series"].unique()}
    entries = []
    for series, month in keys.iter_rows():
        pool, plain = (published.quantiles(series, month, m) for m in MODELS)
        low, median, high = np.interp([0.05, 0.5, 0.95], LEVELS, pool)
        value = truths[series].at(month)
        known = bool(np.isfinite(value))
        entries.append(
            Entry(
                origin=published.origin,
                made=published.made,
                series=series,
                month=month,
                low=float(low),
                median=float(median),
                high=float(high),
                observed=value if known else None,
                crps=float(score_crps(pool, value)) if known else None,
                crps_persistence=float(score_crps(plain, value)) if known else None,
                hit=bool(low <= value <= high) if known else None,
            )
        )
    return entries
