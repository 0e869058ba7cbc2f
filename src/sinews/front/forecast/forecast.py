"""One forecast: all series from one origin, with what was known then."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from sinews.core.estimate import FloatArray
from sinews.core.periods import add_months, last_day, parse_month
from sinews.data.evidence.evidence import Evidence
from sinews.data.store.files import write_file
from sinews.errors import UsageError
from sinews.front.forecast.learning import Pooled, pool_panel
from sinews.front.forecast.pool import LEVELS, NAMES
from sinews.front.forecast.settings import read_settings
from sinews.front.series.read import Series, last_month, read_panel
from sinews.front.series.registry import forecast_ids, list_series

LONGEST_HORIZON: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Forecasts of national series from one origin.

    Attributes
    ----------
    pools
        One a series, with its members and weights.
    series
        What was known of each, by id.
    """

    origin: date
    horizon: int
    pools: tuple[Pooled, ...]
    series: dict[str, Series]

    @property
    def months(self) -> tuple[date, ...]:
        """The months that are forecast."""
        return tuple(add_months(self.origin, h) for h in range(1, self.horizon + 1))

    def of(self, id: str) -> Pooled:
        """Return the pool of one series."""
        return next(p for p in self.pools if p.id == id)

    def table(self) -> pl.DataFrame:
        """Return series, month, q, value: 200 quantiles a series and month."""
        return tabulate({p.id: p.quantiles for p in self.pools}, self.months)

    def write(self, path: Path) -> None:
        """Write the table as Parquet, whole or not at all."""
        buffer = BytesIO()
        self.table().write_parquet(buffer)
        write_file(path, buffer.getvalue())

    def intervals(self) -> list[dict[str, str | float]]:
        """Return series, month, low, median and high (90 %) as plain rows."""
        rows: list[dict[str, str | float]] = []
        for p in self.pools:
            for month, quantiles in zip(self.months, p.quantiles, strict=True):
                low, median, high = np.interp([0.05, 0.5, 0.95], LEVELS, quantiles)
                row = {"series": p.id, "month": f"{month:%Y-%m}"}
                rows.append(
                    {**row, "low": float(low), "median": float(median), "high": float(high)}
                )
        return rows

    def describe_vintages(self) -> str:
        """Return in words which series are of a later vintage than the origin."""
        end = last_day(add_months(self.origin, 1)).isoformat()
        late: dict[str, list[str]] = {}
        for p in self.pools:
            vintage = self.series[p.id].vintage
            if vintage > end:
                late.setdefault(vintage, []).append(p.id)
        if not late:
            return "All data are as they stood within a month of the origin."
        parts = [f"of {day}: {', '.join(ids)}" for day, ids in sorted(late.items())]
        return "Data of a later vintage than the origin: " + "; ".join(parts) + "."

    def weights(self) -> pl.DataFrame:
        """Return series, horizon and the weight of every member, and whether it is persistence."""
        return pl.DataFrame(
            [
                {"series": p.id, "horizon": h + 1, "persistence_only": bool(p.is_persistence[h])}
                | dict(zip(NAMES, map(float, p.weights[h]), strict=True))
                for p in self.pools
                for h in range(self.horizon)
            ]
        )


def tabulate(quantiles: dict[str, FloatArray], months: tuple[date, ...]) -> pl.DataFrame:
    """Return series, month, q, value of arrays (n_months, 200) by series."""
    n = LEVELS.size
    return pl.concat(
        [
            pl.DataFrame(
                {
                    "series": [id] * (n * len(months)),
                    "month": [m for m in months for _ in range(n)],
                    "q": np.tile(LEVELS, len(months)),
                    "value": values.reshape(-1),
                }
            )
            for id, values in quantiles.items()
        ]
    )


def make_forecast(
    evidence: Evidence, origin: date, horizon: int = 12, ids: tuple[str, ...] = ()
) -> Forecast:
    """Return the forecast from an origin, the last month that may be known.

    Parameters
    ----------
    ids
        Series wanted; all where empty. The others still lend their errors.

    Raises
    ------
    UsageError
        The origin is before the first or after the end of the data, or the horizon too long.
    UnknownNameError
        An id is no series that is forecast.
    """
    settings = read_settings()
    first, last = parse_month(settings.first_origin), last_month(evidence)
    if not first <= origin <= last:
        raise UsageError(
            f"The origin {origin:%Y-%m} is outside the data; choose a month from {first:%Y-%m} to "
            f"{last:%Y-%m}."
        )
    if not 1 <= horizon <= LONGEST_HORIZON:
        raise UsageError(f"The horizon is {horizon} months; choose 1 to {LONGEST_HORIZON}.")
    wanted = ids or forecast_ids()
    for id in wanted:
        if id not in forecast_ids():
            list_series()[id]
            raise UsageError(f"{id!r} is not forecast; these are: {', '.join(forecast_ids())}.")
    panel, series = read_panel(evidence, origin, horizon)
    pools = pool_panel(panel, horizon, settings)
    return Forecast(
        origin=origin,
        horizon=horizon,
        pools=tuple(p for p in pools if p.id in wanted),
        series=series,
    )
